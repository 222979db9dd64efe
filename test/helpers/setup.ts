/**
 * Says once per file which runtime a suite runs in, and fails where it is not the one that was asked for.
 */
import { expect } from "vitest"
import { expectedRuntime, runtime } from "./runtime.ts"

expect(runtime.name, "TEST_RUNTIME names the runtime that the suite must run in").toBe(expectedRuntime)
