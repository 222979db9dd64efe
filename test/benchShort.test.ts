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
import { expect, it } from "vitest"
import type { Round } from "../bench/inside.ts"

const top = fileURLToPath(new URL("..", import.meta.url))

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
