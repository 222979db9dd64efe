/**
 * Preloaded into Node (`node --import loaded.ts`), it prints every file and package that a program loads, one a line, on
 * the descriptor 2, when the program ends.
 */
import { writeSync } from "node:fs"
import { registerHooks } from "node:module"

const loaded: Array<string> = []
registerHooks({
  load: (url, context, nextLoad) => {
    loaded.push(url)
    return nextLoad(url, context)
  }
})
process.on("exit", () => writeSync(2, loaded.map((url) => `loaded ${url}\n`).join("")))
