/**
 * The reference says what the code does, in both directions: nothing is missing, and nothing is there that no longer is.
 */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { createArguments } from "../../adapters/redis/MatchedIndex.ts"
import manifest from "../../package.json" with { type: "json" }
import { isTransient } from "../../src/bookmaker/BookmakerError.ts"
import { helpNotes } from "../../src/cli/helpNotes.ts"
import { sandboxShapes } from "../../src/cli/Parts.ts"
import { settings } from "../../src/cli/Settings.ts"
import { rejections } from "../../src/domain/Match.ts"
import {
  extractors,
  Keys,
  Markets,
  MatchDocument,
  type OddsStore,
  Report,
  RequestOverrides,
  sources,
  verdicts,
  warnings
} from "../../src/index.ts"
import { commandLine } from "../helpers/commandLine.ts"
import { expectSums } from "../helpers/report.ts"
import { blocksOf, codeIn, documents, type Row, rowsOf, sectionOf, textOf } from "./documents.ts"

const page = (name: string) => `docs/reference/${name}.md`
const plain = (text = "") => text.replaceAll("`", "")
/** The names in the first column of the tables with this head. */
const namesIn = (text: string, head: string) => rowsOf(text, head).flatMap((row) => codeIn(row[head]))

const unusedStore = Layer.effectContext(Effect.die(new Error("help opens no store")) as Effect.Effect<never, never>)

/** Returns the help of a command. */
const helpOf = (...args: ReadonlyArray<string>) => {
  const { code, written } = commandLine({ args: [...args, "--help"], store: unusedStore as Layer.Layer<OddsStore> })
  return Effect.map(code, (exit) => {
    expect(exit, written.stderr).toBe(0)
    return written.stdout
  })
}

/** A flag in a help: its names, and what it says of values. */
interface Flag {
  readonly names: ReadonlyArray<string>
  readonly choices: ReadonlyArray<string>
  readonly usual: string | undefined
}

const flagsIn = (help: string, section: string): ReadonlyArray<Flag> => {
  const body = new RegExp(`^${section}\\n((?: .*\\n)+)`, "m").exec(help)?.[1] ?? ""
  return Array.from(body.matchAll(/^ {2}(--.*?)(?: {2,}| ?$)(.*)$/gm), ([, names = "", says = ""]) => ({
    names: names.split(/[ ,]+/).filter((word) => word.startsWith("-")),
    choices: /\(choices: (.*?)\)/.exec(says)?.[1]?.split(", ") ?? [],
    usual: /\(default: (.*?)\)/.exec(says)?.[1]
  }))
}

/** The text of a setting's default: what its help says in brackets. */
const defaultOf = (purpose: string) => /\(default: (.*)\)$/.exec(purpose)?.[1]

