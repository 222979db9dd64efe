/**
 * The configuration of the command: flags and environment, decoded once, flags first.
 *
 * One record names every setting; flags, help and messages read it, and bounds stand in `Options.ts`. Half a
 * configuration is refused, never completed by guessing: no bookmaker at all is the sandbox, half of one is an error.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { Prefix } from "./Keys.ts"
import { BudgetSeconds, Concurrency, ExpirySeconds, HttpUrl, MinCoverage, Rate, SettingsError } from "./Options.ts"
import type { Bookmaker } from "./Request.ts"
import { RequestChanges } from "./RequestChanges.ts"

const numberText = <S extends Schema.Codec<number, number>>(schema: S) =>
  Schema.String.check(Schema.isPattern(/^\d{1,9}(\.\d{1,9})?$/, { message: "Expected a number" })).pipe(
    Schema.decodeTo(Schema.FiniteFromString),
    Schema.decodeTo(schema)
  )

/** Tells whether user and password of a URL can be read: `%` begins two hexadecimal digits, and they are UTF-8. */
const isReadable = ({ password, username }: URL) => {
  try {
    decodeURIComponent(username)
    decodeURIComponent(password)
    return true
  } catch {
    return false
  }
}
const ENCODE = "with %, @, : and / in user and password written as %25, %40, %3A and %2F"

const RedisUrl = Schema.String.check(
  Schema.makeFilter((text) => {
    const url = URL.parse(text)
    if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "" || !/^\/?\d{0,3}$/.test(url.pathname)) {
      return "Expected redis://host:port/db, or rediss:// for TLS; db is a number"
    }
    return isReadable(url) ? undefined : `Expected redis://user:password@host:port/db, ${ENCODE}`
  })
)

const FilePath = Schema.NonEmptyString.check(
  Schema.isPattern(/^(?!\s*\{|[a-z][a-z0-9+.-]*:\/\/)/i, {
    message: "Expected the path of a file, not what belongs in it, and not a URL"
  })
)

const isProxy = (text: string) => {
  const url = URL.parse(text)
  return url?.protocol === "http:" && url.hostname !== "" && /^\/?$/.test(url.pathname) && isReadable(url)
}

/** Decodes proxies into secrets; what is wrong is named by its place, because a proxy holds a password. */
const ProxyUrls = Schema.String.check(
  Schema.makeFilter((text) => {
    const wrong = text.split(",").findIndex((proxy) => !isProxy(proxy.trim()))
    return wrong < 0 ? undefined : `Expected http://user:password@host:port as proxy number ${wrong + 1}, ${ENCODE}`
  })
).pipe(
  Schema.decodeTo(
    Schema.Array(Schema.Redacted(Schema.String)),
    SchemaTransformation.transform<ReadonlyArray<Redacted.Redacted<string>>, string>({
      decode: (text) => text.split(",").map((proxy) => Redacted.make(proxy.trim())),
      encode: (proxies) => proxies.map((proxy) => Redacted.value(proxy)).join(",")
    })
  )
)

/** Names the settings: variable and flag, what the text must be, and what it is for. Secrets have no flag. */
export const settings = {
  liveUrl: { env: "BOOKIEGAMMA_LIVE_URL", flag: "live-url", is: "url", schema: HttpUrl, for: "where live matches are" },
  upcomingUrl: {
    env: "BOOKIEGAMMA_UPCOMING_URL",
    flag: "upcoming-url",
    is: "url",
    schema: HttpUrl,
    for: "where upcoming matches are"
  },
  config: {
    env: "BOOKIEGAMMA_CONFIG",
    flag: "config",
    is: "file",
    schema: FilePath,
    for: "JSON file of headers and parameters per source and step"
  },
  prefix: { env: "PREFIX", flag: "prefix", is: "text", schema: Prefix, for: "first part of every key (default: lst)" },
  sqlitePath: {
    env: "SQLITE_PATH",
    flag: "sqlite-path",
    is: "file",
    schema: FilePath,
    for: "the embedded store (default: bookiegamma.sqlite)"
  },
  proxies: {
    env: "BOOKIEGAMMA_PROXIES",
    is: "urls",
    schema: ProxyUrls,
    for: "HTTP proxies to the bookmaker, taken in turn: http://user:password@host:port, separated by commas"
  },
  redisUrl: { env: "REDIS_URL", is: "url", schema: RedisUrl, for: "the Redis to store into" },
  redisHost: { env: "REDIS_HOST", is: "host", schema: Schema.NonEmptyString, for: "the Redis to store into" },
  redisPort: {
    env: "REDIS_PORT",
    is: "number",
    schema: numberText(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 65_535 }))),
    for: "port of REDIS_HOST (default: 6379)"
  },
  redisDb: {
    env: "REDIS_DB",
    is: "number",
    schema: numberText(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 }))),
    for: "database of REDIS_HOST (default: 0, the only one that can be searched)"
  },
  redisUser: { env: "REDIS_USER", is: "text", schema: Schema.String, for: "user at REDIS_HOST" },
  redisPass: { env: "REDIS_PASS", is: "text", schema: Schema.String, for: "password at REDIS_HOST" },
  concurrency: {
    env: "BOOKIEGAMMA_CONCURRENCY",
    flag: "concurrency",
    is: "number",
    schema: numberText(Concurrency),
    for: "requests in flight, 1 to 50 (default: 50)"
  },
  budget: {
    env: "BOOKIEGAMMA_BUDGET",
    flag: "budget",
    is: "seconds",
    schema: numberText(BudgetSeconds),
    for: "time for the whole run (default: 20 live, 40 upcoming)"
  },
  rate: {
    env: "BOOKIEGAMMA_RATE",
    flag: "rate",
    is: "number",
    schema: numberText(Rate),
    for: "requests a second, 0.1 to 1000 (default: no limit)"
  },
  minCoverage: {
    env: "BOOKIEGAMMA_MIN_COVERAGE",
    flag: "min-coverage",
    is: "share",
    schema: numberText(MinCoverage),
    for: "share of competitions, 0 to 1, below which a partial run exits 75 (default: 1)"
  },
  cacheExpiry: {
    env: "BOOKIEGAMMA_CACHE_EXPIRY",
    flag: "cache-expiry",
    is: "seconds",
    schema: numberText(ExpirySeconds),
    for: "life of cached competition ids (default: 60 live, 1200 upcoming)"
  },
  entryExpiry: {
    env: "BOOKIEGAMMA_ENTRY_EXPIRY",
    flag: "entry-expiry",
    is: "seconds",
    schema: numberText(ExpirySeconds),
    for: "life of a published entry (default: 200)"
  }
} as const satisfies Record<
  string,
  { env: string; flag?: string; is: string; schema: Schema.Codec<unknown, string>; for: string }
