/**
 * A slow or unresponsive store: the run ends within its budget, started publications are finished, reports add up.
 */
import { describe, expect } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { withDeadline } from "../../src/extraction/withDeadline.ts"
import { OddsStore, StopSignal } from "../../src/index.ts"
import { keysOf } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { bookmaker, json, reportOf, timed } from "../helpers/virtualTime.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { documentOf, entryText, NOW } from "../suites/storeTest.ts"

const operations = ["cachedIds", "cacheIds", "note", "keepNote", "entriesOf", "change", "publish"] as const
type Operation = (typeof operations)[number]

const keys = keysOf("btts", "live")
const entry = `${keys.matchedPrefix}1`

/** Delays operations of the store by milliseconds; with `Infinity` they never end. */
const slow = (delays: Partial<Record<Operation, number>>) =>
  Effect.provide(
    Layer.effect(
      OddsStore,
      Effect.map(OddsStore, (store) => {
        const slowed = Object.entries(delays).map(([operation, millis]) => {
          const call = store[operation as Operation] as (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown>
          const delayed = (...args: ReadonlyArray<unknown>) =>
            Effect.andThen(millis === Infinity ? Effect.never : Effect.sleep(millis), call(...args))
          return [operation, delayed] as const
        })
        return { ...store, ...Object.fromEntries(slowed) } as OddsStore["Service"]
      })
    )
  )

const newServer = (...ids: ReadonlyArray<number>) =>
  bookmaker((competition) =>
    json(competition === "" ? listingOf("17") : answerOf(...ids.map((id) => match({ parent_match_id: id }))))
  )

/** Runs with match 1 known and a slow store. */
const run = Effect.fnUntraced(function* (delays: Partial<Record<Operation, number>>) {
  const probe = yield* StoreProbe
  yield* probe.putEntry(entry, entryText(documentOf(1)))
  const server = newServer(1, 2)
  const { millis, report } = yield* reportOf(server, { source: "live" }).pipe(slow(delays))
  return { millis, report, server, probe }
})

describe("a slow store", () => {
  timed("only makes the run longer if it stays within the budget", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* run({
        cachedIds: 500,
        cacheIds: 500,
        entriesOf: 500,
        change: 500,
        publish: 500
      })
      expect(report).toMatchObject({ verdict: "complete", documents: { updated: 1, created: 1 } })
      expect(millis).toBe(2000)
    })
  )

  timed("is asked for all extractors at once, so that three take no longer than one", () =>
    Effect.gen(function* () {
      const { millis } = yield* reportOf(newServer(1), {
        source: "live",
        extractors: ["three-way", "btts", "double-chance"]
      }).pipe(slow({ entriesOf: 2000 }))
      expect(millis).toBe(2000)
    })
  )

  timed("gets deadlines: for changes the budget, for a publication 5 s more", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      yield* probe.putEntry(entry, entryText(documentOf(1)))
      const deadlines: Record<string, number | undefined> = {}
      const start = yield* monotonicMillis
      yield* reportOf(newServer(1, 2), { source: "live" }).pipe(
        Effect.updateService(OddsStore, (store) => ({
          ...store,
          change: (market, changes, options) => {
            deadlines.change = options.deadline
            return store.change(market, changes, options)
          },
          publish: (publish) => {
            deadlines.publish = publish.deadline
            return store.publish(publish)
          }
        }))
      )
      expect(deadlines).toStrictEqual({ change: start + 16_000, publish: start + 25_000 })
    })
  )

  timed("is not asked for what would begin at its deadline or after it", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const now = yield* monotonicMillis
      for (const ahead of [-1, 0, 1]) {
        yield* Effect.exit(withDeadline(now + ahead, "read")(Effect.sync(() => asked.push(ahead))))
      }
      expect(asked).toStrictEqual([1])
    })
  )

  timed("does not change the documents' dates, which are those of the run's start", () =>
    Effect.gen(function* () {
      const { probe, report } = yield* run({ cachedIds: 1500 })
      const [document] = JSON.parse((yield* probe.published(report.entries.created!))!.text)
      expect(document.create_date).toBe(1_795_456_800)
      expect(report.entries.created).toBe(`${keys.publishedPrefix}1795456801-0`)
    })
  )

  timed("uses up budget while it is opened, and the report has the real start of the run", () =>
    Effect.gen(function* () {
      const startedAt = NOW - 5000
      const { millis, report } = yield* reportOf(newServer(1), { source: "live", spent: "5 seconds" }).pipe(
        slow({ entriesOf: Infinity })
      )
      expect(millis).toBe(15_000)
      expect(report.startedAt).toBe(new Date(startedAt).toISOString())
    })
  )

  timed("that never ends a lookup leaves all documents unstored, and the run ends with its budget", () =>
    Effect.gen(function* () {
      const { millis, probe, report } = yield* run({ entriesOf: Infinity })
      expect(millis).toBe(20_000)
      expect(report).toMatchObject({ verdict: "store-failed", documents: { updated: 0, created: 0, unstored: 2 } })
      expect(yield* probe.stream(keys.stream)).toStrictEqual([])
    })
  )

  timed("that does not answer is said with the time that it had", () =>
    Effect.gen(function* () {
      const { report: lookup } = yield* run({ entriesOf: Infinity })
      expect(lookup.problem?.detail).toBe("the store did not answer within the run's budget; see --budget")
      const { report: cache } = yield* run({ cachedIds: Infinity })
      expect(cache.problem?.detail).toBe("the store did not answer within a tenth of the run's budget; see --budget")
    })
  )

  timed("that never ends an update leaves known documents unstored, and new ones are published within the budget", () =>
    Effect.gen(function* () {
      const { millis, probe, report } = yield* run({ change: Infinity })
      expect(millis).toBeLessThan(20_000)
      expect(report).toMatchObject({ verdict: "store-failed", documents: { updated: 0, created: 1, unstored: 1 } })
      expect(yield* probe.stream(keys.stream)).toHaveLength(1)
    })
  )

  timed("that never ends one of several updates counts those that it has finished", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const id of [1, 2, 3]) yield* probe.putEntry(`${keys.matchedPrefix}${id}`, entryText(documentOf(id)))
      const server = newServer(1, 2, 3, 4)
      const { report } = yield* reportOf(server, { source: "live" }).pipe(
        Effect.updateService(OddsStore, (store) => ({
          ...store,
          change: (market, changes, options) =>
            Effect.andThen(store.change(market, changes.slice(1), options), Effect.never)
        }))
      )
      expect(report).toMatchObject({ verdict: "store-failed", documents: { updated: 2, created: 1, unstored: 1 } })
      expect(report.entries.updated).toHaveLength(2)
    })
  )

  for (const operation of ["cachedIds", "cacheIds"] as const) {
    timed(`that never ends ${operation} delays the run by at most a tenth of its budget; all is stored`, () =>
      Effect.gen(function* () {
        const { millis, report } = yield* run({ [operation]: Infinity })
        expect(report).toMatchObject({
          verdict: "store-failed",
          documents: { updated: 1, created: 1, unstored: 0 }
        })
        expect(millis).toBe(2000)
      })
    )
  }

  timed("in all operations does not make the run exceed its budget", () =>
    Effect.gen(function* () {
      const all = { cachedIds: 6000, cacheIds: 6000, entriesOf: 9000, change: 10_000, publish: 6000 }
      const { millis, report } = yield* run(all)
      expect(report).toMatchObject({ verdict: "store-failed", documents: { updated: 0, created: 0, unstored: 2 } })
      expect(millis).toBe(20_000)
    })
  )
})

