/**
 * What an examination found: one sentence about one thing, and what to do where it is not as it should be.
 */

/** A finding; a failed one keeps runs from succeeding, a warning does not. */
export interface Finding {
  /** What was looked at, such as `bookmaker live` or an index's name. */
  readonly subject: string
  readonly status: "ok" | "warning" | "failed"
  readonly detail: string
  /** What to do; absent where all is well. */
  readonly remedy?: string
}