>

type SettingName = keyof typeof settings
type Decoded = { readonly [N in SettingName]?: (typeof settings)[N]["schema"]["Type"] }

/** What the flags say, as text, by the settings' names. */
export type FlagTexts = { readonly [N in SettingName]?: string | undefined }

/** Where a run stores: an embedded file, or a Redis. */
export type StoreSettings =
  | { readonly _tag: "Sqlite"; readonly path: string }
  | { readonly _tag: "Redis"; readonly url: Redacted.Redacted<string> }

/** The decoded configuration; what is absent has the default of `Options.ts`. */
export interface Settings {
  /** True where the simulated bookmaker answers. */
  readonly sandbox: boolean
  /** Undefined in the sandbox. */
  readonly bookmaker: Bookmaker | undefined
  /** Proxies to the bookmaker, taken in turn; none is a straight way. */
  readonly proxies: ReadonlyArray<Redacted.Redacted<string>>
  readonly prefix: string
  readonly store: StoreSettings
  readonly concurrency: number | undefined
  readonly budgetSeconds: number | undefined
  readonly rate: number | undefined
  readonly minCoverage: number
  readonly cacheExpirySeconds: number | undefined
  readonly entryExpirySeconds: number | undefined
}

const SANDBOX = "sandbox"

const wrong = (setting: string, message: string) =>
  new SettingsError({ setting, message: `${setting}: ${message.replaceAll(/\s*\n\s*/g, " ")}` })

const readAll = Effect.fnUntraced(function* (flags: FlagTexts) {
  const decoded: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings)) {
    const flag = flags[name as SettingName]
    const source = flag === undefined ? setting.env : `--${"flag" in setting ? setting.flag : name}`
    const value = flag ?? Option.getOrUndefined(yield* Config.option(Config.String(setting.env)).pipe(Effect.orDie))
    if (value === undefined || (value === "" && (name === "redisUser" || name === "redisPass"))) continue
    if (value.trim() === "") return yield* wrong(source, "is set but empty; give it a value or unset it")
    const result = Schema.decodeUnknownResult(setting.schema as Schema.Codec<unknown, string>)(value)
    if (Result.isFailure(result)) return yield* wrong(source, result.failure.message)
    decoded[name] = result.success
  }
  return decoded as Decoded
})

const decodeChanges = Schema.decodeUnknownResult(Schema.fromJsonString(RequestChanges), { onExcessProperty: "error" })

