/**
 * The settings of a deployment, out of bindings or variables: named as those of the command, with the same meaning.
 *
 * There are no files at the edge, so BOOKIEGAMMA_CONFIG is what would be in the file. Without a Redis a run is a dry run.
 * Bounds are the library's, which checks them.
 */
import { type ClientOptions, RequestOverrides, type RunOptions } from "bookiegamma"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A number, as JSON has it or as text. */
const Count = Schema.Union([Schema.Finite, Schema.NonEmptyString.pipe(Schema.decodeTo(Schema.FiniteFromString))])

const RedisUrl = Schema.String.check(
  Schema.makeFilter((text) =>
    /^rediss?:\/\/./.test(text) && URL.canParse(text)
      ? undefined
      : "Expected redis://user:password@host:port, or rediss:// for TLS"
  )
)

const BookmakerUrl = Schema.String.check(
  Schema.makeFilter((text) => {
    const url = URL.parse(text)
    if (url === null || !/^https?:$/.test(url.protocol)) return "Expected a URL that begins with http:// or https://"
    return url.username === "" && url.password === "" ? undefined : "Expected a URL without user and password"
  })
)

const Bindings = Schema.Struct({
  BOOKIEGAMMA_LIVE_URL: BookmakerUrl,
  BOOKIEGAMMA_UPCOMING_URL: BookmakerUrl,
  BOOKIEGAMMA_CONFIG: Schema.optionalKey(Schema.fromJsonString(RequestOverrides)),
  BOOKIEGAMMA_CONCURRENCY: Schema.optionalKey(Count),
  BOOKIEGAMMA_MAX_REQUESTS: Schema.optionalKey(Count),
  BOOKIEGAMMA_BUDGET: Schema.optionalKey(Count),
  BOOKIEGAMMA_MIN_COVERAGE: Schema.optionalKey(Count),
  PREFIX: Schema.optionalKey(Schema.String),
  REDIS_URL: Schema.optionalKey(RedisUrl),
  REDIS_REST_URL: Schema.optionalKey(Schema.String),
  REDIS_REST_TOKEN: Schema.optionalKey(Schema.String)
})

type Bindings = typeof Bindings.Type

/** The names of all settings. */
export const settingNames = Object.keys(Bindings.fields)

/** A Redis by its URL, or in its REST form by URL and token. */
export type Store =
  | { readonly url: Redacted.Redacted<string> }
  | { readonly restUrl: string; readonly token: Redacted.Redacted<string> }

/** What the settings say of a run; what they do not say has the library's default. */
export interface Settings {
  readonly bookmaker: ClientOptions
  readonly options: Pick<RunOptions, "budget" | "maxRequests" | "prefix">
  /** Where it is stored: in a Redis over a socket or over HTTP; undefined for nowhere. */
  readonly store: Store | undefined
  readonly minCoverage: number
}

/** Returns the store that is set; half of one is refused, and two. */
const storeOf = ({ REDIS_REST_TOKEN: token, REDIS_REST_URL: restUrl, REDIS_URL: url }: Bindings) => {
  if (url !== undefined && restUrl !== undefined) {
    return Result.fail(new Error("REDIS_URL and REDIS_REST_URL are both set; keep one of them"))
  }
  if (url !== undefined) return Result.succeed({ url: Redacted.make(url) })
  if (restUrl !== undefined && token !== undefined) {
    return Result.succeed({ restUrl, token: Redacted.make(token) })
  }
  if (restUrl === undefined && token === undefined) return Result.succeed(undefined)
  const [missing, given] =
    token === undefined ? ["REDIS_REST_TOKEN", "REDIS_REST_URL"] : ["REDIS_REST_URL", "REDIS_REST_TOKEN"]
  return Result.fail(new Error(`${missing} is missing, though ${given} is set; both are needed`))
}

/** Decodes the settings. Fails with the name of the first that is missing or wrong; no value is in the message. */
export const settingsOf = (bindings: object): Result.Result<Settings, Error> =>
  Result.gen(function* () {
    const given = yield* Result.mapError(
      Schema.decodeUnknownResult(Bindings)(bindings),
      ({ message }) => new Error(message.replaceAll(/\s*\n\s*/g, " "))
    )
    return {
      bookmaker: {
        live: given.BOOKIEGAMMA_LIVE_URL,
        upcoming: given.BOOKIEGAMMA_UPCOMING_URL,
        ...(given.BOOKIEGAMMA_CONFIG === undefined ? {} : { overrides: given.BOOKIEGAMMA_CONFIG }),
        ...(given.BOOKIEGAMMA_CONCURRENCY === undefined ? {} : { maxInFlight: given.BOOKIEGAMMA_CONCURRENCY })
      },
      options: {
        ...(given.PREFIX === undefined ? {} : { prefix: given.PREFIX }),
        ...(given.BOOKIEGAMMA_MAX_REQUESTS === undefined ? {} : { maxRequests: given.BOOKIEGAMMA_MAX_REQUESTS }),
        ...(given.BOOKIEGAMMA_BUDGET === undefined ? {} : { budget: Duration.seconds(given.BOOKIEGAMMA_BUDGET) })
      },
      store: yield* storeOf(given),
      minCoverage: given.BOOKIEGAMMA_MIN_COVERAGE ?? 1
    }
  })
