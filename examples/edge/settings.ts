/**
 * The settings of a deployment, out of bindings or variables: named as those of the command, with the same meaning.
 *
 * There are no files at the edge, so BOOKIEGAMMA_CONFIG is what would be in the file. Without a Redis a run is a dry run.
 * Bounds are the library's, which checks them.
 */
import { type ClientOptions, Period, RequestOverrides, type RunOptions, Source } from "bookiegamma"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A number, as JSON has it or as text. */
const Count = Schema.Union([
  Schema.Finite,
  Schema.String.check(Schema.isPattern(/\S/, { message: "Expected a number" })).pipe(
    Schema.decodeTo(Schema.FiniteFromString)
  )
])

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

/** A share is compared where the run has ended, so it is checked here. */
const Share = Count.check(Schema.isBetween({ minimum: 0, maximum: 1 }, { message: "Expected a share from 0 to 1" }))

/** What would not be sent is refused, as in the file of the command. */
const decodeConfig = Schema.decodeUnknownResult(Schema.fromJsonString(RequestOverrides), { onExcessProperty: "error" })

const Bindings = Schema.Struct({
  BOOKIEGAMMA_LIVE_URL: BookmakerUrl,
  BOOKIEGAMMA_UPCOMING_URL: BookmakerUrl,
  BOOKIEGAMMA_CONFIG: Schema.optionalKey(Schema.String),
  BOOKIEGAMMA_CONCURRENCY: Schema.optionalKey(Count),
  BOOKIEGAMMA_RATE: Schema.optionalKey(Count),
  BOOKIEGAMMA_MAX_REQUESTS: Schema.optionalKey(Count),
  BOOKIEGAMMA_BUDGET: Schema.optionalKey(Count),
  BOOKIEGAMMA_MIN_COVERAGE: Schema.optionalKey(Share),
  BOOKIEGAMMA_CACHE_EXPIRY: Schema.optionalKey(Count),
  BOOKIEGAMMA_ENTRY_EXPIRY: Schema.optionalKey(Count),
  BOOKIEGAMMA_SUSPENDED: Schema.optionalKey(Schema.Literals(["keep", "withdraw"])),
  PREFIX: Schema.optionalKey(Schema.String),
  REDIS_URL: Schema.optionalKey(RedisUrl),
  REDIS_REST_URL: Schema.optionalKey(Schema.String),
  REDIS_REST_TOKEN: Schema.optionalKey(Schema.String)
})

/** Settings of the command that mean nothing here: to leave one out without a word would be to mislead. */
const NOT_HERE = /^(BOOKIEGAMMA_|SQLITE_PATH$|REDIS_(HOST|PORT|DB|USER|PASS|CA_FILE|CERT_FILE|KEY_FILE)$)/

/** Returns the variables that are settings, or would be for the command. */
export const settingsIn = (variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value !== undefined && (settingNames.includes(name) || NOT_HERE.test(name)) ? [[name, value]] : []
    )
  )

/** The library's names of what settings are, for its messages. */
const optionNames: Readonly<Record<string, keyof Bindings>> = {
  live: "BOOKIEGAMMA_LIVE_URL",
  upcoming: "BOOKIEGAMMA_UPCOMING_URL",
  maxInFlight: "BOOKIEGAMMA_CONCURRENCY",
  rate: "BOOKIEGAMMA_RATE",
  maxRequests: "BOOKIEGAMMA_MAX_REQUESTS",
  budgetSeconds: "BOOKIEGAMMA_BUDGET",
  cacheExpirySeconds: "BOOKIEGAMMA_CACHE_EXPIRY",
  entryExpirySeconds: "BOOKIEGAMMA_ENTRY_EXPIRY",
  prefix: "PREFIX"
}

/** Returns a schema's message on one line, and without names that somebody has made up: they may be secrets. */
const shown = (message: string): string =>
  message
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll(/\["([^"]*)"\]/g, (path, name: string) => (/^[A-Za-z_]{1,30}$/.test(name) ? path : '["…"]'))

/** Returns the library's message about an option, with the setting's name. */
export const inSettings = (message: string): string =>
  shown(message).replace(/\["(\w+)"\]/, (path, name: string) =>
    name in optionNames ? `["${optionNames[name]}"]` : path
  )

