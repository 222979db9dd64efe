/**
 * The settings of the command, and the configuration that is decoded from them.
 *
 * One record names every setting; flags, help and messages read it, and bounds stand with the options of the library. Flags and
 * environment are read by `loadSettings.ts`; what their texts must be is in `settingTexts.ts`.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type ClientOptions, HttpUrl, maxInFlight, rate } from "../bookmaker/http/ClientOptions.ts"
import { budgetSeconds, expirySeconds, maxRequests, minCoverage, Suspended } from "../extraction/RunOptions.ts"
import { Prefix } from "../store/Prefix.ts"
import type { ExporterOptions } from "../telemetry/Exporter.ts"
import { RedisUrl, RestToken, RestUrl } from "./addresses.ts"
import { numberText, ownPort, port } from "./numberText.ts"
import { AttributePairs, CollectorUrl, FilePath, HeaderPairs, HostName, PemPath, ProxyUrls } from "./settingTexts.ts"

/** Names the settings: variable and flag, what the text must be, and the purpose. Secrets have no flag. */
export const settings = {
  liveUrl: {
    env: "BOOKIEGAMMA_LIVE_URL",
    flag: "live-url",
    metavar: "url",
    schema: HttpUrl,
    purpose: "where live matches are"
  },
  upcomingUrl: {
    env: "BOOKIEGAMMA_UPCOMING_URL",
    flag: "upcoming-url",
    metavar: "url",
    schema: HttpUrl,
    purpose: "where upcoming matches are"
  },
  config: {
    env: "BOOKIEGAMMA_CONFIG",
    flag: "config",
    metavar: "file",
    schema: FilePath,
    purpose: "JSON file of headers and parameters per source and step"
  },
  prefix: {
    env: "PREFIX",
    flag: "prefix",
    metavar: "text",
    schema: Prefix,
    purpose: "first part of every key (default: lst)"
  },
  sqlitePath: {
    env: "SQLITE_PATH",
    flag: "sqlite-path",
    metavar: "file",
    schema: FilePath,
    purpose: "the SQLite file (default: bookiegamma.sqlite)"
  },
  proxies: {
    env: "BOOKIEGAMMA_PROXIES",
    schema: ProxyUrls,
    purpose: "HTTP proxies to the bookmaker, taken in turn: http://user:password@host:port, separated by commas"
  },
  redisUrl: { env: "REDIS_URL", schema: RedisUrl, purpose: "the Redis to store into" },
  redisRestUrl: {
    env: "REDIS_REST_URL",
    schema: RestUrl,
    purpose: "the Redis to store into where it is reached over HTTP, with REDIS_REST_TOKEN"
  },
  redisRestToken: { env: "REDIS_REST_TOKEN", schema: RestToken, purpose: "token for REDIS_REST_URL" },
  redisHost: { env: "REDIS_HOST", schema: HostName, purpose: "the Redis to store into" },
  redisPort: {
    env: "REDIS_PORT",
    schema: numberText(port),
    purpose: "port of REDIS_HOST (default: 6379)"
  },
  redisDb: {
    env: "REDIS_DB",
    schema: numberText({ minimum: 0, maximum: 999, what: "a whole number", isWhole: true }),
    purpose: "database of REDIS_HOST (default: 0, the only one that can be searched)"
  },
  redisUser: { env: "REDIS_USER", schema: Schema.String, allowsEmpty: true, purpose: "user at REDIS_HOST" },
  redisPass: { env: "REDIS_PASS", schema: Schema.String, allowsEmpty: true, purpose: "password at REDIS_HOST" },
  redisCaFile: {
    env: "REDIS_CA_FILE",
    schema: PemPath,
    purpose: "PEM file of the authorities to trust at a rediss:// REDIS_URL, instead of the runtime's"
  },
  redisCertFile: {
    env: "REDIS_CERT_FILE",
    schema: PemPath,
    purpose: "PEM file of the client certificate for a rediss:// REDIS_URL, with REDIS_KEY_FILE"
  },
  redisKeyFile: {
    env: "REDIS_KEY_FILE",
    schema: PemPath,
    purpose: "PEM file of its private key, not encrypted"
  },
  concurrency: {
    env: "BOOKIEGAMMA_CONCURRENCY",
    flag: "concurrency",
    metavar: "number",
    schema: numberText(maxInFlight),
    purpose: "requests in flight, 1 to 50 (default: 50)"
  },
  budget: {
    env: "BOOKIEGAMMA_BUDGET",
    flag: "budget",
    metavar: "seconds",
    schema: numberText(budgetSeconds),
    purpose: "time for the run, 1 to 86400 (default: 20 live, 40 upcoming)"
  },
  rate: {
    env: "BOOKIEGAMMA_RATE",
    flag: "rate",
    metavar: "number",
    schema: numberText(rate),
    purpose: "requests a second, 0.1 to 1000 (default: no limit)"
  },
  maxRequests: {
    env: "BOOKIEGAMMA_MAX_REQUESTS",
    flag: "max-requests",
    metavar: "number",
    schema: numberText(maxRequests),
    purpose: "requests per run, 2 to 1000000; competitions left over follow in later runs (default: no limit)"
  },
  minCoverage: {
    env: "BOOKIEGAMMA_MIN_COVERAGE",
    flag: "min-coverage",
    metavar: "share",
    schema: numberText(minCoverage),
    purpose: "share of competitions, 0 to 1, below which a partial run exits 75 (default: 1)"
  },
  suspended: {
    env: "BOOKIEGAMMA_SUSPENDED",
    flag: "suspended",
    metavar: "keep|withdraw",
    schema: Suspended,
    purpose: "keep or withdraw odds of matches whose betting is suspended (default: keep)"
  },
  cacheExpiry: {
    env: "BOOKIEGAMMA_CACHE_EXPIRY",
    flag: "cache-expiry",
    metavar: "seconds",
    schema: numberText(expirySeconds),
    purpose: "life of cached ids, 1 to 86400 (default: 60 live, 1200 upcoming)"
  },
  entryExpiry: {
    env: "BOOKIEGAMMA_ENTRY_EXPIRY",
    flag: "entry-expiry",
    metavar: "seconds",
    schema: numberText(expirySeconds),
    purpose: "life of published entries, 1 to 86400 (default: 200)"
  },
  metricsPort: {
    env: "BOOKIEGAMMA_METRICS_PORT",
    flag: "metrics-port",
    metavar: "port",
    schema: numberText(ownPort),
    purpose: "where watch serves /metrics, /healthz and /readyz, such as 9464; 0 takes a free one (default: off)"
  },
  metricsHost: {
    env: "BOOKIEGAMMA_METRICS_HOST",
    flag: "metrics-host",
    metavar: "address",
    schema: HostName,
    purpose: "address of that port; 0.0.0.0 in a container (default: 127.0.0.1)"
  },
  collectorUrl: {
    env: "OTEL_EXPORTER_OTLP_ENDPOINT",
    schema: CollectorUrl,
    allowsEmpty: true,
    purpose: "collector of traces and metrics, by OTLP over HTTP, such as http://localhost:4318"
  },
  collectorHeaders: {
    env: "OTEL_EXPORTER_OTLP_HEADERS",
    schema: HeaderPairs,
    allowsEmpty: true,
    purpose: "headers for the collector: name=value, separated by commas"
  },
  collectorProtocol: {
    env: "OTEL_EXPORTER_OTLP_PROTOCOL",
    schema: Schema.Literals(["http/protobuf", "http/json"]),
    allowsEmpty: true,
    purpose: "http/protobuf or http/json (default: http/protobuf)"
  },
  serviceName: {
    env: "OTEL_SERVICE_NAME",
    schema: Schema.String,
    allowsEmpty: true,
    purpose: "name of this program at the collector (default: bookiegamma)"
  },
  resourceAttributes: {
    env: "OTEL_RESOURCE_ATTRIBUTES",
    schema: AttributePairs,
    allowsEmpty: true,
    purpose: "its further attributes there: name=value, separated by commas"
  },
  metricsInterval: {
    env: "OTEL_METRIC_EXPORT_INTERVAL",
    schema: numberText({ minimum: 100, maximum: 86_400_000, what: "whole milliseconds", isWhole: true }),
    allowsEmpty: true,
    purpose: "how often metrics are sent to the collector (default: 60000)"
  },
  telemetryDisabled: {
    env: "OTEL_SDK_DISABLED",
    schema: Schema.String,
    allowsEmpty: true,
    purpose: "true sends nothing to the collector"
  }
} as const satisfies Record<
  string,
  {
    env: string
    flag?: string
    /** What help shows as the value of the flag. */
    metavar?: string
    schema: Schema.Codec<unknown, string>
    /** Being empty says the same as being unset. */
    allowsEmpty?: true
    purpose: string
  }
