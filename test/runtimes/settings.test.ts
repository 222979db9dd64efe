/**
 * Every setting reaches the place where it acts: the real command is given all of them, once as flags and once as
 * variables, and each one's effect is looked for at the bookmaker, in the store, in the report or in the exit code.
 *
 * What a setting may be is for `test/cli/settings.test.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type HttpProxy, serveProxy } from "../../mocks/faults/httpProxy.ts"
import { type Server, serve } from "../../mocks/index.ts"
import { type Running, serve as serveRedis } from "../../mocks/redis/Server.ts"
import { type SettingName, settings } from "../../src/cli/Settings.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, run } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"

/**
 * How a setting is given: as a flag of a run over a Redis by its URL, as a variable of a run over SQLite, or as a variable of
 * a run over a Redis by its parts. What has no flag is a variable of the first one too.
 */
const ways = ["flag", "variable", "parts"] as const
type Way = (typeof ways)[number]

/** A request as the bookmaker sees it. */
interface Asked {
  readonly path: string
  readonly id: string
  readonly param: string | null
  readonly header: string | null
  readonly at: number
}

/** What a run has left behind. */
interface Seen {
  readonly way: Way
  readonly code: number | null
  readonly report: Report
  readonly asked: ReadonlyArray<Asked>
  /** The most requests that were in flight. */
  readonly peak: number
  /** Keys that the run wrote, with how many seconds they live. */
  readonly lives: ReadonlyMap<string, number>
}

/** Competitions that are answered once as many are in flight as may be, and a moment after. */
const HELD = ["1", "2", "3", "4", "5", "6"]
/** Competitions that are answered at once. */
const QUICK = ["7", "8", "9", "10", "11", "12", "13"]
/** The competition that is refused. */
const REFUSED = "14"
const CONCURRENCY = { flag: 3, variable: 2 } as const

const cwd = emptyFolder()
const FILE = join(cwd, "odds.sqlite")
const configFile = (name: string) => {
  const own = { competitions: { "x-own": name }, matches: { "x-own": name } }
  const path = join(cwd, `${name}.json`)
  writeFileSync(path, JSON.stringify({ headers: { live: own, upcoming: own }, params: { live: own, upcoming: own } }))
  return path
}

let server: Server
let proxy: HttpProxy
let redisByUrl: Running
let redisByParts: Running
interface Traffic {
  readonly list: Array<Asked>
  inFlight: number
  peak: number
}
/** What was asked by the run of each way, which is the first part of the path. */
const traffic = new Map<Way, Traffic>()

const USER = "user%41"
const PASSWORD = "pass/word@1"

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

const seen = new Map<Way, Seen>()

/** One setting: what it is given, by the ways in which it is given, and what is seen of it. */
interface Case {
  readonly given: { readonly [W in Way]?: () => string }
  readonly check: (seen: Seen) => void
}

/** The seconds that a key lives of which the name begins so. */
const lifeOf = ({ lives }: Seen, begin: RegExp) => [...lives].find(([key]) => begin.test(key))?.[1]

/** Expects requests to be sent no faster than a rate; the first of them is the listing. */
const expectRate = ({ asked }: Seen, rate: number) => {
  const times = asked.map(({ at }) => at)
  expect(times).toHaveLength(1 + HELD.length + QUICK.length + 1)
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(((times.length - 1) / rate) * 1000 * 0.9)
}

const either = <A>({ way }: Seen, flag: A, variable: A): A => (way === "flag" ? flag : variable)

/** Settings that a run of an extractor does not show here, and where they are tried. */
const elsewhere = {
  redisRestUrl: "test/adapters/redis-rest/command.test.ts",
  redisRestToken: "test/adapters/redis-rest/command.test.ts",
  redisCaFile: "test/adapters/redis/tls.test.ts",
  redisCertFile: "test/adapters/redis/tls.test.ts",
  redisKeyFile: "test/adapters/redis/tls.test.ts",
  metricsPort: "test/runtimes/telemetry.test.ts",
  metricsHost: "test/runtimes/telemetry.test.ts",
  collectorUrl: "test/runtimes/telemetry.test.ts",
  collectorHeaders: "test/runtimes/telemetry.test.ts",
  collectorProtocol: "test/runtimes/telemetry.test.ts",
  serviceName: "test/runtimes/telemetry.test.ts",
  resourceAttributes: "test/runtimes/telemetry.test.ts",
  metricsInterval: "test/runtimes/telemetry.test.ts",
  telemetryDisabled: "test/runtimes/telemetry.test.ts"
} as const satisfies { readonly [N in SettingName]?: string }

