import { expect, it } from "vitest"
import { expectedRuntime, runtime } from "../helpers/runtime.ts"

it(`runs on ${runtime.name} ${runtime.version}`, () => {
  console.log(`this run is on ${runtime.name} ${runtime.version}`)
  expect(runtime.name).toBe(expectedRuntime)
  expect("Bun" in globalThis).toBe(expectedRuntime === "bun")
  expect("Deno" in globalThis).toBe(expectedRuntime === "deno")
})
