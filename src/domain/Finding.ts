/**
 * What an examination finds, of a bookmaker as of a store. Nothing in one fails: what is wrong is a finding.
 */

/** One thing that was examined. A failed one keeps runs from succeeding, a warning does not. */
export interface Finding {
  /** What was examined, such as `bookmaker live` or an index's name. */
  readonly subject: string
  readonly status: "ok" | "warning" | "failed"
  readonly detail: string
  /** What to do; absent where all is well. */
  readonly remedy?: string
}
