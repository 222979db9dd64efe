/**
 * What a fault is: one request answered otherwise than it should be, and what a run may make of it.
 *
 * The families of faults export records of them; `faults.ts` puts the records together.
 */
import type { Exchange } from "./Exchange.ts"

/** A verdict that an answer may lead to where nothing else answers. */
export type Verdict = "drifted" | "blocked" | "unavailable"

/** A fault. */
export interface Fault {
  /** Whether the answer is as good as one without a fault: `perhaps` where a limit or a runtime may refuse it. */
  readonly counts: "always" | "never" | "perhaps"
  /** Where it does not count: what it may lead to. */
  readonly verdicts: ReadonlyArray<Verdict>
  /** True where it is worth another try, and that one may come well before the end of a run of some seconds. */
  readonly passes: boolean
  /** True where it lasts until the client has had enough. */
  readonly lasts?: boolean
  /** True where it costs so much time or memory that it is drawn rarely. */
  readonly heavy?: boolean
  /** Answers one request. */
  readonly deal: (exchange: Exchange) => void | Promise<void>
}

/** Faults by name. */
export type Faults = Readonly<Record<string, Fault>>

/** Makes a fault that does no harm. */
export const harmless = (deal: Fault["deal"]): Fault => ({ counts: "always", verdicts: [], passes: false, deal })

/** Makes a fault that is worth another try. */
export const passing = (verdicts: ReadonlyArray<Verdict>, deal: Fault["deal"]): Fault => ({
  counts: "never",
  verdicts,
  passes: true,
  deal
})

/** Makes a fault after which there is no good answer any more, or none in time. */
export const final = (verdicts: ReadonlyArray<Verdict>, deal: Fault["deal"]): Fault => ({
  counts: "never",
  verdicts,
  passes: false,
  deal
})

/** Makes a fault that has no end of its own. */
export const lasting = (deal: Fault["deal"]): Fault => ({ ...final(["unavailable"], deal), lasts: true })

/** Makes a fault that costs much. */
export const heavy = (fault: Fault): Fault => ({ ...fault, heavy: true })
