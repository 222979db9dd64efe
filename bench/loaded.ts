/**
 * A Node preload (`node --import loaded.ts`) that prints every module a program has loaded to stderr on exit, one per
 * line.
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
