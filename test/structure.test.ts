/**
 * Holds the walls of the house: what each room may import, that the registries are complete, that the manifests agree.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { settings } from "../src/cli/Settings.ts"
import { allDoubts } from "../src/domain/OddsWarnings.ts"
import { extractors, failures, Markets, rejections, sources, verdicts } from "../src/index.ts"
import { covers, inRealTime, onEveryRuntime, onNodeAlone } from "./helpers/testClasses.ts"

const top = fileURLToPath(new URL("..", import.meta.url))
const read = (path: string) => readFileSync(join(top, path), "utf8")
const manifest = JSON.parse(read("package.json"))
const deno = JSON.parse(read("deno.json"))

const filesIn = (folder: string): Array<string> =>
  readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path))
    .sort()

const IMPORT = /(?:^(?:import|export)\b[^"';]*\bfrom\s*|^import\s*|\bimport\(\s*)"([^"]+)"/gm

/** Gives what a file imports: names of packages, and paths from the top for its own files. */
const importsOf = (file: string): Array<string> =>
  [...read(file).matchAll(IMPORT)]
    .map(([, specifier = ""]) => specifier)
    .map((specifier) => (specifier.startsWith(".") ? relative(top, resolve(top, dirname(file), specifier)) : specifier))

/** What each room may import, besides itself. */
const walls: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  src: [/^effect(\/|$)/],
  "adapters/host": [/^effect(\/|$)/, /^@effect\/platform-node-shared\//, /^src\/extraction\/Shutdown\.ts$/],
  "adapters/ky": [/^effect(\/|$)/, /^ky$/],
  "adapters/proxy": [/^effect(\/|$)/, /^undici$/],
  "adapters/redis": [/^effect(\/|$)/, /^@redis\/client$/, /^src\//],
  "adapters/sandbox": [/^effect(\/|$)/, /^mocks\/bookmaker\/SimulatedBookmaker\.ts$/],
  "adapters/sqlite": [/^effect(\/|$)/, /^node:sqlite$/, /^src\//],
  "adapters/terminal": [/^string-width$/, /^src\/index\.ts$/],
  mocks: [/^node:(http|net|crypto)$/, /^wasmoon-lua5\.1$/, /^msw\/(http|utils\/get-response)$/]
}

describe("each room imports only what it may", () => {
  for (const [room, allowed] of Object.entries(walls)) {
    it(`${room}: itself and ${allowed.map((pattern) => pattern.source).join(", ")}`, () => {
      const files = filesIn(room)
      expect(files.length).toBeGreaterThan(0)
      const trespasses = files.flatMap((file) =>
        importsOf(file)
          .filter((name) => !name.startsWith(`${room}/`) && !allowed.some((pattern) => pattern.test(name)))
          .map((name) => `${file} imports ${name}`)
      )
      expect(trespasses).toEqual([])
    })
  }

  it("every adapter has its wall", () => {
    const adapters = readdirSync(join(top, "adapters")).map((name) => `adapters/${name}`)
    expect(
      Object.keys(walls)
        .filter((room) => room.startsWith("adapters/"))
        .sort()
    ).toEqual(adapters.sort())
  })

  it("only msw.ts needs msw, and only what listens needs node", () => {
    const users = (pattern: RegExp) =>
      filesIn("mocks").filter((file) => importsOf(file).some((name) => pattern.test(name)))
    expect(users(/^msw/)).toEqual(["mocks/msw.ts"])
    expect(users(/^node:http$/)).toEqual(["mocks/bookmaker/serve.ts", "mocks/faults/httpProxy.ts"])
    expect(users(/^node:net$/).filter((file) => !/^mocks\/(faults|redis)\//.test(file))).toEqual([
      "mocks/bookmaker/serve.ts"
    ])
  })

  it("nothing but the command line imports the command line", () => {
    const library = filesIn("src").filter((file) => !/^src\/cli\//.test(file))
    const trespasses = library.filter((file) => importsOf(file).some((name) => /^src\/cli\//.test(name)))
    expect(trespasses).toEqual([])
  })
})

describe("the manifests agree", () => {
  it("package.json and deno.json name the same entries, and every entry has a source", () => {
    const built = Object.entries<{ types: string; default: string } | string>(manifest.exports).filter(
      ([entry]) => entry !== "./package.json"
    )
    expect(
      Object.fromEntries(
        built.map(([entry, target]) => [
          entry,
          typeof target === "string" ? target : target.default.replace(/^\.\/dist\/(.*)\.js$/, "./$1.ts")
        ])
      )
    ).toEqual(deno.exports)
    for (const [, target] of built) {
      if (typeof target !== "string") expect(target.types).toBe(target.default.replace(/\.js$/, ".d.ts"))
    }
    for (const source of Object.values<string>(deno.exports)) expect(existsSync(join(top, source)), source).toBe(true)
  })

  it("every adapter is an entry", () => {
    for (const adapter of readdirSync(join(top, "adapters"))) {
      expect(deno.exports[`./adapters/${adapter}`]).toBe(`./adapters/${adapter}/index.ts`)
    }
  })

  it("they give the same versions of the same packages", () => {
    expect(deno.version).toBe(manifest.version)
    const ranges = { ...manifest.peerDependencies, ...manifest.dependencies }
    const packages = Object.entries<string>(deno.imports).filter(([, target]) => target.startsWith("npm:"))
    expect(Object.fromEntries(packages)).toEqual(
      Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, `npm:${name}@${range}`]))
    )
  })
})

describe("the registries are complete", () => {
  it("every file in src/markets is a market in Markets", () => {
    const files = filesIn("src/domain/markets")
    expect(extractors.length).toBe(files.length)
    for (const file of files) expect(importsOf("src/domain/Markets.ts")).toContain(file)
  })

  it("no two markets share a name, and every outcome has a key of its own", () => {
    for (const name of ["wireName", "subTypeId", "keyPart", "indexPart"] as const) {
      expect(new Set(extractors.map((extractor) => Markets[extractor][name].toLowerCase())).size).toBe(
        extractors.length
      )
    }
    const spellings = extractors.flatMap((extractor) => [extractor, ...Markets[extractor].aliases])
    expect(new Set(spellings).size).toBe(spellings.length)
    for (const extractor of extractors) {
      const { outcomeKeys, outcomes } = Markets[extractor]
      expect(new Set<string>(Object.values(outcomeKeys))).toEqual(new Set<string>(outcomes))
      expect(Object.keys(outcomeKeys)).toEqual(Object.keys(outcomeKeys).map((key) => key.toLowerCase()))
    }
  })

  it("the README names every extractor, verdict, reason, warning and setting", () => {
    const readme = read("README.md")
    const names = [
      ...extractors,
      ...Object.keys(sources),
      ...Object.keys(verdicts),
      ...rejections,
      ...Object.keys(failures),
      ...allDoubts,
      ...Object.values(settings).map(({ env }) => env)
    ]
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })
})

describe("the lists of tests", () => {
  const tests = filesIn("test").filter((file) => file.endsWith(".test.ts"))
  const classes = [...Object.keys(onEveryRuntime), ...Object.keys(onNodeAlone)]

  it("put every test into one class: what depends on the runtime, and what runs on Node alone", () => {
    const wrong = tests.filter((file) => classes.filter((path) => covers(path, file)).length !== 1)
    expect(wrong).toEqual([])
  })

  it("name no test that is not there", () => {
    const missing = [...classes, ...inRealTime].filter((path) => !tests.some((file) => covers(path, file)))
    expect(missing).toEqual([])
  })
})

it("no source needs more than erasing its types, and none is a thousand lines long", () => {
  for (const file of ["src", "adapters", "mocks", "examples"].flatMap(filesIn)) {
    const lines = read(file).split("\n").length
    expect(lines, `${file} has ${lines} lines`).toBeLessThan(400)
  }
})