/** Reads the file of headers and parameters. */
const readChanges = Effect.fnUntraced(function* (path: string | undefined) {
  if (path === undefined) return {}
  const files = yield* FileSystem.FileSystem
  const { env } = settings.config
  const content = yield* files
    .readFileString(path)
    .pipe(Effect.mapError((error) => wrong(env, `cannot read ${path}: ${error.reason._tag}`)))
  const changes = decodeChanges(content)
  return Result.isSuccess(changes) ? changes.success : yield* wrong(env, `${path}: ${changes.failure.message}`)
})

/** Gives the bookmaker that is configured, or undefined where none is. */
const bookmakerOf = Effect.fnUntraced(function* ({ config, liveUrl, upcomingUrl }: Decoded) {
  if (liveUrl === undefined && upcomingUrl === undefined) {
    if (config === undefined) return undefined
    return yield* wrong(
      settings.liveUrl.env,
      `is missing, though ${settings.config.env} is set; set it and ${settings.upcomingUrl.env}, or unset the file`
    )
  }
  const pair = [settings.liveUrl.env, settings.upcomingUrl.env] as const
  if (liveUrl === undefined) return yield* wrong(pair[0], `is missing, though ${pair[1]} is set; both are needed`)
  if (upcomingUrl === undefined) return yield* wrong(pair[1], `is missing, though ${pair[0]} is set; both are needed`)
  return { live: liveUrl, upcoming: upcomingUrl, changes: yield* readChanges(config) } satisfies Bookmaker
})

const encoded = (text = "") => encodeURIComponent(text.toWellFormed())

/** Gives the Redis that is configured, or undefined where none is. A port, database or password alone selects none. */
const redisOf = Effect.fnUntraced(function* (decoded: Decoded) {
  const { redisDb = 0, redisHost, redisPass, redisPort = 6379, redisUrl, redisUser } = decoded
  if (redisUrl !== undefined && redisHost !== undefined) {
    return yield* wrong(settings.redisUrl.env, `and ${settings.redisHost.env} are both set; keep one of them`)
  }
  if (redisUrl !== undefined) return Redacted.make(redisUrl)
  if (redisHost === undefined) return undefined
  const url = URL.parse(`redis://${redisHost.includes(":") ? `[${redisHost}]` : redisHost}:${redisPort}/${redisDb}`)
  if (url === null) return yield* wrong(settings.redisHost.env, "Expected a host name or address, without a port")
  url.username = encoded(redisUser)
  url.password = encoded(redisPass)
  return Redacted.make(url.href)
})

const sqliteFile = Effect.fnUntraced(function* (path: string | undefined, sandbox: boolean) {
  const paths = yield* Path.Path
  if (path === ":memory:") return path
  const { dir, ext, name } = paths.parse(paths.resolve(path ?? "bookiegamma.sqlite"))
  return paths.join(dir, `${name}${sandbox && !name.includes(SANDBOX) ? `-${SANDBOX}` : ""}${ext}`)
})

const prefixOf = Effect.fnUntraced(function* (prefix: string | undefined, sandbox: boolean) {
  const isSandboxes = prefix?.startsWith(SANDBOX) ?? false
  if (sandbox) return isSandboxes && prefix !== undefined ? prefix : SANDBOX
  if (isSandboxes) {
    return yield* wrong(settings.prefix.env, `a prefix that begins with "${SANDBOX}" is kept for the sandbox`)
  }
  return prefix ?? "lst"
})

/**
 * Decodes the configuration. `sandbox` says that the sandbox is asked for. Fails with the first setting that is wrong,
 * by the name that the user gave it under.
 */
export const load = Effect.fn("Settings.load")(function* (flags: FlagTexts, askedForSandbox: boolean) {
  const decoded = yield* readAll(flags)
  const bookmaker = askedForSandbox ? undefined : yield* bookmakerOf(decoded)
  const sandbox = bookmaker === undefined
  const redis = yield* redisOf(decoded)
  if (redis !== undefined && sandbox && !askedForSandbox) {
    return yield* wrong(
      decoded.redisUrl === undefined ? settings.redisHost.env : settings.redisUrl.env,
      `is set, but no bookmaker is: set ${settings.liveUrl.env} and ${settings.upcomingUrl.env}, ` +
        "or say --sandbox to store invented odds there, under a prefix of their own"
    )
  }
  return {
    sandbox,
    bookmaker,
    proxies: decoded.proxies ?? [],
    prefix: yield* prefixOf(decoded.prefix, sandbox),
    store:
      redis === undefined
        ? { _tag: "Sqlite", path: yield* sqliteFile(decoded.sqlitePath, sandbox) }
        : { _tag: "Redis", url: redis },
    concurrency: decoded.concurrency,
    budgetSeconds: decoded.budget,
    rate: decoded.rate,
    minCoverage: decoded.minCoverage ?? 1,
    cacheExpirySeconds: decoded.cacheExpiry,
    entryExpirySeconds: decoded.entryExpiry
  } satisfies Settings as Settings
})
