/**
 * The benchmark: measures, prints Markdown tables, and writes all results as JSON.
 *
 *     npm run bench -- [--short] [--only PART,PART] [--json FILE]
 *
 * It measures the built command, so run `npm run build` first. It fails if any measured run did not do all its work.
 * `--short` is a smoke test: everything once with little work, and no time is checked.
 */
import { existsSync, writeFileSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"
import { parseArgs } from "node:util"
import { findPeers } from "./contenders.ts"
import { built, output, runtimeNames, runtimes, startRedis } from "./processes.ts"
import * as compare from "./sections/compare.ts"
import * as growth from "./sections/growth.ts"
import * as known from "./sections/known.ts"
import * as library from "./sections/library.ts"
import { limit } from "./sections/limit.ts"
import type { Context, Section } from "./sections/Section.ts"
import * as startup from "./sections/startup.ts"
import { watch } from "./sections/watch.ts"
import { decimals, reached, type Target, table } from "./table.ts"

/** Sections by the name that `--only` takes. */
const sections = {
  limit,
  many: compare.many,
  some: compare.some,
  all: compare.all,
  known: known.allKnown,
  batch: known.batch,
  latency: library.latency,
  warm: library.warm,
  tail: library.tail,
  watch,
  startup: startup.startup,
  loads: startup.loads,
  competitions: growth.competitions,
  matches: growth.matches
} as const satisfies Record<string, Section>

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "string" }
  }
})
/** Sections of `--short`: each kind of measurement once. */
const SHORT: ReadonlyArray<keyof typeof sections> = [
  "limit",
  "some",
  "known",
  "batch",
  "latency",
  "watch",
  "startup",
  "loads"
]
const wanted: ReadonlyArray<string> = values.only?.split(",") ?? (values.short ? SHORT : Object.keys(sections))
const unknown = wanted.filter((name) => !Object.hasOwn(sections, name))
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(sections)}`)
if (!existsSync(built)) throw new Error("there is no build to measure: run `npm run build` first")

const versionOf = async (runtime: (typeof runtimeNames)[number]) =>
  /\d+\.\d+\.\d+/.exec(await output([runtimes[runtime].command[0], "--version"]))?.[0] ?? "?"
const load = () => loadavg().map((value) => decimals(value, 1))

const machine = {
  cores: cpus().length,
  processor: cpus()[0]?.model ?? "?",
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  runtimes: Object.fromEntries(await Promise.all(runtimeNames.map(async (name) => [name, await versionOf(name)]))),
  loadBefore: load()
}
console.log(
  `${machine.cores} cores (${machine.processor}), ${machine.memoryGigabytes} GiB; ` +
    `${runtimeNames.map((name) => `${name} ${machine.runtimes[name]}`).join(", ")}; load ${machine.loadBefore.join(" ")}`
)

const redis = await startRedis()
const context: Context = {
  short: values.short,
  runtimes: runtimeNames,
  peers: await findPeers(),
  redis
}
if (values.short) console.log("short: everything once and small, whatever a title says")
const targets: Array<Target> = []
const found: Record<string, unknown> = {}
for (const [name, section] of Object.entries(sections).filter(([name]) => wanted.includes(name))) {
  const startedAt = performance.now()
  const findings = await section.run(context)
  const seconds = (performance.now() - startedAt) / 1000
  found[name] = { title: section.title, seconds, targets: findings.targets, data: findings.data }
  if (!values.short) targets.push(...findings.targets)
  console.log(`\n### ${section.title}\n\n${findings.text}`)
}
await redis.close()

if (targets.length > 0) {
  const rows = targets.map((target) => [
    target.what,
    decimals(target.measured, 2),
    `${target.atLeast === true ? "at least" : "at most"} ${target.bound}`,
    reached(target) ? "reached" : "missed"
  ])
  console.log(`\n### Promises\n\n${table(["what", "measured", "promised", ""], rows)}`)
}
console.log(`\nload ${load().join(" ")}`)
if (values.json !== undefined) {
  const result = { machine: { ...machine, loadAfter: load() }, short: values.short, sections: found }
  writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)
}
