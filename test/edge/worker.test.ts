/**
 * The worker of examples/edge in workerd, as it is deployed: its triggers, what it stores, and what it does where a run goes wrong.
 */
import { describe, expect, it, vi } from "vitest"
import { configuration } from "../../examples/edge/local.ts"
import { Runner } from "../../examples/edge/worker.ts"
import { SimulatedBookmaker } from "../../mocks/index.ts"
import { extractors } from "../../src/index.ts"
import { until, withWorker } from "../helpers/edge.ts"
import { startOfToday } from "../helpers/startOfToday.ts"

const path = "examples/edge/worker.ts"
const cron = "*/5 * * * *"
/** Few competitions, since each is asked for at each run. */
const world = SimulatedBookmaker.make({ seed: 7, now: startOfToday, competitions: 10 })

it("wrangler.jsonc has a run for each trigger, and a trigger for each run", async () => {
  const { triggers, vars } = await configuration()
  expect(Object.keys(vars.RUNS as object).sort()).toStrictEqual([...triggers.crons].sort())
})

describe("a trigger", () => {
  it("stores the odds of all extractors, logs each as a JSON line, and leaves nothing behind", async () => {
    let requests = 0
    const answer = (request: Request) => {
      requests++
      return world(request)
    }
    await withWorker({ path, answer }, async ({ fire, log, redis }) => {
      expect(await fire(cron)).toBe("ok")
      const asked = requests
      expect(log()).toHaveLength(extractors.length)
      for (const line of log()) {
        expect(line).toMatchObject({ level: "info", source: "upcoming", verdict: "complete", warnings: {} })
        expect(line.entry).toMatch(/^BookieGamma_lst-[A-Z_]+_upcoming:\d+-0$/)
      }
      await until(() => redis.seen.connections > 0 && redis.open() === 0)
      expect(requests).toBe(asked)
      // A reply that is an error is known as one, whatever a bundler has made of the names of classes: that an index is missing is
      // said when it is looked at and when it is to be made, and nothing is asked again and again.
      expect(redis.seen.commands.get("ft.create")).toBe(extractors.length)
      for (const [index] of redis.log.filter(({ name }) => name === "FT.CREATE").map(({ args }) => args)) {
        const asks = redis.log.filter(({ args, name }) => args[0] === index && /^FT\.(INFO|CREATE)$/.test(name))
        expect(asks.findIndex(({ name }) => name === "FT.CREATE")).toBeLessThanOrEqual(2)
      }
    })
  })

  it("warns of nothing at the second run and at the twelfth, in the same isolate", async () => {
    await withWorker({ path, answer: world }, async ({ fire, log }) => {
      for (let run = 0; run < 12; run++) expect(await fire(cron)).toBe("ok")
      expect(log()).toHaveLength(12 * extractors.length)
      expect(log().filter(({ level }) => level !== "info")).toStrictEqual([])
    })
  })

  it("runs beside those of other sources and days in one isolate, each with its own result", async () => {
    const RUNS = {
      "* * * * *": { source: "live", period: 0 },
      [cron]: { source: "upcoming", period: 0 },
      "*/9 * * * *": { source: "upcoming", period: 4 }
    }
    await withWorker({ path, answer: world, bindings: { RUNS } }, async ({ fire, log, redis }) => {
      expect(await Promise.all(Object.keys(RUNS).map(fire))).toStrictEqual(["ok", "ok", "ok"])
      await until(() => log().length >= 9)
      expect(log().map(({ verdict }) => verdict)).toStrictEqual(Array(9).fill("complete"))
      expect(new Set(log().map(({ entry }) => entry)).size).toBe(9)
      await until(() => redis.open() === 0)
    })
  })

  it("fails, with errors in the log, where the bookmaker refuses", async () => {
    const answer = () => new Response("{}", { status: 403 })
    await withWorker({ path, answer }, async ({ fire, log }) => {
      expect(await fire(cron)).toBe("exception")
      expect(log().map(({ level, verdict }) => [level, verdict])).toStrictEqual(
        extractors.map(() => ["error", "blocked"])
      )
    })
  })

  // The bundle leaves out the table of commands, of which the client takes AUTH where it does not log in by HELLO.
  it("logs in at a Redis with a password", async () => {
    await withWorker({ path, answer: world, password: "p@ss/word" }, async ({ fire, log }) => {
      expect(await fire(cron)).toBe("ok")
      expect(log().map(({ verdict }) => verdict)).toEqual(extractors.map(() => "complete"))
    })
  })

  it("fails where the Redis cannot be reached, and says so without its password", async () => {
    const bindings = { REDIS_URL: "redis://user:secret-word@127.0.0.1:1", BOOKIEGAMMA_BUDGET: 2 }
    await withWorker({ path, answer: world, bindings }, async ({ fire, lines, log }) => {
      expect(await fire(cron)).toBe("exception")
      expect(log().some(({ level, verdict }) => level === "error" && verdict === "store-failed")).toBe(true)
      expect(lines.join()).not.toContain("secret-word")
    })
  })

  it.each([
    ["BOOKIEGAMMA_UPCOMING_URL", "secret-word", "BOOKIEGAMMA_UPCOMING_URL"],
    ["BOOKIEGAMMA_CONCURRENCY", 51, 'got 51 at ["BOOKIEGAMMA_CONCURRENCY"]'],
    ["RUNS", {}, "RUNS has no entry for the trigger */5 * * * *"],
    [
      "RUNS",
      { [cron]: { source: "live", period: 0, everySeconds: 0 } },
      "RUNS, at the trigger */5 * * * *: Expected seconds"
    ],
    ["BOOKIEGAMMA_CONFIG", '{ "headers": "secret-word" }', "BOOKIEGAMMA_CONFIG"],
    ["REDIS_URL", "secret-word", "REDIS_URL"]
  ])("fails where %s is wrong, and says what is, without the value", async (name, value, says) => {
    await withWorker({ path, answer: world, bindings: { [name]: value } }, async ({ fire, lines, log }) => {
      expect(await fire(cron)).toBe("exception")
      expect(log()).toMatchObject([{ level: "error", message: expect.stringContaining(says) }])
      expect(lines.join()).not.toContain("secret-word")
    })
  })

  it("sends no more requests than BOOKIEGAMMA_MAX_REQUESTS, and the next one asks for the next part", async () => {
    const asked: Array<string> = []
    const wide = SimulatedBookmaker.make({ seed: 7, now: startOfToday })
    const answer = (request: Request) => {
      asked.push(new URL(request.url).searchParams.get("competition_id") ?? "")
      return wide(request)
    }
    const bindings = { BOOKIEGAMMA_MAX_REQUESTS: 20 }
    await withWorker({ path, answer, bindings }, async ({ fire, log }) => {
      for (let run = 1; run <= 2; run++) {
        expect(await fire(cron)).toBe("ok")
        expect(asked.length).toBeLessThanOrEqual(20 * run)
        expect(log().at(-1)).toMatchObject({
          level: "info",
          verdict: "partial",
          competitions: { part: { number: run } }
        })
      }
      // All of them, and the list once; none twice.
      expect(new Set(asked).size).toBe(asked.length)
      const { listed = 0, virtual = 0 } = log()[0]?.competitions ?? {}
      expect(asked.length).toBe(1 + listed - virtual)
    })
  })

  it("that fires while the last run is going misses its turn, and says so", async () => {
    let release = () => {}
    let isHeld = false
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const answer = async (request: Request) => {
      isHeld = true
      await held
      return world(request)
    }
    await withWorker({ path, answer }, async ({ fire, log }) => {
      const first = fire(cron)
      await until(() => isHeld)
      expect(await fire(cron)).toBe("ok")
      expect(log()).toMatchObject([{ level: "warn", message: expect.stringContaining("is missed") }])
      release()
      expect(await first).toBe("ok")
      expect(log()).toHaveLength(1 + extractors.length)
    })
  })
})

