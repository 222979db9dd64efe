/**
 * Reads the configuration: flags and environment, decoded once, flags first.
 *
 * Half a configuration is refused, never completed by guessing: no bookmaker at all is the sandbox, half of one is an error.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { RequestOverrides } from "../bookmaker/http/RequestOverrides.ts"
import { shownWord } from "../domain/plainWords.ts"
import type { Parts } from "./Parts.ts"
import { readTextFile } from "./readTextFile.ts"
import { readTls } from "./redisTls.ts"
import { type Decoded, type FlagTexts, type SettingName, type Settings, settings } from "./Settings.ts"
import { SettingsError } from "./SettingsError.ts"
import { variable } from "./variable.ts"

const SANDBOX = "sandbox"

const wrong = (setting: string, message: string) =>
  new SettingsError({ setting, message: `${setting}: ${message.replaceAll(/\s*\n\s*/g, " ")}` })

const readAll = Effect.fnUntraced(function* (flags: FlagTexts) {
  const decoded: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings)) {
    const flag = flags[name as SettingName]
    const source = flag === undefined ? setting.env : `--${"flag" in setting ? setting.flag : name}`
    const value = flag ?? (yield* variable(setting.env))
    if (value === undefined || (value === "" && "allowsEmpty" in setting)) continue
    if (value.trim() === "") return yield* wrong(source, "is set but empty; give it a value or unset it")
    const result = Schema.decodeUnknownResult(setting.schema as Schema.Codec<unknown, string>)(value)
    if (Result.isFailure(result)) return yield* wrong(source, result.failure.message)
    decoded[name] = result.success
  }
  return decoded as Decoded
})

const decodeOverrides = Schema.decodeUnknownResult(Schema.fromJsonString(RequestOverrides), {
  onExcessProperty: "error"
})

/** The machine's files; they are loaded only where the settings name one. */
type Files = Layer.Layer<FileSystem.FileSystem>

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Says what is wrong in the file, and where. What stands in the place of a name may be a secret that belongs elsewhere. */
const wrongEntry = ({ issue }: Schema.SchemaError): string =>
  issuesOf(issue)
    .issues.map(({ message, path = [] }) => {
      const names = path.map((part) => `["${shownWord(String(typeof part === "object" ? part.key : part))}"]`)
      return names.length === 0 ? message : `${message} at ${names.join("")}`
    })
    .join("; ")

const { env: CONFIG } = settings.config

/** Reads the text of the file of headers and parameters. */
export const readOverridesText = (path: string) =>
  Effect.mapError(readTextFile(path, "a file of headers and parameters"), (message) => wrong(CONFIG, message))

/** Decodes that text. */
export const decodeOverridesText = (path: string, text: string) =>
  Result.mapError(decodeOverrides(text), (error) => wrong(CONFIG, `${path}: ${wrongEntry(error)}`))

const readOverrides = (path: string) =>
  Effect.flatMap(readOverridesText(path), (text) => Effect.fromResult(decodeOverridesText(path, text)))

/** Gives the bookmaker that is configured, or undefined where none is. */
const bookmakerOf = Effect.fnUntraced(function* ({ config, liveUrl, upcomingUrl }: Decoded, files: Files) {
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
  const overrides = config === undefined ? {} : yield* Effect.provide(readOverrides(config), files)
  return { live: liveUrl, upcoming: upcomingUrl, overrides }
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

/** Gives the Redis that is reached over HTTP, or undefined where none is. */
const redisRestOf = Effect.fnUntraced(function* (decoded: Decoded) {
  const { redisRestToken: token, redisRestUrl: url } = decoded
  const { redisHost, redisRestToken, redisRestUrl, redisUrl } = settings
  if (url === undefined && token === undefined) return undefined
  if (url === undefined) {
    return yield* wrong(redisRestUrl.env, `is missing, though ${redisRestToken.env} is set; both are needed`)
  }
  if (token === undefined) {
    return yield* wrong(redisRestToken.env, `is missing, though ${redisRestUrl.env} is set; both are needed`)
  }
  for (const name of ["redisUrl", "redisHost"] as const) {
    if (decoded[name] === undefined) continue
    const other = { redisUrl, redisHost }[name].env
    return yield* wrong(redisRestUrl.env, `and ${other} are both set; keep one of them`)
  }
  return { _tag: "RedisRest", url, token } as const
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

const metricsAddressOf = ({ metricsHost = "127.0.0.1", metricsPort }: Decoded): Settings["metricsAddress"] =>
  metricsPort === undefined ? undefined : { hostname: metricsHost, port: metricsPort }

const collectorOf = (decoded: Decoded): Settings["collector"] => {
  const { collectorUrl, resourceAttributes: attributes = {} } = decoded
  if (collectorUrl === undefined || decoded.telemetryDisabled?.toLowerCase() === "true") return undefined
  return {
    endpoint: collectorUrl,
    headers: Redacted.make(decoded.collectorHeaders ?? {}),
    protocol: decoded.collectorProtocol ?? "http/protobuf",
    serviceName: decoded.serviceName ?? attributes["service.name"] ?? "bookiegamma",
    attributes,
    metricsEvery: Duration.millis(decoded.metricsInterval ?? 60_000)
  }
}

/**
 * Decodes the configuration. `sandbox` says that the sandbox is asked for. Fails with the first setting that is wrong,
 * by the name that the user gave it under.
 */
export const loadSettings = Effect.fn("loadSettings")(function* (
  flags: FlagTexts,
  askedForSandbox: boolean,
  { decodeTls, files }: Pick<Parts["Service"], "decodeTls" | "files">
) {
  const decoded = yield* readAll(flags)
  const bookmaker = askedForSandbox ? undefined : yield* bookmakerOf(decoded, files)
  const sandbox = bookmaker === undefined
  const redis = yield* redisOf(decoded)
  const redisRest = yield* redisRestOf(decoded)
  if ((redis ?? redisRest) !== undefined && sandbox && !askedForSandbox) {
    const names = ["redisUrl", "redisRestUrl", "redisHost"] as const
    return yield* wrong(
      settings[names.find((name) => decoded[name] !== undefined) ?? "redisHost"].env,
      `is set, but no bookmaker is: set ${settings.liveUrl.env} and ${settings.upcomingUrl.env}, ` +
        "or use --sandbox to store invented odds there, under their own prefix"
    )
  }
  const tls = yield* readTls(decoded, redis, { decodeTls, files })
  return {
    sandbox,
    bookmaker,
    overridesFile: sandbox ? undefined : decoded.config,
    proxies: decoded.proxies ?? [],
    prefix: yield* prefixOf(decoded.prefix, sandbox),
    store:
      redisRest ??
      (redis === undefined
        ? { _tag: "Sqlite", path: yield* sqliteFile(decoded.sqlitePath, sandbox) }
        : { _tag: "Redis", url: redis, ...(tls === undefined ? {} : { tls }) }),
    concurrency: decoded.concurrency,
    budgetSeconds: decoded.budget,
    rate: decoded.rate,
    maxRequests: decoded.maxRequests,
    minCoverage: decoded.minCoverage ?? 1,
    suspended: decoded.suspended,
    cacheExpirySeconds: decoded.cacheExpiry,
    entryExpirySeconds: decoded.entryExpiry,
    metricsAddress: metricsAddressOf(decoded),
    collector: collectorOf(decoded)
  } satisfies Settings as Settings
})
