/**
 * What a part of the bench is: it measures something, and gives a table, promises held against it, and the raw numbers.
 */
import type { Peers } from "../contenders.ts"
import type { RedisServer, Runtime } from "../processes.ts"
import type { Target } from "../table.ts"

/** What all parts share. `short` asks for a smoke test: everything once, and small, whatever a title says. */
export interface Context {
  readonly short: boolean
  readonly runtimes: ReadonlyArray<Runtime>
  readonly peers: Peers
  readonly redis: RedisServer
}

/** What a part found. */
export interface Findings {
  /** Markdown. */
  readonly text: string
  readonly targets: ReadonlyArray<Target>
  readonly data: unknown
}

/** A part of the bench. */
export interface Section {
  readonly title: string
  readonly run: (context: Context) => Promise<Findings>
}
