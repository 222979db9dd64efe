/**
 * Fails every test file if the current runtime is not the expected one, and draws the same cases of properties each time:
 * a new one that breaks something is found by `npm run test:reliability`, not by whoever happens to run the tests.
 */
import fc from "fast-check"
import { expect } from "vitest"
import { expectedRuntime, runtime } from "./runtime.ts"

expect(runtime.name, "TEST_RUNTIME names the runtime that the suite must run in").toBe(expectedRuntime)
if (process.env.RELIABILITY !== "long") fc.configureGlobal({ seed: 1 })