const cases: { readonly [N in Exclude<SettingName, keyof typeof elsewhere>]: Case } = {
  liveUrl: {
    given: { flag: () => `${server.url}/flag/live`, variable: () => `${server.url}/variable/live` },
    check: (seen) => {
      if (seen.way === "flag") expect(new Set(seen.asked.map(({ path }) => path))).toEqual(new Set(["/flag/live"]))
      else expect(seen.asked.map(({ path }) => path)).not.toContain("/variable/live")
    }
  },
  upcomingUrl: {
    given: {
      flag: () => `${server.url}/flag/upcoming`,
      variable: () => `http://bookmaker.invalid:${server.port}/variable/upcoming`
    },
    check: (seen) => {
      if (seen.way === "flag") expect(seen.asked.map(({ path }) => path)).not.toContain("/flag/upcoming")
      else expect(new Set(seen.asked.map(({ path }) => path))).toEqual(new Set(["/variable/upcoming"]))
    }
  },
  config: {
    given: { flag: () => configFile("as-flag"), variable: () => configFile("as-variable") },
    check: (seen) => {
      const own = either(seen, "as-flag", "as-variable")
      for (const { header, param } of seen.asked) expect([header, param]).toEqual([own, own])
    }
  },
  prefix: {
    given: { flag: () => "flagged", variable: () => "named" },
    check: (seen) => {
      const prefix = either(seen, "flagged", "named")
      expect(seen.report.prefix).toBe(prefix)
      for (const key of seen.lives.keys()) expect(key).toMatch(new RegExp(`^(BookieGamma_)?${prefix}-`))
    }
  },
  sqlitePath: {
    given: { variable: () => FILE },
    check: ({ lives, report }) => expect([...lives.keys()]).toContain(report.entries.created)
  },
  proxies: {
    given: {
      variable: () => `http://${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`
    },
    check: ({ asked }) => {
      expect(asked.length).toBeGreaterThan(0)
      expect(proxy.seen).toEqual({ passed: asked.length, refused: 0 })
    }
  },
  concurrency: {
    given: { flag: () => String(CONCURRENCY.flag), variable: () => String(CONCURRENCY.variable) },
    check: (seen) => expect(seen.peak).toBe(CONCURRENCY[either(seen, "flag", "variable")])
  },
  budget: {
    given: { flag: () => "600" },
    check: ({ report }) => {
      const [deadline] = publications().map((args) => Number(args[9]) - Date.parse(report.startedAt))
      expect(deadline, "a publication may take 5 s more").toBeGreaterThan(590_000)
      expect(deadline).toBeLessThan(690_000)
    }
  },
  rate: {
    given: { flag: () => "10", variable: () => "8" },
    check: (seen) => expectRate(seen, either(seen, 10, 8))
  },
  maxRequests: {
    given: { flag: () => "1000", parts: () => "2" },
    check: ({ asked, report, way }) => {
      expect(report.competitions.waiting).toBe(way === "flag" ? undefined : 1)
      if (way === "parts") expect(asked).toHaveLength(2)
    }
  },
  minCoverage: {
    given: { flag: () => "0.9", variable: () => "0.95" },
    check: (seen) => {
      // 13 of 14 are 0.929.
      expect(seen.report.verdict).toBe("partial")
      expect(seen.code).toBe(either(seen, 0, 75))
    }
  },
  suspended: {
    given: { flag: () => "withdraw", variable: () => "withdraw" },
    check: ({ report }) => expect(report.matches).toEqual({ seen: 13, kept: 12, rejected: { suspended: 1 } })
  },
  cacheExpiry: {
    given: { flag: () => "77", variable: () => "78" },
    check: (seen) => expect(lifeOf(seen, /odi_competition_ids/)).toBe(either(seen, 77, 78))
  },
  entryExpiry: {
    given: { flag: () => "111", variable: () => "112" },
    check: (seen) => expect(lifeOf(seen, /^BookieGamma_/)).toBe(either(seen, 111, 112))
  },
  redisUrl: {
    given: { flag: () => redisByUrl.url },
    check: ({ report }) => {
      expect(logins(redisByUrl)).toContain(`${USER} ${PASSWORD}`)
      expect(report.documents.created).toBe(12)
    }
  },
  redisHost: {
    given: { parts: () => "127.0.0.1" },
    check: () => expect(logins(redisByParts)).not.toEqual([])
  },
  redisPort: {
    given: { parts: () => String(redisByParts.port) },
    check: () => expect(logins(redisByParts)).not.toEqual([])
  },
  redisDb: {
    given: { parts: () => "7" },
    check: ({ report }) => expect(report.problem?.detail).toContain("database 7 cannot hold a search index")
  },
  redisUser: {
    given: { parts: () => USER },
    check: () => expect(logins(redisByParts)).toContain(`${USER} ${PASSWORD}`)
  },
  redisPass: {
    given: { parts: () => PASSWORD },
    check: () => expect(logins(redisByParts)).toContain(`${USER} ${PASSWORD}`)
  }
}

const names = Object.keys(cases) as ReadonlyArray<keyof typeof cases>

