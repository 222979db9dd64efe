/** Has this runtime collect its garbage. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { runtime } from "./runtime.ts"

const PRESSURE = 200_000

const collector = (): (() => unknown) => {
  if (runtime.name === "bun")
    return () => (globalThis as unknown as { Bun: { gc: (now: boolean) => void } }).Bun.gc(true)
  if (runtime.name === "deno") return () => Array.from({ length: PRESSURE }, (_, index) => ({ index })).length
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as () => void
}

/** Collects garbage: by the runtime's own means, and on Deno, which gives none, by making much of it. */
export const collectGarbage = collector()
