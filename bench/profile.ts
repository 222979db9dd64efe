/**
 * Summarises a CPU profile: self time by file, self time by function, and total time by function.
 *
 *     node --cpu-prof --cpu-prof-dir=DIR dist/bin/main.js …    (bun and `deno run` take the same flags)
 *     node bench/profile.ts DIR/….cpuprofile [ROWS]
 *
 * Samples longer than 60 ms are left out: they are waiting, which some runtimes attribute to the code that ran before.
 */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { decimals, table } from "./table.ts"

interface Node {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: ReadonlyArray<number>
}
interface Profile {
  readonly nodes: ReadonlyArray<Node>
  readonly samples: ReadonlyArray<number>
  /** Duration of each sample, in microseconds. */
  readonly timeDeltas: ReadonlyArray<number>
}

const MAX_SAMPLE_MICROS = 60_000
const IDLE = new Set(["(idle)", "(program)", "(root)"])

const [file = "", rows = "25"] = process.argv.slice(2)
const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(file, "utf8"))
const byId = new Map(nodes.map((node) => [node.id, node]))
const parents = new Map(nodes.flatMap(({ children = [], id }) => children.map((child) => [child, id] as const)))

const fileOf = ({ callFrame: { url } }: Node) => basename(url) || "(native)"
const nameOf = (node: Node) =>
  `${node.callFrame.functionName || "(anonymous)"} ${fileOf(node)}:${node.callFrame.lineNumber + 1}`

const byFile = new Map<string, number>()
const selfTime = new Map<string, number>()
const totalTime = new Map<string, number>()
let total = 0
const add = (to: Map<string, number>, name: string, time: number) => to.set(name, (to.get(name) ?? 0) + time)

for (const [index, id] of samples.entries()) {
  const time = timeDeltas[index] ?? 0
  const node = byId.get(id)
  if (node === undefined || time > MAX_SAMPLE_MICROS || IDLE.has(node.callFrame.functionName)) continue
  total += time
  add(byFile, node.callFrame.functionName.startsWith("(") ? node.callFrame.functionName : fileOf(node), time)
  add(selfTime, nameOf(node), time)
  const stack = new Set<string>()
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.add(nameOf(byId.get(at)!))
  for (const name of stack) add(totalTime, name, time)
}

const show = (title: string, times: ReadonlyMap<string, number>) => {
  const longest = [...times].sort((a, b) => b[1] - a[1]).slice(0, Number(rows))
  const lines = longest.map(([name, time]) => [
    name,
    decimals(time / 1000, 0),
    `${decimals((100 * time) / total, 1)} %`
  ])
  console.log(`\n${table([title, "ms", "share"], lines)}`)
}
show("file", byFile)
show("function, alone", selfTime)
show("function, with what it calls", totalTime)
