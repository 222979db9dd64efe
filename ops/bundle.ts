/**
 * Bundles the command for a container, with all that it needs: an image has no `node_modules`. Bun runs this file, once
 * for each image: `bun ops/bundle.ts bun` and `bun ops/bundle.ts deno` write to a folder of `dist/container`.
 *
 * For Bun there is bytecode. It saves 7 % of the CPU of a run in the sandbox and 14 % of `--help` against the package's
 * `dist/bin/main.js`: the median of the ratios of 15 pairs, user and system time. Deno gets ES modules.
 */
import { rmSync } from "node:fs"
import { bunBuild, formats, isFormat, shared } from "./bundling.ts"

const name = process.argv[2] ?? ""
if (!isFormat(name)) throw new Error(`use: bun ops/bundle.ts ${Object.keys(formats).join("|")}`)

const build = bunBuild()
const options = { ...shared, ...formats[name], outdir: `dist/container/${name}` }

rmSync(options.outdir, { recursive: true, force: true })
const command = await build({ ...options, entrypoints: ["main.ts"] })
const check = await build({ ...options, bytecode: false, entrypoints: ["ops/healthcheck.ts"] })
const written = [command, check].flatMap(({ outputs }) => outputs.map(({ path }) => path))
if (name === "bun" && !written.some((path) => path.endsWith("main.js.jsc"))) {
  throw new Error("Bun made no bytecode; look for import.meta or top-level await in dist/container/bun/main.js")
}
