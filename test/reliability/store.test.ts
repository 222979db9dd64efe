/**
 * The store dies in the middle of a run, at every command: the run ends in time, says so or has got over it, and
 * accounts for everything; what is in the store is whole.
 */
import { Effect, Layer, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { RedisOddsStore } from "../../adapters/redis/index.ts"
import { freePort, good, serveWithFaults } from "../../mocks/faults/index.ts"
import { type Running, serve } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { layerFailed } from "../../src/store/OddsStore.ts"
import { commandHttp, extractAsCommand } from "../helpers/commandHttp.ts"
import { watchHeldUp } from "../helpers/heldUp.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { isQuick, isRuntimePart } from "../helpers/testClasses.ts"
import { documentOf, entryText } from "../suites/storeTest.ts"
import { pooled } from "./faultRun.ts"
import { expectWhole, inRedis, keys, withRedis } from "./storeContents.ts"

/** For runs that get over it, and for those that wait to the end; a run of which the machine took a quarter has twice as much again. */
const AMPLE_SECONDS = 10
const SHORT_SECONDS = 2
const MOST_SECONDS = 80
/** The command that publishes: what was begun by it is finished, within reason. */
const PUBLISHES = "EVAL"
const GRACE_SECONDS = 5
const MARGIN_SECONDS = 1.5
/** Runs at once: few where they compute, many where they wait. */
const AT_ONCE = { [AMPLE_SECONDS]: 4, [SHORT_SECONDS]: 16 }
/** At which of the commands the store dies: at every one; with `npm test` at every second, on Bun and Deno at every fourth. */
const STEP = isRuntimePart ? 4 : isQuick ? 2 : 1
const WHICH = { 1: "every", 2: "every second", 4: "every fourth" }[STEP]
const MATCHES = [3, 2, 0, 1]
const matchIds = MATCHES.flatMap((count, at) =>
  Array.from({ length: count }, (_, index) => (at + 1) * 1000 + index + 1)
)

/** Runs once against a store at a URL, as the command does; the seconds are without those that the machine took. */
const run = async (
  bookmaker: string,
  url: string,
  budgetSeconds: number
): Promise<{ readonly report: Report; readonly seconds: number; readonly isHeldUp: boolean }> => {
  const store = RedisOddsStore.layer(Redacted.make(url)).pipe(Layer.catch((error) => layerFailed(error)))
  const options = {
    extractors: ["btts" as const],
    source: "live" as const,
    period: 0 as const,
    budget: `${budgetSeconds} seconds` as const,
    entryExpiry: "1 hour" as const,
    bookmaker: { live: bookmaker, upcoming: bookmaker }
  }
  const timed = Effect.gen(function* () {
    const began = performance.now()
    const heldUp = watchHeldUp()
    const [extracted] = yield* extractAsCommand(options)
    const millis = performance.now() - began
    const held = heldUp()
    const isHeldUp = held > budgetSeconds * 250 && budgetSeconds < MOST_SECONDS
    return { report: extracted!.report, seconds: (millis - held) / 1000, isHeldUp }
  })
  const ended = await Effect.runPromise(timed.pipe(Effect.provide(Layer.merge(commandHttp, store))))
  expectSums(ended.report)
  return ended
}

/** A store in which one match is known, of an earlier run. */
const settled = async () => {
  const server = await serve({ indexingDelay: 0, port: await freePort() })
  const script = { matches: MATCHES, listing: good, competitions: {} }
  const bookmaker = await serveWithFaults(script, { odds: () => "2.000002" })
  const key = `${keys.matchedPrefix}00000000-0000-4000-8000-000000000001`
  const known = documentOf(matchIds[0]!, { odds: "2.000001" })
  await withRedis(server.url, (send) => send("JSON.SET", key, "$", entryText(known)))
  return { server, bookmaker }
}

/** What happens to a server when a command comes; what comes after may be another server on the same port. */
interface Death {
  readonly title: string
  readonly strike: (server: Running, replace: (next: Promise<Running>) => void) => "drop" | undefined
  /** Whether the data lives on, so that it can be looked at. */
  readonly survives: boolean
  readonly budgetSeconds: typeof AMPLE_SECONDS | typeof SHORT_SECONDS
}

const deaths: ReadonlyArray<Death> = [
  {
    title: "loses the connection before it runs a command",
    survives: true,
    budgetSeconds: AMPLE_SECONDS,
    strike: () => "drop"
  },
  {
    title: "loses all connections and a command's reply",
    survives: true,
    budgetSeconds: AMPLE_SECONDS,
    strike: (server) => {
      server.kill()
      return undefined
    }
  },
  {
    title: "is replaced by an empty one",
    survives: false,
    budgetSeconds: AMPLE_SECONDS,
    strike: (server, replace) => {
      replace(server.close().then(() => serve({ port: server.port })))
      return "drop"
    }
  },
  {
    title: "is gone for good",
    survives: false,
    budgetSeconds: SHORT_SECONDS,
    strike: (server) => {
      void server.close()
      return "drop"
    }
  }
]

const countCommands = async (): Promise<number> => {
  const { bookmaker, server } = await settled()
  const before = server.seen.total
  const { report } = await run(bookmaker.url, server.url, MOST_SECONDS)
  expect(report).toMatchObject({ verdict: "complete", documents: { updated: 1, created: matchIds.length - 1 } })
  const commands = server.seen.total - before
  await bookmaker.close()
  await server.close()
  return commands
}

describe(`on ${runtime.name}, a Redis that`, () => {
  it.each(deaths)(
    `$title, at ${WHICH} command, leaves nothing half done, and the run ends in time`,
    async ({ budgetSeconds, strike, survives, title }) => {
      const began = performance.now()
      const commands = await countCommands()
      // Where some are left out, another death has those.
      const first = deaths.findIndex((death) => death.title === title)
      expect(commands).toBeGreaterThan(5)
      const ended = await pooled(
        Array.from({ length: commands }, (_, index) => index).filter((nth) => (nth + first) % STEP === 0),
        AT_ONCE[budgetSeconds],
        async function tried(
          nth,
          seconds: number = budgetSeconds
        ): Promise<{ verdict: Report["verdict"]; isStruck: boolean }> {
          const { bookmaker, server } = await settled()
          let replaced: Promise<Running> | undefined
          let left = nth
          let struck = ""
          server.faults.onCommand = ({ name }) => {
            if (left-- !== 0) return undefined
            struck = name
            return strike(server, (next) => {
              replaced = next
            })
          }
          const ended = await run(bookmaker.url, server.url, seconds)
          const { report } = ended
          const shown = `${title}, at command ${nth}, ${struck}: ${JSON.stringify(report)}`
          const grace = struck === PUBLISHES ? GRACE_SECONDS : 0
          expect(ended.seconds, shown).toBeLessThan(seconds + grace + MARGIN_SECONDS)
          server.faults.onCommand = undefined
          if (survives) {
            const runs = expectWhole(await inRedis(server.url), matchIds)
            expect(runs.length, shown).toBe(report.entries.created === null ? 0 : 1)
          } else if (replaced !== undefined) {
            // What the run had stored before is gone with the old one; what it stored after must be whole.
            const { dangling, everlasting, published } = await inRedis((await replaced).url)
            expect([dangling, everlasting], shown).toStrictEqual([[], []])
            expect(published.length, shown).toBeLessThanOrEqual(1)
          }
          await bookmaker.close()
          await (replaced === undefined ? server.close() : (await replaced).close())
          const isShort = struck === "" || report.matches.kept < matchIds.length
          if (isShort && ended.isHeldUp) return tried(nth, seconds * 2)
          // How often a run asks whether an index is ready differs; one that never came so far met no harm.
          const unharmed = struck === "" && budgetSeconds === AMPLE_SECONDS
          expect(unharmed ? ["complete"] : ["complete", "store-failed"], shown).toContain(report.verdict)
          if (budgetSeconds === AMPLE_SECONDS) expect(report.matches.kept, shown).toBe(matchIds.length)
          return { verdict: report.verdict, isStruck: struck !== "" }
        }
      )
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      const struck = ended.filter(({ isStruck }) => isStruck)
      const complete = struck.filter(({ verdict }) => verdict === "complete").length
      console.log(`a Redis ${title}, on ${runtime.name}: ${struck.length} runs, ${complete} complete, ${seconds} s`)
      expect(struck.length).toBeGreaterThan(commands / STEP / 2)
    },
    120_000
  )
})
