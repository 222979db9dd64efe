/**
 * Who is measured: the built command on each runtime, the peers, and the floors; how each is started for a task, and what
 * its output says that it did.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { benchFile, built, output, type Runtime, runtimes, top } from "./processes.ts"

/** Names what is extracted: one market, or the three. */
export type Markets = "btts" | "all"
/** Names where a contender stores. */
export type Store = "sqlite" | "redis" | "none"

/** What there is to do, and where. */
export interface Task {
  readonly bookmakerUrl: string
  readonly redisUrl: string
  readonly markets: Markets
}

/** What a run says it did: matches kept, and documents that the store took. */
export interface Did {
  readonly kept: number
  readonly stored: number
}

/** One who is measured. */
export interface Contender {
  readonly name: string
  readonly store: Store
  /** How often a run of it fetches everything. */
  readonly fetches: (markets: Markets) => number
  /** How many documents a run of it keeps of each match. */
  readonly documents: (markets: Markets) => number
  readonly command: (task: Task) => ReadonlyArray<string>
  readonly env: (task: Task) => Readonly<Record<string, string>>
  readonly did: (stdout: string) => Did
  /** Why it cannot be measured here, and how to install it. */
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

/** Reads the reports that the command printed. */
export const reportsOf = (stdout: string): ReadonlyArray<ReportLike> => [JSON.parse(stdout)].flat()

const where = { sqlite: "SQLite", redis: "Redis", none: "no store" } as const

/** The built command, as a user runs it. */
export const command = (runtime: Runtime, store: Store): Contender => ({
  name: `${runtime}, ${where[store]}`,
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
  did: (stdout) => {
    const reports = reportsOf(stdout)
    return {
      kept: sum(reports.map(({ matches }) => matches.kept)),
      stored: sum(reports.map(({ documents }) => documents.created + documents.updated))
    }
  }
})

/** Fetching and parsing alone. */
export const floor = (runtime: Runtime): Contender => ({
  name: `floor: ${runtime}`,
  store: "none",
  fetches: once,
  documents: once,
  command: ({ bookmakerUrl }) => [...runtimes[runtime].command, benchFile("floor.ts"), bookmakerUrl],
  env: () => ({}),
  did: (stdout) => ({ kept: sum(lines(stdout).map(({ matches = 0 }) => matches)), stored: 0 })
})

const peerDid = (stdout: string): Did => ({
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
    did: peerDid,
    ...(absent === undefined ? {} : { absent })
  }
}

/** The Python that has Debian's packages. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3"
const hasPython = async (modules: string) =>
  output([python, "-c", `import ${modules}`]).then(
    () => undefined,
    () =>
      `apt-get install ${modules
        .split(",")
        .map((name) => `python3-${name.trim()}`)
        .join(" ")}`
  )
const crawleeFolder = join(top, "bench", "peers", "crawlee")
const hasCrawlee = existsSync(join(crawleeFolder, "node_modules", "@crawlee", "http"))
  ? undefined
  : "npm install --prefix bench/peers/crawlee"

/** The peers, by what the table calls them. Those that are not installed say so. */
export const findPeers = async () => {
  const [noAiohttp, noScrapy] = await Promise.all([hasPython("aiohttp, redis"), hasPython("scrapy, redis")])
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
    aiohttp: peer("(a) aiohttp", extractor, noAiohttp),
    threeAiohttp: peer("(a) aiohttp, three processes", extractor, noAiohttp, true),
    scrapy: peer("(b) Scrapy", spider, noScrapy),
    crawlee: peer("(c) Crawlee, defaults", crawlee(), hasCrawlee),
    crawleeTuned: peer("(c) Crawlee, tuned", crawlee("--tuned", "50"), hasCrawlee)
  }
}
export type Peers = Awaited<ReturnType<typeof findPeers>>