describe("docs/reference/commands.md", () => {
  const commands = page("commands")
  const listed = namesIn(sectionOf(commands, "Commands"), "command")
  const settingFlags: ReadonlyArray<string> = [
    "--sandbox",
    ...Object.values(settings).flatMap((setting) => ("flag" in setting ? [`--${setting.flag}`] : []))
  ]

  it.effect("has every command of the help, and their other spellings", () =>
    Effect.gen(function* () {
      const help = yield* helpOf()
      const body = /^SUBCOMMANDS\n((?: .*\n)+)/m.exec(help)?.[1] ?? ""
      const names = Array.from(body.matchAll(/^ {2}(\S+)/gm), ([, name]) => name)
      expect(names.length).toBeGreaterThan(8)
      expect([...listed].sort()).toEqual(names.sort())
      for (const extractor of extractors) {
        for (const alias of Markets[extractor].aliases) expect(codeIn(textOf(commands))).toContain(alias)
      }
    })
  )

  it.effect("has the flags of every command", () =>
    Effect.gen(function* () {
      const flags = flagsIn(yield* helpOf(), "GLOBAL FLAGS").flatMap(({ names }) => names)
      expect(flags.length).toBeGreaterThan(4)
      expect(namesIn(sectionOf(commands, "Flags of every command"), "flag")).toEqual(flags)
    })
  )

  it.effect.each(listed)("has the flags of %s, with their values and defaults", (command) =>
    Effect.gen(function* () {
      const headings = Array.from(textOf(commands).matchAll(/^## (`.*)$/gm), ([, heading = ""]) => heading)
      const heading = headings.find((heading) => codeIn(heading).includes(command))
      expect(heading, "it has a section").toBeDefined()
      const rows = rowsOf(sectionOf(commands, heading!), "flag")
      const flags = flagsIn(yield* helpOf(command), "FLAGS")
      const own = flags.filter(({ names }) => !settingFlags.includes(names[0]!))
      expect(rows.flatMap(({ flag }) => codeIn(flag)).sort()).toEqual(own.flatMap(({ names }) => names).sort())
      for (const { choices, names, usual } of own) {
        const row = rows.find(({ flag }) => codeIn(flag).includes(names[0]!))
        const shape = names[0] === "--shape" ? Object.keys(sandboxShapes) : codeIn(row?.does)
        expect(shape, `the values of ${names[0]}`).toEqual(expect.arrayContaining([...choices]))
        if (usual !== undefined) expect(plain(row?.default), `the default of ${names[0]}`).toBe(usual)
      }

      const shared = rowsOf(sectionOf(commands, "Flags of every command"), "flags")
      const taken = shared.filter(({ of = "" }) =>
        of.startsWith("every command but") ? !codeIn(of).includes(command) : codeIn(of).includes(command)
      )
      expect(taken.flatMap((row) => codeIn(row.flags)).sort(), "the flags of settings").toEqual(
        flags.flatMap(({ names }) => names.filter((name) => settingFlags.includes(name))).sort()
      )
    })
  )

  it("has every shape of the sandbox", () => {
    expect(namesIn(textOf(commands), "shape")).toEqual(Object.keys(sandboxShapes))
  })
})

describe("docs/reference/settings.md", () => {
  const rows = rowsOf(textOf(page("settings")), "variable")

  it("has every setting, each in a row of its own", () => {
    const variables = rows.map(({ variable }) => codeIn(variable))
    expect(variables.sort()).toEqual(
      Object.values(settings)
        .map(({ env }) => [env])
        .sort()
    )
  })

  it.each(Object.values(settings))("has flag and default of $env", (setting) => {
    const row = rows.find(({ variable }) => codeIn(variable)[0] === setting.env)
    expect(plain(row?.flag)).toBe("flag" in setting ? `--${setting.flag}` : "")
    const usual = defaultOf(setting.purpose)
    if (usual !== undefined) expect(row?.default).toBe(usual)
  })

  it("the defaults are those of the messages of help", () => {
    expect(
      Object.values(settings).filter((setting) => defaultOf(setting.purpose) !== undefined).length
    ).toBeGreaterThan(12)
  })
})

describe("docs/reference/outcomes.md", () => {
  const outcomes = page("outcomes")

  it("has every verdict with its exit code, in the order in which they win", () => {
    const rows = rowsOf(sectionOf(outcomes, "Verdicts"), "verdict")
    expect(rows.map(({ exit, verdict }) => [plain(verdict), Number.parseInt(exit ?? "", 10)])).toEqual(
      Object.entries(verdicts).map(([verdict, { exitCode }]) => [verdict, exitCode])
    )
  })

  it("has every exit code of the help, with the verdicts that lead to it", () => {
    const section = helpNotes.slice(helpNotes.indexOf("EXIT CODES"))
    const codes = Array.from(section.matchAll(/^ {2}(\d+) +(.*)$/gm), ([, code = "", meaning = ""]) => ({
      code,
      meaning
    }))
    const rows = rowsOf(sectionOf(outcomes, "Exit codes"), "code")
    expect(rows.map(({ code }) => code)).toEqual(codes.map(({ code }) => code))
    for (const [index, { code, meaning }] of codes.entries()) {
      const named = Object.keys(verdicts).filter((verdict) => meaning.split(/[ ,]+/).includes(verdict))
      expect(codeIn(rows[index]?.means), code).toEqual(expect.arrayContaining(named))
    }
  })

  it("has every reason of a failure, and whether it is tried again", () => {
    const rows = rowsOf(sectionOf(outcomes, "Why a competition failed"), "reason")
    expect(rows.map((row) => [plain(row.reason), row["tried again"]])).toEqual(
      Object.entries(isTransient).map(([reason, isTransient]) => [reason, isTransient ? "yes" : "no"])
    )
  })

  it("has every reason of a rejection, in the order of the checks", () => {
    expect(namesIn(sectionOf(outcomes, "Why a match was rejected"), "reason")).toEqual([...rejections])
  })

  it("has every warning", () => {
    expect(namesIn(sectionOf(outcomes, "Warnings"), "warning")).toEqual([...warnings])
  })

  it("explains only members that a report has", () => {
    const [example] = blocksOf(outcomes).filter(({ info }) => info === "report")
    const report = JSON.parse(example!.code)
    for (const name of namesIn(sectionOf(outcomes, "The report"), "member")) {
      const value = name.split(".").reduce((from, member) => from?.[member], report)
      expect(value, name).toBeDefined()
    }
  })
})

describe("docs/reference/keys.md", () => {
  const keys = page("keys")
  const names = rowsOf(sectionOf(keys, "Names"), "what").map(({ name }) => plain(name))
  const parts = rowsOf(sectionOf(keys, "Names"), "extractor")

  it("has the part of every market", () => {
    expect(parts.map(({ extractor, "`INDEX`": index, "`PART`": part }) => [extractor, part, index].map(plain))).toEqual(
      extractors.map((extractor) => [extractor, Markets[extractor].keyPart, Markets[extractor].indexPart])
    )
  })

  it.each(extractors.flatMap((extractor) => sources.map((source) => ({ extractor, source }))))(
    "has every name that the store holds, for $extractor $source",
    ({ extractor, source }) => {
      const market = Markets[extractor]
      const filled = names.map((name) =>
        name
          .replace("PREFIX", "lst")
          .replace("PART", market.keyPart)
          .replace("INDEX", market.indexPart)
          .replace("SOURCE", source)
          .replace("PERIOD", "3")
          .replace("SECOND", "1795446003")
      )
      const made = Keys.ofMarket("lst", market, source)
      expect(filled.sort()).toEqual(
        [
          Keys.published(made, 1_795_446_003, 3),
          made.stream,
          `${made.matchedPrefix}UUID`,
          made.index,
          Keys.cachedIds("lst", source, 3),
          Keys.note("lst", "WHAT", source, 3)
        ].sort()
      )
    }
  )

  it("has every note that a run keeps", () => {
    const folder = new URL("../../src/extraction/", import.meta.url)
    const source = readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(new URL(name, folder), "utf8"))
      .join("\n")
    const kept = Array.from(source.matchAll(/Keys\.note\(prefix, ["`]([a-z]+)/g), ([, what = ""]) => what)
    const row = rowsOf(sectionOf(keys, "Names"), "what").find(({ name = "" }) => name.includes("WHAT"))
    const documented = codeIn(row?.what).map((what) => what.replace(/_.*$/, ""))
    expect(kept.length).toBeGreaterThan(3)
    expect([...new Set(kept)].sort()).toEqual([...documented].sort())
  })

  it("has every field of the index", () => {
    const made = createArguments(Keys.ofMarket("lst", Markets.btts, "live"))
    const rows = rowsOf(sectionOf(keys, "An entry of a known match"), "field")
    const documented = rows.flatMap(({ field, of, type }) => [plain(of), "AS", plain(field), type])
    expect(documented).toEqual(made.slice(made.indexOf("SCHEMA") + 1))
  })

  it("explains every member of a document", () => {
    const [example] = blocksOf(keys).filter(({ info }) => info === "document")
    const members = Object.keys(JSON.parse(example!.code)).filter((member) => !["yes", "no"].includes(member))
    expect(namesIn(sectionOf(keys, "A document"), "member").sort()).toEqual(members.sort())
  })
})

describe("docs/reference/library.md", () => {
  const library = page("library")
  const source = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

  it("has every entry of the package", () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== "./package.json")
    expect(namesIn(textOf(library), "entry").sort()).toEqual(
      entries.map((entry) => entry.replace(/^\./, "bookiegamma")).sort()
    )
  })

  it("has every export of the core", () => {
    const exported = Array.from(source("src/index.ts").matchAll(/^export (?:type )?(?:\* as (\w+)|\{([^}]*)\})/gm))
      .flatMap(([, all, some = ""]) => all ?? some.split(","))
      .map((name) => name.replace(/\btype\b/, "").trim())
      .filter((name) => name !== "")
    expect(exported.length).toBeGreaterThan(60)
    const rows = rowsOf(sectionOf(library, "Exports of `bookiegamma`"), "for")
    expect(rows.flatMap((row) => codeIn(row.exports)).sort()).toEqual(exported.sort())
  })

  it("has every option of a run with its default, and those of a client", () => {
    const body = /export interface RunOptions \{([\s\S]*?)^\}/m.exec(source("src/extraction/RunOptions.ts"))?.[1] ?? ""
    const options = Array.from(
      body.matchAll(/\/\*\*([\s\S]*?)\*\/\s+readonly (\w+)|^ {2}readonly (\w+)/gm),
      ([, comment = "", documented, bare]) => ({
        name: documented ?? bare ?? "",
        usual: /@default "?([^"\n]*?)"?\s*$/.exec(comment)?.[1] ?? ""
      })
    )
    expect(options.length).toBeGreaterThan(9)
    const rows: ReadonlyArray<Row> = rowsOf(sectionOf(library, "One run"), "option")
    const documented = rows.flatMap((row) => codeIn(row.option).map((name) => ({ name, usual: plain(row.default) })))
    const ofClients = /export interface ClientOptions \{([\s\S]*?)^\}/m.exec(
      source("src/bookmaker/http/ClientOptions.ts")
    )
    const clientOptions = Array.from(ofClients?.[1]?.matchAll(/^ {2}readonly (\w+)/gm) ?? [], ([, name = ""]) => name)
    expect(clientOptions.length).toBeGreaterThan(3)
    expect(documented.filter(({ name }) => !clientOptions.includes(name))).toEqual(options)
    expect(documented.map(({ name }) => name).filter((name) => clientOptions.includes(name))).toEqual(clientOptions)
  })
})

