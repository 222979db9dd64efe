/** How bodies are best read and parsed where this runs. */
import type { BodyOptions } from "../../src/bookmaker/http/BodyOptions.ts"
import { parseUtf8 } from "./parseUtf8.ts"
import { readInMemory } from "./readInMemory.ts"
import { readOwn } from "./readOwn.ts"

/** True on Node with a V8 that maps memory for long texts; Bun and Deno also name one. */
const mapsLongTexts = (): boolean => {
  const { bun, deno, v8 } = process.versions
  return bun === undefined && deno === undefined && /^1[0-3]\./.test(v8)
}

/** How bodies are read and parsed with the least CPU where this runs, for the options of a bookmaker's layer. */
export const hostBodies: BodyOptions = {
  read: "Deno" in globalThis ? readInMemory : readOwn,
  parse: mapsLongTexts() ? parseUtf8 : undefined
}
