/**
 * Messages of somebody else's: of the URLs in them, scheme, host and port are left.
 */
import { expect, it } from "vitest"
import { withoutUrlSecrets } from "../../src/domain/withoutUrlSecrets.ts"

it.each([
  ["cannot reach http://h:1/", "cannot reach http://h:1/"],
  ["cannot reach http://h:1/odds/hush?key=hush", "cannot reach http://h:1/…"],
  ["cannot reach https://h?key=hush: timeout", "cannot reach https://h?…: timeout"],
  ["cannot reach http://h/#hush, twice", "cannot reach http://h/…, twice"],
  ['fetch of "http://h/hush" failed', 'fetch of "http://h/…" failed'],
  ["error (http://h/hush).", "error (http://h/…)."],
  ["GET /odds?key=hush failed", "GET /odds?… failed"],
  ["GET http://h/?key=a)hush failed", "GET http://h/… failed"],
  ['GET http://h/?key=a"hush,hush failed', "GET http://h/… failed"],
  ["(see http://h/?key=(a)hush)", "(see http://h/…)"],
  ["proxy http://user:hush@h:1 is gone", "proxy http://… is gone"],
  ["proxy http://user:hu/s?h@h:1/hush, gone", "proxy http://…, gone"],
  ["proxy http://user:hush@a:1 and http://user:hush@b:1", "proxy http://… and http://…"],
  ["no URL here? none", "no URL here? none"]
])("%j becomes %j", (message, shown) => {
  expect(withoutUrlSecrets(message)).toBe(shown)
})
