/**
 * What a bundle for the edge weighs, gzipped, as esbuild makes it of the built package: workers within the limits that the
 * documents promise, and single names at what they need.
 */
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { bundleFile, bundleText } from "../helpers/edge.ts"
import { isQuick } from "../helpers/testClasses.ts"

const sizeOf = (bundle: Uint8Array) => gzipSync(bundle, { level: 9 }).length

describe("a worker is at most so many bytes, gzipped:", () => {
  it("200,000 with Redis and ky, as the example is", async () => {
    const size = sizeOf(await bundleFile("examples/edge/worker.ts"))
    console.log(`examples/edge/worker.ts: ${size} bytes`)
    expect(size).toBeLessThanOrEqual(200_000)
  })

  it.each([
    ["80,000 without a store", 80_000, 'import * as Http from "effect/http/FetchHttpClient"'],
    ["90,000 without a store, with ky", 90_000, 'import { KyHttpClient as Http } from "bookiegamma/adapters/ky"']
  ])("%s", async (what, limit, client) => {
    const program = `
      import { extract, extractors } from "bookiegamma"
      import * as Effect from "effect/Effect"
      ${client}
      export default {
        scheduled: (event, { bookmaker }) =>
          extract({ extractors, source: "live", period: 0, dryRun: true, bookmaker }).pipe(
            Effect.provide(Http.layer), Effect.runPromise)
      }`
    const size = sizeOf(await bundleText(program))
    console.log(`${what}: ${size} bytes`)
    expect(size).toBeLessThanOrEqual(limit)
  })
})

/** With `npm test` the first and the last. */
const names: ReadonlyArray<readonly [name: string, limit: number]> = [
  ["verdicts", 1000],
  ["exitCode", 1000],
  ["coverage", 1000],
  ["warnings", 1000],
  ["Markets", 1000],
  ["Keys.ofMarket", 1000],
  ["MergePatch", 1000],
  ["Report", 30_000],
  ["OddsStore", 30_000],
  ["BookieGamma", 70_000],
  ["Extraction", 60_000],
  ["extract", 80_000]
]

it.each(isQuick ? [names[0]!, names.at(-1)!] : names)(
  "the name %s alone costs at most %i bytes",
  async (name, limit) => {
    const [imported = ""] = name.split(".")
    const program = `import { ${imported} } from "bookiegamma"\nconsole.log(${name})`
    const size = sizeOf(await bundleText(program))
    console.log(`${name}: ${size} bytes`)
    expect(size).toBeLessThanOrEqual(limit)
  }
)
