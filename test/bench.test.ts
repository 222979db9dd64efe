/**
 * The benchmark's short form, everything once with little work: checks that each run does its work, not how long it
 * takes.
 */
import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { listingBody, matchesBody } from "../bench/bodies.ts"
import type { Round } from "../bench/inside.ts"
import { median, reached } from "../bench/table.ts"
import { readListing } from "../src/bookmaker/bookiegamma/responses.ts"
import { Markets } from "../src/index.ts"
import { collect, parse } from "./helpers/collect.ts"
import { runtime } from "./helpers/runtime.ts"

const top = fileURLToPath(new URL("..", import.meta.url))
const success = <A>(result: { readonly _tag: string; readonly success?: A }): A => {
  if (result._tag !== "Success") throw new Error("the answer has drifted")
  return result.success as A
}

describe("the benchmark's bodies are valid by the contract", () => {
  for (const size of ["lean", "full"] as const) {
    for (const matches of [1, 10, 100]) {
      it(`${size}, ${matches} matches: every market keeps every match, and ids are unique`, () => {
        const answers = [0, 1, 199].map((competition) => parse(JSON.parse(matchesBody(competition, matches, size))))
        for (const market of Object.values(Markets)) {
          const collected = collect(market, answers)
          expect(collected.rejected).toEqual({})
          expect(collected.documents.length).toBe(3 * matches)
        }
      })
    }
  }

  it("a lean body of ten matches is about 16 kB, a full one about 91 kB", () => {
    expect(Buffer.byteLength(matchesBody(1, 10, "lean")) / 16_000).toBeCloseTo(1, 1)
    expect(Buffer.byteLength(matchesBody(1, 10, "full")) / 91_000).toBeCloseTo(1, 1)
  })

  it("the listing has every competition once, and none is virtual", () => {
    const { ids, listed, virtual } = success(readListing(JSON.parse(listingBody(300))))
    expect(ids.length).toBe(300)
    expect([listed, virtual]).toEqual([300, 0])
  })
})

it("the median is the middle, and a target is compared with its bound", () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
  expect(reached({ what: "", measured: 1, bound: 1 })).toBe(true)
  expect(reached({ what: "", measured: 2, bound: 1 })).toBe(false)
  expect(reached({ what: "", measured: 2, bound: 3, atLeast: true })).toBe(false)
  expect(reached({ what: "", measured: Number.NaN, bound: 1 })).toBe(false)
})

if (runtime.name === "node") {
  it("the short form runs, and every run does its work", { timeout: 180_000 }, async () => {
    expect(existsSync(join(top, "dist/bin/main.js")), "the build that is measured: npm run build").toBe(true)
    const folder = mkdtempSync(join(tmpdir(), "bookiegamma-bench-test-"))
    const file = join(folder, "bench.json")
    try {
      const bench = [join(top, "bench/run.ts"), "--short", "--json", file]
      const { stdout } = await promisify(execFile)(process.execPath, bench, { maxBuffer: 1e7 })
      expect(stdout).toContain("node, SQLite")
      const { sections, short } = JSON.parse(readFileSync(file, "utf8"))
      expect(short).toBe(true)
      for (const { answers } of sections.limit.data.full) expect(answers).toBe(500)
      const measured: ReadonlyArray<{ name: string; runs: number }> = sections.some.data.measured
      const names = ["node", "deno", "bun"].flatMap((name) => [`${name}, SQLite`, `${name}, Redis`, `floor: ${name}`])
      for (const name of names) {
        expect(measured.find((row) => row.name === name)?.runs, name).toBe(1)
      }
      const { bun, deno, node } = sections.latency.data
      for (const { kept, stats, stored } of [bun, deno, node].flat() as ReadonlyArray<Round>) {
        expect([kept, stored, stats.answers, stats.listings]).toEqual([1200, 1200, 120, 1])
        expect(stats.peak).toBeLessThanOrEqual(50)
      }
      for (const store of ["node, SQLite", "node, Redis stand-in"]) {
        for (const round of sections.batch.data[store]) {
          expect([round.mergedAtOnce, round.mergedOneByOne]).toEqual([50, 50])
        }
      }
      expect(sections.loads.targets).toEqual([{ what: expect.any(String), measured: 0, bound: 0 }])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
} else {
  console.log(`the bench is started by Node and measures ${runtime.name} from there; its short form is not run here`)
}