>

/** The variable that names a file of authorities to all three runtimes; it is read by them. */
export const RUNTIMES_CA = "NODE_EXTRA_CA_CERTS"

/** Names a setting. */
export type SettingName = keyof typeof settings
/** What the settings that are given decode to. */
export type Decoded = { readonly [N in SettingName]?: (typeof settings)[N]["schema"]["Type"] }

/** What the flags say, as text, by the settings' names. */
export type FlagTexts = { readonly [N in SettingName]?: string | undefined }

/** PEM texts for TLS to a Redis: authorities to trust, the client's certificate, and its key. */
export interface TlsTexts {
  readonly ca?: string
  readonly certificate?: string
  readonly key?: Redacted.Redacted<string>
}

/** Where a run stores: an embedded file, or a Redis, over its own protocol or over HTTP. */
export type StoreSettings =
  | { readonly _tag: "Sqlite"; readonly path: string }
  | { readonly _tag: "Redis"; readonly url: Redacted.Redacted<string>; readonly tls?: TlsTexts }
  | { readonly _tag: "RedisRest"; readonly url: string; readonly token: Redacted.Redacted<string> }

/** The decoded configuration; what is absent has the default of the library. */
export interface Settings {
  /** True where the simulated bookmaker answers. */
  readonly sandbox: boolean
  /** Undefined in the sandbox. */
  readonly bookmaker: Pick<ClientOptions, "live" | "upcoming" | "overrides"> | undefined
  /** The file that `overrides` were read from. */
  readonly overridesFile: string | undefined
  /** Proxies to the bookmaker, taken in turn; none is a straight way. */
  readonly proxies: ReadonlyArray<Redacted.Redacted<string>>
  /**
   * Where the environment names proxies for all programs: the one for each origin of the bookmaker, or undefined where it
   * is reached without.
   */
  readonly systemProxies?: ReadonlyMap<string, Redacted.Redacted<string> | undefined>
  readonly prefix: string
  readonly store: StoreSettings
  readonly concurrency: number | undefined
  readonly budgetSeconds: number | undefined
  readonly rate: number | undefined
  readonly maxRequests: number | undefined
  readonly minCoverage: number
  readonly suspended: Suspended | undefined
  readonly cacheExpirySeconds: number | undefined
  readonly entryExpirySeconds: number | undefined
  /** Where `watch` serves metrics; undefined for nowhere. */
  readonly metricsAddress: { readonly hostname: string; readonly port: number } | undefined
  /** Where traces and metrics are sent; undefined for nowhere. */
  readonly collector: Omit<ExporterOptions, "serviceVersion"> | undefined
}
