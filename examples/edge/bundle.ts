/**
 * Bundles a worker into one file that workerd takes as it is: `npm run build:edge` writes dist/edge/worker.js.
 *
 * It needs esbuild, and the built package. With `@redis/client` it does what its own entry does not: that brings the clients of
 * clusters and sentinels and a method for each command of Redis, none of which the store calls.
 */
import { createRequire, isBuiltin } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type BuildOptions, build, type Plugin } from "esbuild"

/** What this package depends on may be nowhere else, as where pnpm has installed it. */
const { resolve } = createRequire(import.meta.resolve("bookiegamma/adapters/redis"))

/**
 * Hands Node's own modules to CommonJS, which asks for them by `require`. There is no `require` in an ES module: left alone, it
 * throws "Dynamic require of … is not supported" when the worker starts.
 */
const builtins: Plugin = {
  name: "built-in modules",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ kind, path }) => {
      if (!isBuiltin(path)) return undefined
      const name = `node:${path.replace(/^node:/, "")}`
      return kind === "require-call" ? { path: name, namespace: "builtin" } : { path: name, external: true }
    })
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `import * as builtin from "${path}"; module.exports = builtin.default ?? builtin`
    }))
  }
}

/** Takes of `@redis/client` the client of one server, without a method for each command: 178 kB become 149 kB, and 199 before. */
const oneClient: Plugin = {
  name: "one Redis client",
  setup: ({ onLoad, onResolve }) => {
    const library = join(dirname(resolve("@redis/client")), "lib")
    onResolve({ filter: /^@redis\/client$/ }, ({ path }) => ({ path, namespace: "client" }))
    onLoad({ filter: /.*/, namespace: "client" }, () => ({
      resolveDir: library,
      contents: `
        const { default: RedisClient } = require("./client/index.js")
        module.exports = { ...require("./errors.js"), RedisClient, createClient: RedisClient.create }`
    }))
    onLoad({ filter: /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]commands[\\/]index\.js$/ }, () => ({
      contents: `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = {}`
    }))
  }
}

/**
 * Classes that effect's schemas name as members of `globalThis`. To esbuild reading a member may have effects, so it keeps schemas that
 * nobody uses: 1.6 kB, gzipped.
 */
const classes = ["File", "RegExp", "URL", "URLSearchParams", "Uint8Array"]

/** Returns the one file that a worker's source and all it imports become. */
export const bundle = async (source: Pick<BuildOptions, "entryPoints" | "stdin">): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    ...source,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker"],
    mainFields: ["module", "main"],
    define: Object.fromEntries(classes.map((name) => [`globalThis.${name}`, name])),
    legalComments: "none",
    logLevel: "error",
    // Paths to sources, as a tsconfig.json may have, would bring them beside the package.
    tsconfigRaw: "{}",
    plugins: [builtins, oneClient]
  })
  return outputFiles[0]!.contents
}

/** Where the bundle is written. */
export const outputFile = fileURLToPath(new URL("../../dist/edge/worker.js", import.meta.url))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { mkdir, writeFile } = await import("node:fs/promises")
  const contents = await bundle({ entryPoints: [fileURLToPath(new URL("worker.ts", import.meta.url))] })
  await mkdir(dirname(outputFile), { recursive: true })
  await writeFile(outputFile, contents)
}
