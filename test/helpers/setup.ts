/**
 * Fails every test file if the current runtime is not the expected one.
 */
import { expect } from "vitest"
import { expectedRuntime, runtime } from "./runtime.ts"

expect(runtime.name, "TEST_RUNTIME names the runtime that the suite must run in").toBe(expectedRuntime)