/** The storage of a Durable Object that has a schedule. */
const storageOf = ({ until }: { readonly until: number }) => {
  const kept = new Map<string, unknown>([
    ["schedule", { source: "live", period: 0, everySeconds: 1 }],
    ["until", until]
  ])
  const alarms: Array<number> = []
  const storage = {
    get: async <A>(key: string) => kept.get(key) as A | undefined,
    put: async (key: string, value: unknown) => void kept.set(key, value),
    getAlarm: async () => alarms.at(-1) ?? null,
    setAlarm: async (at: number) => void alarms.push(at)
  }
  return { alarms, kept, storage }
}

describe("with everySeconds, a trigger", () => {
  const every = (seconds: number) => ({ RUNS: { [cron]: { source: "live", period: 0, everySeconds: seconds } } })

  it("has an alarm run the extractors again and again", async () => {
    await withWorker({ path, answer: world, bindings: every(1) }, async ({ fire, log }) => {
      expect(await fire(cron)).toBe("ok")
      // A run has the second until the next one: on a loaded machine some are not complete.
      await until(() => log().filter(({ verdict }) => verdict === "complete").length >= 3 * extractors.length)
    })
  })

  it("is needed for alarms to go on: they end after the last one", async () => {
    const { alarms, kept, storage } = storageOf({ until: Date.now() - 1 })
    const runner = new Runner({ storage }, { RUNS: {}, RUNNER: { idFromName: () => "", get: () => ({ fetch }) } })
    await runner.alarm()
    expect(alarms).toStrictEqual([])
    const body = JSON.stringify({ source: "live", period: 0, everySeconds: 1 })
    await runner.fetch(new Request("http://runner", { method: "POST", body }))
    expect(alarms).toHaveLength(1)
    expect(kept.get("until")).toBeGreaterThan(Date.now() + 60_000)
  })

  it("has alarms miss their turns while a run goes on, and not follow it at once", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 })
    try {
      const { alarms, storage } = storageOf({ until: 2_000_000 })
      for (const takes of [999, 1000, 2500]) {
        const [from, before] = [Date.now(), alarms.length]
        const ownKeys = () => {
          vi.setSystemTime(from + takes)
          return []
        }
        const env = new Proxy({ RUNS: {} }, { ownKeys })
        await new Runner({ storage }, env).alarm()
        expect(alarms.slice(before).map((at) => at - from)).toStrictEqual(
          { 999: [1000], 1000: [1000, 2000], 2500: [1000, 3000] }[takes]
        )
      }
    } finally {
      vi.useRealTimers()
    }
  })

  it("fails where a run by alarm broke off, and the alarm goes on and does not fail", async () => {
    const { alarms, kept, storage } = storageOf({ until: Date.now() + 60_000 })
    const env = new Proxy(
      { RUNS: {} },
      {
        ownKeys: () => {
          throw new TypeError("no bindings")
        }
      }
    )
    await new Runner({ storage }, env).alarm()
    expect(alarms).toHaveLength(1)
    expect(kept.get("failures")).toStrictEqual(["the run broke off: TypeError: no bindings"])
  })

  it("fails where a run since the last one was not good, and goes on", async () => {
    let isDown = true
    const answer = (request: Request) => (isDown ? new Response("{}", { status: 403 }) : world(request))
    await withWorker({ path, answer, bindings: every(1) }, async ({ fire, log }) => {
      expect(await fire(cron)).toBe("ok")
      await until(() => log().some(({ verdict }) => verdict === "blocked"))
      isDown = false
      await until(() => log().some(({ verdict }) => verdict === "complete"))
      expect(await fire(cron)).toBe("exception")
      // If the machine did not leave a run its second, that is reported first.
      for (let outcome = ""; outcome !== "ok"; ) {
        const before = log().length
        await until(() => log().length >= before + extractors.length)
        outcome = await fire(cron)
      }
    })
  })
})
