/**
 * Messages of others without the parts of URLs that may hold a secret.
 */
import { expect, it } from "vitest"
import { withoutUrlSecrets } from "../../src/domain/withoutUrlSecrets.ts"

it.each([
  ["GET http://a.test/path?key=secret failed", "GET http://a.test/… failed"],
  ["GET http://a.test/path?key=(secret)secret failed", "GET http://a.test/… failed"],
  ["GET http://a.test?key=a)secret: refused", "GET http://a.test?…: refused"],
  ["cannot reach (http://a.test/secret)", "cannot reach (http://a.test/…)"],
  ['cannot reach "http://a.test/secret".', 'cannot reach "http://a.test/…".'],
  ["GET http://user:secret@a.test/path failed", "GET http://… failed"],
  ["GET http://user:se?cr/et@a.test failed", "GET http://… failed"],
  ["GET http://a.test:8080 failed", "GET http://a.test:8080 failed"]
])("%s is said as %s", (message, said) => {
  expect(withoutUrlSecrets(message)).toBe(said)
})
