/**
 * Makes a single file of the command and the runtime: `bun ops/single.ts bun` and `bun ops/single.ts deno`, for this machine,
 * or for the targets that are named, such as `linux-arm64`, or `all`. The files are written to `dist/single`.
 *
 * Bun's hold bytecode too. Against `dist/bin/main.js` on the same Bun they take 45 % of the CPU time of `--version` and
 * `--help`, and 72 % of that of a run in the sandbox: the median of the ratios of 15 pairs, user and system time.
 *
 * Bun gets the runtime for another target from the npm registry, Deno for every target from its own server.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { bunBuild, type Format, formats, isFormat, shared } from "./bundling.ts"

/** The targets, with the names that the runtimes have for them. */
const targets = {
  "linux-x64": { bun: "bun-linux-x64", deno: "x86_64-unknown-linux-gnu" },
  "linux-arm64": { bun: "bun-linux-arm64", deno: "aarch64-unknown-linux-gnu" },
  "macos-x64": { bun: "bun-darwin-x64", deno: "x86_64-apple-darwin" },
  "macos-arm64": { bun: "bun-darwin-arm64", deno: "aarch64-apple-darwin" },
  "windows-x64": { bun: "bun-windows-x64", deno: "x86_64-pc-windows-msvc" }
} as const satisfies Record<string, Record<Format, string>>

type Target = keyof typeof targets

const systems: Readonly<Record<string, string>> = { darwin: "macos", win32: "windows" }
const here = `${systems[process.platform] ?? process.platform}-${process.arch}`

const [runtime = "", ...named] = process.argv.slice(2)
const wanted = named.length === 0 ? [here] : named.join() === "all" ? Object.keys(targets) : named
if (!isFormat(runtime) || wanted.some((target) => !Object.hasOwn(targets, target))) {
  throw new Error(`use: bun ops/single.ts ${Object.keys(formats).join("|")} [all|${Object.keys(targets).join("|")}]…`)
}

const build = bunBuild()

/** Returns the options of a bundle that knows what it is made for. */
const optionsFor = (runtime: Format, target: Target) => ({
  ...shared,
  ...formats[runtime],
  entrypoints: ["main.ts"],
  define: { SINGLE_FILE: JSON.stringify(target) }
})

/** Has Deno make an executable of a bundle, away from the project, whose packages it would all take in. */
const compileWithDeno = (folder: string, target: Target, outfile: string): void => {
  const deno = fileURLToPath(new URL("../node_modules/deno/deno", import.meta.url))
  const args = ["compile", "-A", "--no-check", "--no-config", "--quiet", "--target", targets[target].deno]
  const { status } = spawnSync(deno, [...args, "--output", resolve(outfile), "main.js"], {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, DENO_NO_PACKAGE_JSON: "1" }
  })
  if (status === 0) return
  throw new Error(
    `deno compile ended with ${status}; it needs its runtime for ${target}, denort, from https://dl.deno.land, ` +
      "or in the file that DENORT_BIN names"
  )
}

const makers: Readonly<Record<Format, (target: Target, outfile: string) => Promise<void>>> = {
  bun: async (target, outfile) => {
    await build({ ...optionsFor("bun", target), compile: { target: targets[target].bun, outfile } })
  },
  deno: async (target, outfile) => {
    const folder = mkdtempSync(join(tmpdir(), "bookiegamma-single-"))
    try {
      await build({ ...optionsFor("deno", target), outdir: folder })
      compileWithDeno(folder, target, outfile)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

mkdirSync("dist/single", { recursive: true })
for (const target of wanted as ReadonlyArray<Target>) {
  const outfile = `dist/single/bookiegamma-${runtime}-${target}${target.startsWith("windows") ? ".exe" : ""}`
  rmSync(outfile, { force: true })
  await makers[runtime](target, outfile)
  console.log(outfile)
}
