/**
 * A section of the benchmark: it measures something, and returns a table, targets and the raw numbers.
 */
import type { Peers } from "../contenders.ts"
import type { RedisServer, Runtime } from "../processes.ts"
import type { Target } from "../table.ts"

/** Input of every section. With `short` it runs everything once with little work, whatever its title says. */
export interface Context {
  readonly short: boolean
  readonly runtimes: ReadonlyArray<Runtime>
  readonly peers: Peers
  readonly redis: RedisServer
}

/** Results of a section. */
export interface Findings {
  /** Markdown. */
  readonly text: string
  readonly targets: ReadonlyArray<Target>
  /** Raw numbers, for the JSON file. */
  readonly data: unknown
}

/** A section of the benchmark. */
export interface Section {
  readonly title: string
  readonly run: (context: Context) => Promise<Findings>
}
