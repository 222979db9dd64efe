/**
 * The structure of the source: what each folder may import, complete registries, and consistent manifests.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { extractors, Markets } from "../src/index.ts"
import { longest } from "./helpers/LongestFirst.ts"
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

/** Returns the imports of a file: names of packages, and paths from the top for its own files. */
const importsOf = (file: string): Array<string> =>
  [...read(file).matchAll(IMPORT)]
    .map(([, specifier = ""]) => specifier)
    .map((specifier) => (specifier.startsWith(".") ? relative(top, resolve(top, dirname(file), specifier)) : specifier))

const EFFECT = /^effect(\/|$)/

/** Allowed imports of each folder besides its own files: from the command line down to the domain, never back. */
const allowedImports: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  "src/domain": [EFFECT],
  "src/bookmaker": [EFFECT, /^src\/domain\//],
  "src/store": [EFFECT, /^src\/domain\//],
  "src/extraction": [
    EFFECT,
    /^src\/domain\//,
    /^src\/bookmaker\/(Bookmaker|BookmakerError|AttemptLog|Traffic)\.ts$/,
    /^src\/store\//
  ],
  "src/telemetry": [
    EFFECT,
    /^src\/(domain|extraction|store)\//,
    /^src\/bookmaker\/(Bookmaker|BookmakerError|AttemptLog|Traffic)\.ts$/
  ],
  "src/cli": [
    EFFECT,
    /^src\/(domain|extraction|store|telemetry)\//,
    /^src\/bookmaker\/(Bookmaker|BookmakerAdmin|BookmakerError)\.ts$/,
    /^src\/bookmaker\/http\/(ClientOptions|RequestOverrides)\.ts$/
  ],
  "adapters/host": [
    EFFECT,
    /^node:(fs|http|module|net|path|child_process)$/,
    /^@effect\/platform-node-shared\//,
    /^src\/extraction\/Shutdown\.ts$/,
    /^src\/cli\/(HangUp|Parts)\.ts$/,
    /^src\/bookmaker\/http\/BodyOptions\.ts$/,
    /^src\/telemetry\/(ProcessUsage|StatusPages)\.ts$/,
    // Its client on Node.
    /^adapters\/node-http\/\w+\.ts$/
  ],
  "adapters/ky": [EFFECT, /^ky$/],
  "adapters/node-http": [EFFECT, /^node:(http|https|zlib)$/, /^src\/bookmaker\/http\/BodyOptions\.ts$/],
  "adapters/proxy": [EFFECT, /^undici$/],
  "adapters/redis": [EFFECT, /^@redis\/client$/, /^node:(crypto|tls)$/, /^src\/(domain|store)\//],
  // The part of the store on Redis that names no client; a test below follows its imports to the last one.
  "adapters/redis-rest": [
    EFFECT,
    /^adapters\/redis\/(ErrorReply|PauseAsked|adminOf|errorMessage|layerRedis|retryConnection|withoutLogin)\.ts$/,
    /^src\/(domain|store)\//
  ],
  "adapters/sandbox": [EFFECT, /^mocks\/bookmaker\/SimulatedBookmaker\.ts$/],
  "adapters/sqlite": [EFFECT, /^node:(sqlite|path|fs\/promises)$/, /^src\/(domain|store)\//],
  "adapters/terminal": [/^string-width$/, /^src\/index\.ts$/],
  "mocks/bookmaker": [/^node:(http|net)$/],
  "mocks/faults": [/^node:(http|net)$/, /^mocks\/bookmaker\//, /^mocks\/redis\/listen\.ts$/],
  "mocks/redis": [/^node:(net|crypto|timers\/promises)$/, /^wasmoon-lua5\.1$/]
}

/** Allowed imports of some inner folders. */
const allowedInnerImports: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  "src/bookmaker/http": [EFFECT, /^src\/domain\//, /^src\/bookmaker\/[A-Za-z]+\.ts$/],
  "src/cli/commands/doctor": [EFFECT, /^src\/(domain|bookmaker|extraction|store)\//, /^src\/cli\/[A-Za-z]+\.ts$/],
  "src/cli/commands/extract": [EFFECT, /^src\/(domain|bookmaker|extraction|store)\//, /^src\/cli\/[A-Za-z]+\.ts$/],
  "src/cli/commands/indexes": [EFFECT, /^src\/(domain|bookmaker|extraction|store)\//, /^src\/cli\/[A-Za-z]+\.ts$/],
  "src/cli/commands/sandbox": [EFFECT, /^src\/(domain|bookmaker|extraction|store)\//, /^src\/cli\/[A-Za-z]+\.ts$/],
  "src/cli/commands/watch": [
    EFFECT,
    /^src\/(domain|bookmaker|extraction|store|telemetry)\//,
    /^src\/cli\/[A-Za-z]+\.ts$/
  ],
  "src/cli/commands/tail": [EFFECT, /^src\/(domain|bookmaker|extraction|store)\//, /^src\/cli\/[A-Za-z]+\.ts$/]
}

/** Returns the imports of a folder's files that are not allowed. */
const forbiddenImports = (folder: string, allowed: ReadonlyArray<RegExp>) =>
  filesIn(folder).flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith(`${folder}/`) && !allowed.some((pattern) => pattern.test(name)))
      .map((name) => `${file} imports ${name}`)
  )

/** Returns the files along a cycle in a graph of imports, or an empty list. */
const findCycle = (graph: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlyArray<string> => {
  const done = new Set<string>()
  const path: Array<string> = []
  const visit = (file: string): ReadonlyArray<string> => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next)
      if (cycle.length > 0) return cycle
    }
    path.pop()
    done.add(file)
    return []
  }
  for (const file of graph.keys()) {
    const cycle = visit(file)
    if (cycle.length > 0) return cycle
  }
  return []
}

describe("each folder imports only what it may", () => {
  for (const [folder, allowed] of Object.entries({ ...allowedImports, ...allowedInnerImports })) {
    it(`${folder}: itself and ${allowed.map((pattern) => pattern.source).join(", ")}`, () => {
      expect(filesIn(folder).length).toBeGreaterThan(0)
      expect(forbiddenImports(folder, allowed)).toEqual([])
    })
  }

  it("every folder of src, adapters and mocks has its allowed imports, and so has every command", () => {
    const foldersIn = (folder: string) =>
      readdirSync(join(top, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`)
    expect(["src", "adapters", "mocks"].flatMap(foldersIn).sort()).toEqual(Object.keys(allowedImports).sort())
    for (const command of foldersIn("src/cli/commands")) expect(Object.keys(allowedInnerImports)).toContain(command)
  })

  it("only index.ts and extract.ts are directly in src, and they import no command and no adapter", () => {
    const above = readdirSync(join(top, "src")).filter((name) => name.endsWith(".ts"))
    expect(above.sort()).toEqual(["extract.ts", "index.ts"])
    for (const file of above) {
      expect(importsOf(`src/${file}`).filter((name) => /^(src\/cli|adapters|mocks)\//.test(name))).toEqual([])
    }
  })

  it("only main.ts chooses a bookmaker's layer or an adapter", () => {
    const choosing = /^(adapters\/|src\/bookmaker\/bookiegamma\/)/
    const files = [...filesIn("src"), ...filesIn("mocks")].filter((file) => !choosing.test(file))
    expect(files.filter((file) => importsOf(file).some((name) => choosing.test(name)))).toEqual([
      "src/extract.ts",
      "src/index.ts"
    ])
  })

  it("the REST form of Redis reaches no package but effect, and nothing of Node", () => {
    const reached = new Set<string>()
    const visit = (file: string) => {
      if (reached.has(file)) return
      reached.add(file)
      if (file.endsWith(".ts")) for (const name of importsOf(file)) visit(name)
    }
    visit("adapters/redis-rest/index.ts")
    expect(reached).toContain("adapters/redis/scripts.ts")
    expect([...reached].filter((name) => !name.endsWith(".ts") && !EFFECT.test(name))).toEqual([])
  })

  it("there are no import cycles, types included", () => {
    const files = ["src", "adapters", "mocks", "bench", "test"].flatMap(filesIn).concat("main.ts")
    const graph = new Map(files.map((file) => [file, importsOf(file).filter((name) => files.includes(name))]))
    expect([...graph.values()].flat().length).toBeGreaterThan(300)
    expect(findCycle(graph)).toEqual([])
    graph.set("src/domain/Text.ts", ["src/domain/Match.ts"])
    graph.set("src/domain/Match.ts", ["src/domain/Text.ts"])
    expect(findCycle(graph), "the test finds one").toHaveLength(3)
  })

  it("only msw.ts imports msw, and only servers import node:http", () => {
    const users = (pattern: RegExp) =>
      filesIn("mocks").filter((file) => importsOf(file).some((name) => pattern.test(name)))
    expect(users(/^msw/)).toEqual(["mocks/msw.ts"])
    expect(users(/^node:http$/)).toEqual(["mocks/bookmaker/serve.ts", "mocks/faults/httpProxy.ts"])
  })
})

describe("package.json and deno.json agree", () => {
  it("they have the same entry points, and each has a source file", () => {
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

  it("every adapter is an entry point", () => {
    for (const adapter of readdirSync(join(top, "adapters"))) {
      expect(deno.exports[`./adapters/${adapter}`]).toBe(`./adapters/${adapter}/index.ts`)
    }
  })

  it("what an entry exports whole has the name of its file", () => {
    const exported = Object.values<string>(deno.exports).flatMap((entry) => [
      ...read(entry).matchAll(/^export \* as (\w+) from ".*?(\w+)\.ts"/gm)
    ])
    expect(exported.length).toBeGreaterThan(20)
    for (const [, name, file] of exported) expect(file).toBe(name)
  })

  it("they have the same versions of the same packages", () => {
    expect(deno.version).toBe(manifest.version)
    const ranges = { ...manifest.peerDependencies, ...manifest.dependencies }
    const packages = Object.entries<string>(deno.imports).filter(([, target]) => target.startsWith("npm:"))
    expect(Object.fromEntries(packages)).toEqual(
      Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, `npm:${name}@${range}`]))
    )
  })
})

describe("the registries are complete", () => {
  it("every file in src/domain/markets is a market in Markets", () => {
    const files = filesIn("src/domain/markets")
    expect(extractors.length).toBe(files.length)
    for (const file of files) expect(importsOf("src/domain/Markets.ts")).toContain(file)
    for (const [name, market] of Object.entries(Markets)) expect(market.id).toBe(name)
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
})

describe("the lists of tests", () => {
  const tests = filesIn("test").filter((file) => file.endsWith(".test.ts"))
  const classes = [...Object.keys(onEveryRuntime), ...Object.keys(onNodeAlone)]

  it("put every test into one class: what depends on the runtime, and what runs on Node alone", () => {
    const wrong = tests.filter((file) => {
      const paths = classes.filter((path) => covers(path, file))
      return (paths.includes(file) ? paths.filter((path) => path === file) : paths).length !== 1
    })
    expect(wrong).toEqual([])
  })

  it("leave out on Bun and Deno no folder with a test that depends on the runtime", () => {
    const folders = Object.keys(onNodeAlone).filter((path) => path.endsWith("/"))
    expect(Object.keys(onEveryRuntime).filter((path) => folders.some((folder) => covers(folder, path)))).toEqual([])
  })

  it("name no test that is not there", () => {
    const missing = [...classes, ...inRealTime, ...longest].filter((path) => !tests.some((file) => covers(path, file)))
    expect(missing).toEqual([])
  })
})

it("no source file has 400 lines or more", () => {
  for (const file of ["src", "adapters", "mocks", "examples"].flatMap(filesIn)) {
    const lines = read(file).split("\n").length
    expect(lines, `${file} has ${lines} lines`).toBeLessThan(400)
  }
})