/** Asks a run to stop some milliseconds after its start. */
const stopAfter = (millis: number) =>
  Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
    const stop = yield* Deferred.make<void>()
    yield* Effect.forkChild(Effect.andThen(Effect.sleep(millis), Deferred.succeed(stop, undefined)))
    return yield* Effect.provideService(effect, StopSignal, Deferred.await(stop))
  })

describe("a run that is asked to stop while its store", () => {
  for (const operation of operations) {
    timed(`never ends ${operation} ends within 1.5 s, as interrupted`, () =>
      Effect.gen(function* () {
        const { millis, report } = yield* run({ [operation]: Infinity }).pipe(stopAfter(500))
        expect(report.verdict).toBe("interrupted")
        expect(millis).toBeLessThanOrEqual(2000)
      })
    )
  }

  timed("is slow in all operations ends within 1.5 s, and publishes new documents if there is time", () =>
    Effect.gen(function* () {
      const { millis, probe, report } = yield* run({ note: 5000, entriesOf: 600, change: 5000, publish: 100 }).pipe(
        stopAfter(500)
      )
      expect(millis).toBeLessThanOrEqual(2000)
      expect(report).toMatchObject({ verdict: "interrupted", documents: { updated: 0, created: 1, unstored: 1 } })
      expect(yield* probe.stream(keys.stream)).toHaveLength(1)
    })
  )

  timed("never ends the last note after a slow lookup ends within 1.5 s: each step is counted from the signal", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* run({ entriesOf: 1400, keepNote: Infinity }).pipe(stopAfter(500))
      expect(report.verdict).toBe("interrupted")
      expect(millis).toBeLessThanOrEqual(2000)
    })
  )

  timed("still stores everything has the verdict interrupted", () =>
    Effect.gen(function* () {
      const { report } = yield* run({ change: 500, publish: 500 }).pipe(stopAfter(200))
      expect(report).toMatchObject({
        verdict: "interrupted",
        documents: { updated: 1, created: 1, unstored: 0 },
        problem: { step: "run", reason: "interrupted" }
      })
    })
  )
})

describe("a publication", () => {
  timed("that was started in time is finished, even if the budget ends meanwhile", () =>
    Effect.gen(function* () {
      const { millis, probe, report } = yield* run({ entriesOf: 19_000, publish: 3000 })
      expect(millis).toBe(22_000)
      expect(report).toMatchObject({ verdict: "complete", documents: { updated: 1, created: 1, unstored: 0 } })
      expect(yield* probe.stream(keys.stream)).toHaveLength(1)
    })
  )

  timed("that never ends is given up 5 s after the budget: its documents are unstored", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* run({ publish: Infinity })
      expect(millis, "the budget, and 5 s").toBe(25_000)
      expect(report).toMatchObject({ verdict: "store-failed", documents: { updated: 1, created: 0, unstored: 1 } })
    })
  )
})
