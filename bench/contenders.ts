/**
 * The programs that are measured: the built command on each runtime, extractors on other frameworks (peers), and a
 * minimal program per runtime (floors). Says how each is started for a task, and how its output is read.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { benchFile, built, output, type Runtime, runtimes, top } from "./processes.ts"

/** Extracted markets: one, or all three. */
export type Markets = "btts" | "all"
/** Store of a contender. */
export type Store = "sqlite" | "redis" | "none"

/** What a contender has to extract, and from and to where. */
export interface Task {
  readonly bookmakerUrl: string
  readonly redisUrl: string
  readonly markets: Markets
}

/** Counts that a run printed: matches kept, and documents stored. */
export interface Counts {
  readonly kept: number
  readonly stored: number
}

/** A measured program. */
export interface Contender {
  readonly name: string
  readonly store: Store
  /** How many times a run fetches every competition. */
  readonly fetches: (markets: Markets) => number
  /** Number of documents per match that a run keeps. */
  readonly documents: (markets: Markets) => number
  readonly command: (task: Task) => ReadonlyArray<string>
  readonly env: (task: Task) => Readonly<Record<string, string>>
  readonly readCounts: (stdout: string) => Counts
  /** Command that installs it; set if it is not installed. */
  readonly absent?: string
}

const once = () => 1
const perMarket = (markets: Markets) => (markets === "all" ? 3 : 1)
const lines = (stdout: string): ReadonlyArray<Record<string, number>> =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, one) => total + one, 0)

interface ReportLike {
  readonly startedAt: string
  readonly finishedAt: string
  readonly matches: { readonly kept: number }
  readonly documents: { readonly created: number; readonly updated: number }
}

/** Parses the reports that the command printed. */
export const parseReports = (stdout: string): ReadonlyArray<ReportLike> => [JSON.parse(stdout)].flat()

const storeNames = { sqlite: "SQLite", redis: "Redis", none: "no store" } as const

/** Makes the contender of the built command, run as a user runs it. */
export const command = (runtime: Runtime, store: Store): Contender => ({
  name: `${runtime}, ${storeNames[store]}`,
  store,
  fetches: once,
  documents: perMarket,
  command: ({ markets }) => [
    ...runtimes[runtime].command,
    built,
    markets,
    "live",
    "--format",
    "json",
    "--budget",
    "600",
    ...(store === "none" ? ["--dry-run"] : [])
  ],
  env: ({ bookmakerUrl, redisUrl }) => ({
    BOOKIEGAMMA_LIVE_URL: bookmakerUrl,
    BOOKIEGAMMA_UPCOMING_URL: bookmakerUrl,
    ...(store === "redis" ? { REDIS_URL: redisUrl } : {})
  }),
  readCounts: (stdout) => {
    const reports = parseReports(stdout)
    return {
      kept: sum(reports.map(({ matches }) => matches.kept)),
      stored: sum(reports.map(({ documents }) => documents.created + documents.updated))
    }
  }
})

/** Makes the floor of a runtime: only fetching and parsing. */
export const floor = (runtime: Runtime): Contender => ({
  name: `floor: ${runtime}`,
  store: "none",
  fetches: once,
  documents: once,
  command: ({ bookmakerUrl }) => [...runtimes[runtime].command, benchFile("floor.ts"), bookmakerUrl],
  env: () => ({}),
  readCounts: (stdout) => ({ kept: sum(lines(stdout).map(({ matches = 0 }) => matches)), stored: 0 })
})

const peerCounts = (stdout: string): Counts => ({
  kept: sum(lines(stdout).map(({ kept = 0 }) => kept)),
  stored: sum(lines(stdout).map(({ created = 0, updated = 0 }) => created + updated))
})

const peer = (
  name: string,
  start: (market: string, task: Task) => ReadonlyArray<string>,
  absent: string | undefined,
  inParallel = false
): Contender => {
  const quoted = (parts: ReadonlyArray<string>) => parts.map((part) => `'${part}'`).join(" ")
  return {
    name,
    store: "redis",
    fetches: (markets) => (inParallel ? perMarket(markets) : 1),
    documents: (markets) => (inParallel ? perMarket(markets) : 1),
    command: (task) =>
      inParallel
        ? [
            "sh",
            "-c",
            `${["three-way", "btts", "double-chance"].map((market) => quoted(start(market, task))).join(" & ")} & wait`
          ]
        : start("btts", task),
    env: () => ({}),
    readCounts: peerCounts,
    ...(absent === undefined ? {} : { absent })
  }
}

/** Path of the Python for which Debian installs packages. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3"
/** Returns the command that installs some Python modules; undefined if they are installed. */
const pythonInstall = async (modules: string) =>
  output([python, "-c", `import ${modules}`]).then(
    () => undefined,
    () =>
      `apt-get install ${modules
        .split(",")
        .map((name) => `python3-${name.trim()}`)
        .join(" ")}`
  )
const crawleeFolder = join(top, "bench", "peers", "crawlee")
const crawleeInstall = existsSync(join(crawleeFolder, "node_modules", "@crawlee", "http"))
  ? undefined
  : "npm install --prefix bench/peers/crawlee"

/** Returns the peers; those that are not installed have `absent`. */
export const findPeers = async () => {
  const [aiohttpInstall, scrapyInstall] = await Promise.all([
    pythonInstall("aiohttp, redis"),
    pythonInstall("scrapy, redis")
  ])
  const extractor = (market: string, { bookmakerUrl, redisUrl }: Task) => [
    ...[python, join(top, "bench", "peers", "python", "extractor.py"), market, "live"],
    ...["--url", bookmakerUrl, "--redis-url", redisUrl]
  ]
  const spider = (market: string, { bookmakerUrl, redisUrl }: Task) => [
    ...[python, join(top, "bench", "peers", "python", "spider.py"), market, "live"],
    ...["--url", bookmakerUrl, "--redis-url", redisUrl]
  ]
  const crawlee =
    (...more: ReadonlyArray<string>) =>
    (market: string, { bookmakerUrl, redisUrl }: Task) => [
      ...[...runtimes.node.command, join(crawleeFolder, "extractor.js"), market, "live"],
      ...["--url", bookmakerUrl, "--redis-url", redisUrl, ...more]
    ]
  return {
    aiohttp: peer("(a) aiohttp", extractor, aiohttpInstall),
    threeAiohttp: peer("(a) aiohttp, three processes", extractor, aiohttpInstall, true),
    scrapy: peer("(b) Scrapy", spider, scrapyInstall),
    crawlee: peer("(c) Crawlee, defaults", crawlee(), crawleeInstall),
    crawleeTuned: peer("(c) Crawlee, tuned", crawlee("--tuned", "50"), crawleeInstall)
  }
}
export type Peers = Awaited<ReturnType<typeof findPeers>>
