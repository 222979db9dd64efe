/**
 * What a run may be told, with bounds and defaults.
 *
 * The library decodes its options here, and `Settings.ts` decodes flags and the environment with the same schemas, so a
 * bound stands in one place.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Bookmaker } from "../bookmaker/bookiegamma/requests.ts"
import { RequestChanges } from "../bookmaker/http/RequestOverrides.ts"
import { type Extractor, extractors } from "../domain/Markets.ts"
import { Period, Source, sources } from "../domain/Source.ts"
import { Prefix } from "../store/Keys.ts"

/** The most requests that a run may have in flight. */
export const MAX_CONCURRENCY = 50

const within = (minimum: number, maximum: number, what: string) =>
  Schema.isBetween({ minimum, maximum }, { message: `Expected ${what} from ${minimum} to ${maximum}` })

/** Decodes how many requests may be in flight. */
export const Concurrency = Schema.Int.check(within(1, MAX_CONCURRENCY, "a whole number"))
/** Decodes a run's budget in seconds. */
export const BudgetSeconds = Schema.Finite.check(within(1, 86_400, "seconds"))
/** Decodes requests a second. */
export const Rate = Schema.Finite.check(within(0.1, 1000, "requests a second"))
/** Decodes the share of competitions that must answer. */
export const MinCoverage = Schema.Finite.check(within(0, 1, "a share"))
/** Decodes an expiry in seconds. */
export const ExpirySeconds = Schema.Int.check(within(1, 86_400, "whole seconds"))

/** Decodes an http or https URL without user and password. */
export const HttpUrl = Schema.String.check(
  Schema.makeFilter((text) => {
    const url = URL.parse(text)
    if (url === null || !/^https?:$/.test(url.protocol)) return "Expected a URL that begins with http:// or https://"
    if (url.username !== "" || url.password !== "") {
      return "Expected a URL without user and password; give them as an authorization header in BOOKIEGAMMA_CONFIG"
    }
    return undefined
  })
)

/** Reports a setting or option that is wrong; `message` names it, says why, and what would be right. */
export class SettingsError extends Schema.TaggedError<SettingsError>()("SettingsError", {
  setting: Schema.String,
  message: Schema.String
}) {}

/** What a run is told. What is left out has the default of the command line. */
export interface Options {
  /** At least one, each once; several share the ids and the requests. */
  readonly extractors: ReadonlyArray<Extractor>
  readonly source: Source
  readonly period: Period
  readonly bookmaker: Bookmaker
  /** First part of every key; `lst` unless told. */
  readonly prefix?: string
  /** Requests in flight, 1 to 50; 50 unless told. */
  readonly concurrency?: number
  /** Seconds for the whole run: 20 live, 40 upcoming unless told. */
  readonly budgetSeconds?: number
  /** How long competition ids are cached: 60 s live, 1200 s upcoming unless told. */
  readonly cacheExpirySeconds?: number
  /** How long a published entry lives; 200 s unless told. */
  readonly entryExpirySeconds?: number
  /** Requests a second; without a limit unless told. */
  readonly rate?: number
  /** When the run began, Unix milliseconds, for a caller who has spent some of the budget already; now unless told. */
  readonly startedAt?: number
  /** Fetches and transforms, but does not touch the store. */
  readonly dryRun?: boolean
}

const Resolved = Schema.Struct({
  extractors: Schema.Array(Schema.Literals(extractors)).check(
    Schema.isMinLength(1, { message: "Expected at least one extractor" }),
    Schema.isUnique({ message: "Expected each extractor once" })
  ),
  source: Source,
  period: Period,
  bookmaker: Schema.Struct({ live: HttpUrl, upcoming: HttpUrl, changes: Schema.toType(RequestChanges) }),
  prefix: Prefix,
  concurrency: Concurrency,
  budgetSeconds: BudgetSeconds,
  cacheExpirySeconds: ExpirySeconds,
  entryExpirySeconds: ExpirySeconds,
  dryRun: Schema.Boolean,
  rate: Schema.UndefinedOr(Rate),
  startedAt: Schema.UndefinedOr(Schema.Finite)
})

/** Fills in the defaults and checks the bounds. Fails with the first option that is wrong. */
export const resolve = (options: Options): Effect.Effect<typeof Resolved.Type, SettingsError> => {
  const defaults = {
    prefix: "lst",
    concurrency: MAX_CONCURRENCY,
    budgetSeconds: sources[options.source]?.budgetSeconds,
    cacheExpirySeconds: sources[options.source]?.cacheExpirySeconds,
    entryExpirySeconds: 200,
    dryRun: false,
    rate: undefined,
    startedAt: undefined
  }
  const decoded = Schema.decodeUnknownResult(Resolved)({ ...defaults, ...options })
  return Result.isSuccess(decoded)
    ? Effect.succeed(decoded.success)
    : Effect.fail(new SettingsError({ setting: "options", message: decoded.failure.message }))
}
