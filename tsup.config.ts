import { builtinModules } from "node:module"
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
  esbuildPlugins: [requiredBuiltins],
  minify: true,
  // Bun takes a file that begins so as it is, without transpiling it once more: 3 to 6 % of CPU, measured on Bun.
  banner: { js: "// @bun" },
  esbuildOptions: (options) => {
    options.mainFields = ["module", "main"]
    // Put in place of what is replaced wherever it is named.
    options.define = { ...options.define, "Intl.Segmenter": "LazySegmenter" }
    options.inject = [...(options.inject ?? []), "adapters/host/LazySegmenter.ts"]
    options.legalComments = "none"
  }
})
