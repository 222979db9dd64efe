/** How bodies are best read and parsed where this runs. */
import type { BodyOptions } from "../../src/bookmaker/http/BodyOptions.ts"
import { parseUtf8 } from "./parseUtf8.ts"
import { readInMemory } from "./readInMemory.ts"
import { readOwn } from "./readOwn.ts"

/** How bodies are read and parsed with the least CPU where this runs, for the options of a bookmaker's layer. */
export const hostBodies: BodyOptions = {
  read: "Deno" in globalThis ? readInMemory : readOwn,
  parse: parseUtf8
}
