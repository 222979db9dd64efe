/**
 * The cost of a new market: one file, its import and its place in `Markets.ts`, and one entry in the simulated
 * bookmaker. Over/under 2.5 goals is added to a copy of the sources, which must then compile and extract it.
 */
import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Report } from "../../src/index.ts"
import { compiled } from "../helpers/command.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))
const copy = mkdtempSync(join(tmpdir(), "bookiegamma-market-"))
const run = promisify(execFile)

/** The market's file; its outcomes are on a line with specifiers. */
const MARKET = `/** The market "over/under 2.5 goals". */
import type { Market } from "../Market.ts"

/** Describes over/under 2.5 goals at BookieGamma. */
export const OverUnder = {
  id: "over-under",
  title: "more or fewer than 2.5 goals",
  aliases: ["over_under"],
  wireName: "Over/Under",
  subTypeId: "18",
  specifiers: "total=2.5",
  outcomes: ["over", "under"],
  outcomeKeys: { over: "over", "over 2.5": "over", under: "under", "under 2.5": "under" },
  winners: 1,
  keyPart: "OVER_UNDER",
  indexPart: "over_under"
} as const satisfies Market
`

/** The market's entry in the simulated bookmaker. */
const MOCK = `  "Over/Under": {
    subTypeId: "18",
    specifiers: "total=2.5",
    otherNames: [],
    keys: [
      ["over 2.5", "under 2.5"],
      ["Over", "Under"]
    ],
    outcomes: [
      { name: () => "over 2.5", chance: (c) => 1 - c.score((home, away) => home + away < 3) },
      { name: () => "under 2.5", chance: (c) => c.score((home, away) => home + away < 3) }
    ]
  },
`

const edit = (path: string, place: string, insert: string) => {
  const file = join(copy, path)
  const text = readFileSync(file, "utf8")
  expect(text.split(place), `${place} occurs once in ${path}`).toHaveLength(2)
  writeFileSync(file, text.replace(place, `${place}${insert}`))
}

const command = async (...args: ReadonlyArray<string>) => {
  const { stdout } = await run(process.execPath, [join(copy, "main.ts"), ...args], {
    cwd: copy,
    env: { ...process.env, ...compiled, NODE_OPTIONS: "" },
    maxBuffer: 64 * 2 ** 20
  })
  return stdout
}

beforeAll(() => {
  for (const name of ["src", "adapters", "mocks", "main.ts", "package.json", "deno.json", "tsconfig.json"]) {
    cpSync(join(top, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(top, "node_modules"), join(copy, "node_modules"))
  writeFileSync(join(copy, "src/domain/markets/OverUnder.ts"), MARKET)
  edit(
    "src/domain/Markets.ts",
    'import { DoubleChance } from "./markets/DoubleChance.ts"\n',
    'import { OverUnder } from "./markets/OverUnder.ts"\n'
  )
  edit("src/domain/Markets.ts", "  Btts,\n", "  OverUnder,\n")
  edit("mocks/bookmaker/markets.ts", "export const markets: Readonly<Record<string, Market>> = {\n", MOCK)
})
afterAll(() => rmSync(copy, { recursive: true }))

describe("over/under 2.5 goals, added to a copy of the sources", () => {
  it("compiles", async () => {
    const tsc = join(top, "node_modules/.bin/tsc")
    const config = { extends: "./tsconfig.json", include: ["main.ts", "src", "adapters", "mocks"] }
    writeFileSync(join(copy, "tsconfig.copy.json"), JSON.stringify(config))
    await run(process.execPath, [tsc, "-p", join(copy, "tsconfig.copy.json")], { cwd: copy })
  })

  it("is a command, with its title and its alias", async () => {
    expect(await command("--help")).toMatch(/over-under\s+Extract more or fewer than 2\.5 goals/)
    expect(await command("over_under", "--help")).toContain("over_under")
  })

  it("is extracted from its own line of the market, stored, and read back", async () => {
    const report: Report = JSON.parse(await command("over-under", "live", "--format", "json"))
    expect(report).toMatchObject({ extractor: "over-under", verdict: "complete" })
    expect(report.matches.kept).toBeGreaterThan(200)
    expect(report.entries.created).toMatch(/^BookieGamma_sandbox-OVER_UNDER_live:\d+-0$/)
    const [entry] = (await command("tail", "over-under", "live")).trim().split("\n")
    const { documents } = JSON.parse(entry!)
    expect(documents).toHaveLength(report.matches.kept)
    expect(Object.keys(Object.values<object>(documents[0].teams)[0]!)).toStrictEqual(["over", "under"])
    expect(documents[0].over.odd_).not.toBe("9.99")
  })

  it("is included in all", async () => {
    const reports: ReadonlyArray<Report> = JSON.parse(await command("all", "upcoming", "1", "--format", "json"))
    expect(reports.map(({ extractor }) => extractor)).toStrictEqual([
      "three-way",
      "btts",
      "over-under",
      "double-chance"
    ])
    for (const { verdict } of reports) expect(verdict).toBe("complete")
  })
})