type Bindings = typeof Bindings.Type

const settingNames = Object.keys(Bindings.fields)

/** What a run is about. */
export interface Target {
  readonly source: Source
  readonly period: Period
}

/** A Redis by its URL, or in its REST form by URL and token. */
export type Store =
  | { readonly url: Redacted.Redacted<string> }
  | { readonly restUrl: string; readonly token: Redacted.Redacted<string> }

/** What the settings say of a run; what they do not say has the library's default. */
export interface Settings {
  readonly bookmaker: ClientOptions
  readonly options: Partial<RunOptions>
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

/** Leaves out what is undefined. */
const defined = <A extends object>(all: A) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof A]?: Exclude<A[K], undefined>
  }

const secondsOf = (seconds: number | undefined) => (seconds === undefined ? undefined : Duration.seconds(seconds))

/** Decodes the settings. Fails with the name of the first that is missing or wrong; no value is in the message. */
export const settingsOf = (bindings: object): Result.Result<Settings, Error> =>
  Result.gen(function* () {
    const foreign = Object.keys(bindings).find((name) => NOT_HERE.test(name) && !settingNames.includes(name))
    if (foreign !== undefined)
      return yield* Result.fail(new Error(`${foreign} is no setting of this example; unset it`))
    const given = yield* Result.mapError(
      Schema.decodeUnknownResult(Bindings)(bindings),
      ({ message }) => new Error(shown(message))
    )
    const { BOOKIEGAMMA_CONFIG: config } = given
    const overrides =
      config === undefined
        ? undefined
        : yield* Result.mapError(
            decodeConfig(config),
            ({ message }) => new Error(`BOOKIEGAMMA_CONFIG: ${shown(message)}`)
          )
    return {
      bookmaker: {
        live: given.BOOKIEGAMMA_LIVE_URL,
        upcoming: given.BOOKIEGAMMA_UPCOMING_URL,
        ...defined({
          overrides,
          maxInFlight: given.BOOKIEGAMMA_CONCURRENCY,
          rate: given.BOOKIEGAMMA_RATE
        })
      },
      options: defined({
        prefix: given.PREFIX,
        maxRequests: given.BOOKIEGAMMA_MAX_REQUESTS,
        budget: secondsOf(given.BOOKIEGAMMA_BUDGET),
        cacheExpiry: secondsOf(given.BOOKIEGAMMA_CACHE_EXPIRY),
        entryExpiry: secondsOf(given.BOOKIEGAMMA_ENTRY_EXPIRY),
        suspended: given.BOOKIEGAMMA_SUSPENDED
      }),
      store: yield* storeOf(given),
      minCoverage: given.BOOKIEGAMMA_MIN_COVERAGE ?? 1
    }
  })

/** What is to be run at a trigger: once, or every so many seconds. */
export interface Schedule extends Target {
  readonly everySeconds?: number
}

const Schedule: Schema.Codec<Schedule> = Schema.Struct({
  source: Source,
  period: Period,
  everySeconds: Schema.optionalKey(
    Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 3600 }, { message: "Expected seconds from 1 to 3600" }))
  )
})

const Runs = Schema.Record(Schema.String, Schema.Unknown)
/** JSON, or a text of it, as secrets and variables of a dashboard are. */
const decodeRuns = Schema.decodeUnknownResult(Schema.Union([Runs, Schema.fromJsonString(Runs)]))

/** Returns what RUNS has for a trigger; fails with what is wrong about it. */
export const scheduleOf = (runs: unknown, cron: string): Result.Result<Schedule, Error> =>
  Result.gen(function* () {
    const all = yield* Result.mapError(
      decodeRuns(runs),
      () => new Error('RUNS is missing or no JSON object, such as { "* * * * *": { "source": "live", "period": 0 } }')
    )
    const one = Object.entries(all).find(([name]) => name === cron)
    if (one === undefined) return yield* Result.fail(new Error(`RUNS has no entry for the trigger ${cron}`))
    return yield* Result.mapError(
      Schema.decodeUnknownResult(Schedule)(one[1], { onExcessProperty: "error" }),
      ({ message }) => new Error(`RUNS, at the trigger ${cron}: ${shown(message)}`)
    )
  })
