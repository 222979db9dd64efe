/**
 * What can go wrong with a bookmaker: the reasons, and the one error that carries them.
 *
 * Which reasons are worth another attempt stands here; which verdict they lead to is `extraction/Verdict.ts`'s.
 */
import * as Schema from "effect/Schema"
import type { ErrorClass } from "../domain/ErrorClass.ts"

/** Lists the reasons; true where another attempt may succeed. */
export const isTransient = {
  /** The connection could not be made or broke, before or within the response. */
  network: true,
  /** One attempt took too long, or the bookmaker said 408. */
  timeout: true,
  /** 5xx. */
  "server-error": true,
  /** 429. */
  throttled: true,
  /** 401, 403, 407, 451. */
  refused: false,
  /** A page or other text where JSON belongs. */
  page: false,
  /** Any other status that is not 2xx. */
  "bad-status": false,
  /** 3xx: sent to another address, which is not followed. */
  redirected: false,
  /** A body above 8 MiB, or more than 50,000 competitions. */
  "too-large": false,
  /** Not sent, because too many requests in a row had failed. */
  "circuit-open": true,
  /** Nothing at all, or JSON that does not parse. */
  malformed: false,
  /** JSON without the expected shape. */
  drifted: false,
  /** The run's time for fetching was over. */
  deadline: false,
  /** The run may send no more requests. */
  "request-limit": false,
  /** A signal ended the run. */
  interrupted: false
} as const satisfies Record<string, boolean>

/** Names why a listing or a competition failed. */
export type FailureReason = keyof typeof isTransient
/** Decodes why a listing or a competition failed. */
export const FailureReason: Schema.Literals<ReadonlyArray<FailureReason>> = Schema.Literals(
  Object.keys(isTransient) as ReadonlyArray<FailureReason>
)

type Fields = {
  readonly reason: typeof FailureReason
  /** What happened, for people: no control characters, no query, no secret. */
  readonly detail: Schema.String
  /** Requests sent for this answer. */
  readonly attempts: Schema.Int
  /** How the last attempt ended, where `reason` is `deadline`, `request-limit` or `interrupted`. */
  readonly last: Schema.optionalKey<typeof FailureReason>
  /** How long the bookmaker asks to be left alone, in milliseconds. */
  readonly retryAfterMillis: Schema.optionalKey<Schema.Finite>
  /** The response's status, where there was one. */
  readonly status: Schema.optionalKey<Schema.Int>
}

const TaggedError: ErrorClass<BookmakerError, "BookmakerError", Fields> = Schema.TaggedError<BookmakerError>()(
  "BookmakerError",
  {
    reason: FailureReason,
    detail: Schema.String,
    attempts: Schema.Int,
    last: Schema.optionalKey(FailureReason),
    retryAfterMillis: Schema.optionalKey(Schema.Finite),
    status: Schema.optionalKey(Schema.Int)
  }
)

/** Reports that the bookmaker gave no usable answer. */
export class BookmakerError extends TaggedError {
  /** True where the bookmaker asks for fewer requests: 429 and 503. */
  get asksForPause(): boolean {
    return this.status === 429 || this.status === 503
  }

  /** Says reason, detail and attempts in one line. */
  override get message(): string {
    return `${this.reason}: ${this.detail} (${this.attempts} ${this.attempts === 1 ? "attempt" : "attempts"})`
  }
}
