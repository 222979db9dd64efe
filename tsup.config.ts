import { readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { dirname, join, sep } from "node:path"
import { defineConfig, type Options } from "tsup"

type Plugin = NonNullable<Options["esbuildPlugins"]>[number]

/** Lets CommonJS packages that stand in an ES module have the runtime's modules: there is no `require` to ask for them. */
const requiredBuiltins: Plugin = {
  name: "required built-ins",
  setup: (build) => {
    const filter = new RegExp(`^(node:.*|${builtinModules.join("|")})$`)
    build.onResolve({ filter }, ({ kind, path }) =>
      kind === "require-call" ? { path, namespace: "built-in" } : { path, external: true }
    )
    build.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`
    }))
  }
}

/**
 * Has packages make an `Intl.Segmenter` when they use it, and not when they are loaded, as effect's help is at every start: it takes
 * 11 ms of CPU on Node and 19 ms on Deno.
 */
const lateSegmenters: Plugin = {
  name: "late segmenters",
  setup: (build) => {
    build.onLoad({ filter: /[\\/](effect[\\/]dist[\\/]cli[\\/]CliOutput|string-width[\\/]index)\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8")
      const contents = text.replace(
        /new Intl\.Segmenter\(([^()]*)\)/,
        "({ segment(text) { return (this.made ??= new Intl.Segmenter($1)).segment(text) } })"
      )
      if (contents === text) throw new Error(`${path} makes no segmenter any more: take it off this list`)
      return { contents }
    })
  }
}

/** Names in the commands of the Redis client that its class uses: those of the handshake. */
const handshakeCommands = (path: string): string => {
  const client = readFileSync(join(dirname(path), "..", "client", "index.js"), "utf8")
  const names = new Set([...client.matchAll(/\bcommands_1\.default\.(\w+)/g)].map(([, name]) => name))
  if (names.size === 0) throw new Error(`${path}: the client names no command any more`)
  return `exports.default = { ${[...names].map((name) => `${name}: require("./${name}").default`).join(", ")} }`
}

/** What stands instead of files of the Redis client. */
const redisFiles: Readonly<Record<string, (path: string) => string>> = {
  "cluster/index.js": () => "exports.default = {}",
  "command-metadata/command-metadata-data.js": () => "exports.COMMAND_METADATA = {}",
  "commands/index.js": handshakeCommands,
  "sentinel/index.js": () => "exports.default = {}"
}

/**
 * Leaves out what the Redis client has and the command does not use, two thirds of it: a method for each of 400 commands with what is
 * known of it, and clients for clusters and sentinels. The command sends commands by their names, to one server.
 */
const usedRedisClient: Plugin = {
  name: "used Redis client",
  setup: (build) => {
    const left = new Set(Object.keys(redisFiles))
    build.onLoad({ filter: /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]/ }, ({ path }) => {
      const name = path.split(sep).slice(-2).join("/")
      const contents = redisFiles[name]?.(path)
      left.delete(name)
      return contents === undefined ? undefined : { contents, resolveDir: dirname(path) }
    })
    build.onEnd(() => {
      if (left.size > 0) throw new Error(`@redis/client has no ${[...left].join(", ")} any more: take it off this list`)
    })
  }
}

/**
 * The command in few files, for a quick start: it carries all but the client of proxies. The library is not bundled: `tsc` writes
 * a file for each source, so that whoever imports one name gets what that name needs.
 */
export default defineConfig({
  format: ["esm"],
  target: "es2024",
  platform: "neutral",
  dts: false,
  splitting: true,
  removeNodeProtocol: false,
  entry: { main: "bin.ts" },
  outDir: "dist/bin",
  external: ["undici"],
  noExternal: [/^effect/, /^@effect/, "@redis/client", "ky", "string-width"],
  esbuildPlugins: [requiredBuiltins, lateSegmenters, usedRedisClient],
  minify: true,
  // Bun takes a file that begins so as it is, without transpiling it once more: 3 to 6 % of CPU, measured on Bun.
  banner: { js: "// @bun" },
  esbuildOptions: (options) => {
    options.mainFields = ["module", "main"]
    options.legalComments = "none"
  }
})