describe("README.md", () => {
  it("has every market with its outcomes", () => {
    const rows = rowsOf(textOf("README.md"), "extractor")
    expect(rows.map((row) => [codeIn(row.extractor)[0], codeIn(row.outcomes)])).toEqual(
      extractors.map((extractor) => [extractor, Markets[extractor].outcomes])
    )
  })

  it("has every command", () => {
    const listed = namesIn(sectionOf("docs/reference/commands.md", "Commands"), "command")
    expect(namesIn(textOf("README.md"), "command").sort()).toEqual([...listed].sort())
  })
})

describe("the JSON in the documents", () => {
  const blocks = documents.flatMap(blocksOf).filter(({ language }) => language === "json")
  const schemas: Readonly<Record<string, Schema.Codec<unknown, unknown>>> = {
    config: RequestOverrides as Schema.Codec<unknown, unknown>,
    document: MatchDocument as Schema.Codec<unknown, unknown>,
    report: Report as Schema.Codec<unknown, unknown>
  }

  it.each(blocks)("is what it says: $document:$line", ({ code, info }) => {
    if (info === "") return expect(() => JSON.parse(code)).not.toThrow()
    const schema = schemas[info]
    if (schema === undefined) throw new Error(`expected ${Object.keys(schemas).join(", ")} or nothing after json`)
    const value = Schema.decodeUnknownSync(Schema.fromJsonString(schema), { onExcessProperty: "error" })(code)
    if (info === "report") expectSums(value as Report)
  })

  it("every report and document of the reference is among it", () => {
    expect(blocks.map(({ info }) => info)).toEqual(expect.arrayContaining(Object.keys(schemas)))
  })
})