it.each(Object.entries(elsewhere))("the setting %s is tried in %s", (name, file) => {
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8")
  expect(text).toContain(settings[name as keyof typeof elsewhere].env)
})
/** Returns users and passwords that a Redis was given. */
const logins = ({ log }: Running) =>
  log.filter(({ name }) => /^(hello|auth)$/i.test(name)).map(({ args }) => args.join(" ").replace(/^.*AUTH /i, ""))

/** Returns the settings that are given in a way, with their values. */
const givenBy = (way: Way) =>
  names.flatMap((name) => {
    const value = cases[name].given[way]
    return value === undefined ? [] : [[settings[name], value()] as const]
  })

const livesInFile = (): ReadonlyMap<string, number> => {
  const database = new DatabaseSync(FILE)
  const rows = database.prepare("SELECT key, (expires - written) / 1000 AS seconds FROM kept").all()
  database.close()
  return new Map(rows.map(({ key, seconds }) => [String(key), Number(seconds)]))
}

/** Returns the arguments of the script that publishes. */
const publications = () =>
  redisByUrl.log.flatMap(({ args, name }) => (/^eval$/i.test(name) && args[1] === "2" ? [args] : []))

const livesInRedis = (created: string | null): ReadonlyMap<string, number> =>
  new Map([
    ...redisByUrl.log.flatMap(({ args: [key = "", , , seconds], name }) =>
      /^set$/i.test(name) ? [[key, Number(seconds)] as const] : []
    ),
    ...publications().map((args) => [String(created), Number(args[6])] as const)
  ])

const observe = async (way: Way) => {
  const given = givenBy(way)
  const flags = given.flatMap(([setting, value]) =>
    way === "flag" && "flag" in setting ? [`--${setting.flag}`, value] : []
  )
  const variables = given.flatMap(([setting, value]) =>
    way === "flag" && "flag" in setting ? [] : [[setting.env, value] as const]
  )
  const url = `${server.url}/${way}`
  const source = way === "variable" ? "upcoming" : "live"
  const { code, stderr, stdout } = await run(["btts", source, "--format", "json", ...flags], {
    cwd,
    env: {
      ...(way === "parts" && { BOOKIEGAMMA_LIVE_URL: url, BOOKIEGAMMA_UPCOMING_URL: url }),
      // Otherwise the run could be over before it has begun, on a loaded machine.
      ...(way !== "flag" && { BOOKIEGAMMA_BUDGET: "900" }),
      ...Object.fromEntries(variables)
    }
  })
  expect(stdout, stderr).not.toBe("")
  const report: Report = JSON.parse(stdout)
  const { list: requests, peak } = traffic.get(way)!
  const lives = way === "variable" ? livesInFile() : livesInRedis(report.entries.created)
  seen.set(way, { way, code, report, asked: requests, peak, lives })
}

/** Answers a request for a competition; those that are held wait until as many are in flight as may be. */
const answerFor = async (id: string, way: Way, those: Traffic) => {
  const matches = answerOf(match({ parent_match_id: Number(id), ...(id === "2" && { bet_status: "Suspended" }) }))
  if (way !== "flag" && way !== "variable") return Response.json(matches)
  if (id === REFUSED) return new Response("", { status: 403 })
  if (HELD.includes(id)) {
    while (those.peak < CONCURRENCY[way]) await sleep(10)
    await sleep(300)
  }
  return Response.json(matches)
}

const answer = async (request: Request) => {
  const { pathname, searchParams } = new URL(request.url)
  const way = ways.find((one) => pathname.startsWith(`/${one}`))!
  const those = traffic.get(way) ?? { list: [], inFlight: 0, peak: 0 }
  traffic.set(way, those)
  const id = searchParams.get("competition_id") ?? ""
  const own = { param: searchParams.get("x-own"), header: request.headers.get("x-own") }
  those.list.push({ path: pathname, id, at: performance.now(), ...own })
  if (id === "") return Response.json(listingOf(...(way === "parts" ? ["1", "2"] : [...HELD, ...QUICK, REFUSED])))
  those.peak = Math.max(those.peak, ++those.inFlight)
  const answered = await answerFor(id, way, those)
  those.inFlight--
  return answered
}

beforeAll(async () => {
  server = await serve(answer, { port: 0 })
  proxy = await serveProxy(`${USER}:${PASSWORD}`)
  redisByUrl = await serveRedis({ username: USER, password: PASSWORD })
  redisByParts = await serveRedis({ username: USER, password: PASSWORD })
  await Promise.all(ways.map(observe))
}, 120_000)
afterAll(() => Promise.all([server, proxy, redisByUrl, redisByParts].map((one) => one.close())))

describe.each(names)("the setting %s", (name) => {
  const { check, given } = cases[name]
  it.each(ways.filter((way) => given[way] !== undefined))("given as a %s reaches where it acts", (way) => {
    check(seen.get(way)!)
  })

  it("is given as a flag where it has one, but for the file where a Redis is used", () => {
    expect(Object.keys(given)).not.toEqual([])
    if ("flag" in settings[name]) expect(given.flag !== undefined).toBe(name !== "sqlitePath")
  })
})
