/**
 * Bundlers that make one file for Node of a program with the library, ky and the Redis client, as docs/installing.md says.
 */

/** One bundler. */
export interface Bundler {
  readonly name: string
  /** What a project installs for it. */
  readonly dependencies: Readonly<Record<string, string>>
  /** Files of the project that configure it. */
  readonly files?: Readonly<Record<string, string>>
  /** The program in `node_modules/.bin`, and what it is given to make `out/bundled.mjs` of `bundled.mjs`. */
  readonly command: readonly [program: string, ...args: ReadonlyArray<string>]
}

/** What esbuild needs before its ES modules, since the Redis client is CommonJS. Stands in docs/installing.md. */
export const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"

/** All that are walked. */
export const bundlers: ReadonlyArray<Bundler> = [
  {
    name: "esbuild",
    dependencies: { esbuild: "^0.28" },
    command: [
      "esbuild",
      "bundled.mjs",
      "--bundle",
      "--minify",
      "--platform=node",
      "--format=esm",
      "--outfile=out/bundled.mjs",
      `--banner:js=${requireBanner}`
    ]
  },
  {
    name: "Vite",
    dependencies: { vite: "^8" },
    files: {
      "vite.config.mjs": `export default {
        ssr: { noExternal: true },
        build: { target: "es2024", outDir: "out", rollupOptions: { output: { entryFileNames: "bundled.mjs" } } }
      }`
    },
    command: ["vite", "build", "--ssr", "bundled.mjs"]
  },
  {
    name: "webpack",
    dependencies: { webpack: "^5", "webpack-cli": "^7" },
    files: {
      "webpack.config.mjs": `export default {
        mode: "production",
        target: "node",
        experiments: { outputModule: true },
        entry: "./bundled.mjs",
        output: { module: true, path: import.meta.dirname + "/out", filename: "bundled.mjs" }
      }`
    },
    command: ["webpack"]
  },
  {
    name: "Rollup",
    dependencies: {
      rollup: "^4",
      "@rollup/plugin-commonjs": "^29",
      "@rollup/plugin-json": "^6",
      "@rollup/plugin-node-resolve": "^16"
    },
    files: {
      "rollup.config.mjs": `import commonjs from "@rollup/plugin-commonjs"
        import json from "@rollup/plugin-json"
        import resolve from "@rollup/plugin-node-resolve"
        export default {
          input: "bundled.mjs",
          output: { file: "out/bundled.mjs", format: "esm", inlineDynamicImports: true },
          external: [/^node:/],
          plugins: [resolve({ preferBuiltins: true }), commonjs(), json()]
        }`
    },
    command: ["rollup", "--config", "--silent"]
  }
]

/** Returns the program that is bundled. */
export const bundledProgram = ({ bookmaker, redis }: { readonly bookmaker: string; readonly redis: string }): string =>
  `import { extract } from "bookiegamma"
import { KyHttpClient } from "bookiegamma/adapters/ky"
import { RedisOddsStore } from "bookiegamma/adapters/redis"
import { Effect, Redacted } from "effect"

const store = RedisOddsStore.layer(Redacted.make(${JSON.stringify(redis)}))
const [btts] = await extract({
  extractors: ["btts"],
  source: "live",
  period: 0,
  prefix: "bundled",
  bookmaker: { live: ${JSON.stringify(bookmaker)}, upcoming: ${JSON.stringify(bookmaker)} }
}).pipe(Effect.provide([KyHttpClient.layer, store]), Effect.runPromise)
console.log(btts?.report.verdict)
`
