/**
 * Makes changes of behaviour, one at a time, and tells which ones no test notices: `npm run test:mutants`, or with words,
 * `npm run test:mutants -- redis pause`, those whose file or name has one of them.
 *
 * Two run at a time, or as many as `MUTANTS_AT_ONCE` says, each in a copy of the tree. A change that makes the tests run on is noticed when their time is over.
 * Exits 1 where less than 90 % of the changes are noticed, or one that nobody could notice is; 2 where the lists are wrong.
 */
import { existsSync, readFileSync } from "node:fs"
import { setPriority } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { adapters } from "./lists/adapters.ts"
import { bookmaker } from "./lists/bookmaker.ts"
import { cli } from "./lists/cli.ts"
import { domain } from "./lists/domain.ts"
import { extraction } from "./lists/extraction.ts"
import { redis } from "./lists/redis.ts"
import { redisRest } from "./lists/redisRest.ts"
import type { Mutant } from "./Mutant.ts"
import * as TreeCopy from "./TreeCopy.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))
const AT_ONCE = Number(process.env.MUTANTS_AT_ONCE ?? 2)
const LEAST_SHARE = 0.9
/** What a run of tests may take: so long, and so many times as long as without a change. */
const LEAST_MILLIS = 60_000
const TIMES = 5

interface Change extends Mutant {
  readonly file: string
  readonly tests: ReadonlyArray<string>
}

const all: ReadonlyArray<Change> = [domain, bookmaker, extraction, cli, adapters, redis, redisRest].flatMap((list) =>
  list.flatMap(({ file, mutants, tests }) => mutants.map((mutant) => ({ file, tests, ...mutant })))
)
const words = process.argv.slice(2)
const changes = all.filter(
  ({ file, name }) =>
    words.length === 0 || words.some((word) => `${file} ${name}`.toLowerCase().includes(word.toLowerCase()))
)

/** Says what is wrong with the lists. */
const mistakes = (): ReadonlyArray<string> => {
  const names = new Set<string>()
  return all.flatMap(({ file, find, name, replace, tests }) => {
    const wrong: Array<string> = []
    const count = existsSync(join(top, file)) ? readFileSync(join(top, file), "utf8").split(find).length - 1 : 0
    if (count !== 1) wrong.push(`${file}: ${name}: stands there ${count} times, not once: ${find}`)
    if (find === replace) wrong.push(`${file}: ${name}: changes nothing`)
    if (names.has(name)) wrong.push(`${file}: ${name}: another one has this name`)
    for (const test of tests) if (!existsSync(join(top, test))) wrong.push(`${file}: ${name}: there is no ${test}`)
    names.add(name)
    return wrong
  })
}

const isNoticed = ({ outcome }: TreeCopy.TestRun) => outcome !== "passed"
const resultOf = (run: TreeCopy.TestRun) => (run.outcome === "failed" ? run.failed : run.outcome)

/** Runs all tests without a change. Gives how long each file takes, but for those that fail anyway: they would notice all. */
const measure = async (copy: TreeCopy.TreeCopy): Promise<ReadonlyMap<string, number>> => {
  const files = [...new Set(changes.flatMap(({ tests }) => tests))]
  console.log(`${changes.length} changes; first the ${files.length} files of tests without any`)
  const run = await copy.test(files, 3_600_000, false)
  if (!isNoticed(run)) return run.millis
  // What keeps to real time may fail once on a loaded machine.
  console.log(`once more, for ${run.failed} failed: ${run.failedFiles.join(", ")}`)
  const again = await copy.test(run.failedFiles.length > 0 ? run.failedFiles : files, 3_600_000, false)
  if (!isNoticed(again)) return new Map([...run.millis, ...again.millis])
  const failing = again.failedFiles.length > 0 ? again.failedFiles : files
  console.log(`fail without a change: ${failing.join(", ")}`)
  return new Map([...run.millis, ...again.millis].filter(([file]) => !failing.includes(file)))
}

const main = async (copies: ReadonlyArray<TreeCopy.TreeCopy>) => {
  const millis = await measure(copies[0]!)
  const limitFor = (tests: ReadonlyArray<string>) =>
    LEAST_MILLIS + TIMES * tests.reduce((sum, test) => sum + (millis.get(test) ?? 0), 0)
  const measured = changes.filter(({ tests }) => tests.every((test) => millis.has(test)))
  const waiting = [...measured]
  const results = new Map<Change, TreeCopy.TestRun>()
  const work = async (copy: TreeCopy.TreeCopy) => {
    for (let change = waiting.shift(); change !== undefined; change = waiting.shift()) {
      const { file, find, name, replace, tests } = change
      const edit = (text: string) => text.replace(find, () => replace)
      const run = await copy.changed(file, edit, () => copy.test(tests, limitFor(tests), true))
      results.set(change, run)
      const mark = isNoticed(run) ? "noticed " : change.equivalent === undefined ? "SURVIVED" : "equal   "
      console.log(
        `${String(results.size).padStart(4)} ${mark}  ${file}: ${name}${isNoticed(run) ? `  <- ${resultOf(run)}` : ""}`
      )
    }
  }
  await Promise.all(copies.map(work))

  const counted = measured.filter(({ equivalent }) => equivalent === undefined)
  const survivors = counted.filter((change) => !isNoticed(results.get(change)!))
  const wrongMarks = measured.filter((change) => change.equivalent !== undefined && isNoticed(results.get(change)!))
  const share = (counted.length - survivors.length) / Math.max(1, counted.length)
  const areas = Map.groupBy(counted, ({ file }) => file.split("/").slice(0, 2).join("/"))
  console.log("")
  for (const [area, those] of areas) {
    const left = those.filter((change) => survivors.includes(change)).length
    console.log(`${area.padEnd(20)} ${String(those.length - left).padStart(3)} of ${String(those.length).padStart(3)}`)
  }
  console.log(`\n${counted.length - survivors.length} of ${counted.length} were noticed: ${(share * 100).toFixed(1)} %`)
  for (const { file, name } of survivors) console.log(`survived: ${file}: ${name}`)
  for (const { equivalent, name } of changes)
    if (equivalent !== undefined) console.log(`equivalent: ${name}: ${equivalent}`)
  for (const { file, name } of wrongMarks) console.log(`marked as equivalent, but noticed: ${file}: ${name}`)
  if (measured.length < changes.length) {
    console.log(`not run, because their tests fail without a change: ${changes.length - measured.length}`)
  }
  return share >= LEAST_SHARE && wrongMarks.length === 0 && measured.length === changes.length ? 0 : 1
}

const wrong = mistakes()
if (wrong.length > 0 || changes.length === 0) {
  console.log(wrong.length > 0 ? wrong.join("\n") : "no change has one of these words in its file or name")
  process.exit(2)
}
setPriority(10)
const copies = Array.from({ length: AT_ONCE }, () => TreeCopy.make(top))
const remove = () => {
  for (const copy of copies) copy.remove()
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    remove()
    process.exit(130)
  })
}
try {
  process.exitCode = await main(copies)
} finally {
  remove()
}
