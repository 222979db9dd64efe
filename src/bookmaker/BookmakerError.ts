/**
 * What can go wrong with the bookmaker: the reasons of the ledger, and the one error that carries them.
 *
 * Which reasons are worth another try, and which verdict they lead to when nothing answers, stands here and only here.
 */
import * as Schema from "effect/Schema"

/** Lists the reasons with what follows from each. */
export const failures = {
  /** The connection could not be made or broke, before or within the answer. */
  network: { transient: true, verdict: "unavailable" },
  /** One try took too long, or the bookmaker said 408. */
  timeout: { transient: true, verdict: "unavailable" },
  /** 5xx. */
  "server-error": { transient: true, verdict: "unavailable" },
  /** 429. */
  throttled: { transient: true, verdict: "blocked" },
  /** 401, 403, 407, 451. */
  refused: { transient: false, verdict: "blocked" },
  /** A page or other text where JSON belongs. */
  page: { transient: false, verdict: "blocked" },
  /** Any other status that is not 2xx. */
  "bad-status": { transient: false, verdict: "unavailable" },
  /** 3xx: sent to another address, which is not followed. */
  redirected: { transient: false, verdict: "blocked" },
  /** More bytes, or more competitions, than there can honestly be. */
  "too-large": { transient: false, verdict: "drifted" },
  /** Not sent, because too many requests in a row had failed. */
  "circuit-open": { transient: true, verdict: "unavailable" },
  /** Nothing at all, or JSON that does not parse. */
  malformed: { transient: false, verdict: "drifted" },
  /** JSON without the contract's shape. */
  drifted: { transient: false, verdict: "drifted" },
  /** The run's time for fetching was over. */
  deadline: { transient: false, verdict: "unavailable" },
  /** A signal ended the run. */
  interrupted: { transient: false, verdict: "interrupted" }
} as const satisfies Record<string, { transient: boolean; verdict: string }>

/** Names why a listing or a competition failed. */
export type FailureReason = keyof typeof failures
export const FailureReason = Schema.Literals(Object.keys(failures) as [FailureReason, ...Array<FailureReason>])

/** Reports that the bookmaker gave no usable answer. */
export class BookieGammaError extends Schema.TaggedError<BookieGammaError>()("BookieGammaError", {
  reason: FailureReason,
  /** What happened, for people: no control characters, no query, no secret. */
  detail: Schema.String,
  /** Requests sent, this answer's included. */
  tries: Schema.Int,
  /** How the last try ended, where `reason` is `deadline` or `interrupted`. */
  last: Schema.optionalKey(FailureReason),
  /** How long the bookmaker asks to be left alone, in milliseconds. */
  retryAfterMillis: Schema.optionalKey(Schema.Finite),
  /** The answer's status, where there was one. */
  status: Schema.optionalKey(Schema.Int)
}) {
  /** True where the bookmaker asks for fewer requests: 429, and 503. */
  get asksForPause(): boolean {
    return this.status === 429 || this.status === 503
  }

  override get message(): string {
    return `${this.reason}: ${this.detail} (${this.tries} ${this.tries === 1 ? "try" : "tries"})`
  }
}

const statusReasons: Readonly<Record<number, FailureReason>> = {
  301: "redirected",
  302: "redirected",
  303: "redirected",
  307: "redirected",
  308: "redirected",
  401: "refused",
  403: "refused",
  407: "refused",
  408: "timeout",
  429: "throttled",
  451: "refused"
}

/** Names the reason that a status stands for; undefined for success. */
export const reasonOfStatus = (status: number): FailureReason | undefined =>
  status >= 200 && status < 300 ? undefined : (statusReasons[status] ?? (status >= 500 ? "server-error" : "bad-status"))
