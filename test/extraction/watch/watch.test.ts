/**
 * Watched sources, in virtual time: when runs begin, what becomes of those that take too long, and how it all ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Duration, Effect, Fiber, Latch, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { RunOptions } from "../../../src/extraction/RunOptions.ts"
import { StopSignal } from "../../../src/extraction/Shutdown.ts"
import type { WatchEvent } from "../../../src/extraction/watch/WatchEvent.ts"
import { type WatchedSource, type WatchOptions, watch } from "../../../src/extraction/watch/watch.ts"

/** What happened, with the milliseconds since the beginning. */
type Timed = WatchEvent & { readonly millis: number }

const live: WatchedSource = { extractors: ["btts"], source: "live", period: 0, every: "20 seconds" }

/** Watches for a time in steps of 100 ms, then gives the stop signal and 3 s more; returns all events. */
const watchFor = Effect.fnUntraced(function* (
  duration: Duration.Input,
  sources: ReadonlyArray<WatchedSource>,
  run: (options: RunOptions) => Effect.Effect<void>,
  options: WatchOptions = {}
) {
  const stop = yield* Deferred.make<void>()
  const events: Array<Timed> = []
  const begin = yield* Clock.currentTimeMillis
  const watching = watch((given) => Effect.as(run(given), []), sources, options).pipe(
    Stream.runForEach((event) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        events.push({ ...event, millis: now - begin })
      })
    ),
    Effect.provideService(StopSignal, Deferred.await(stop))
  )
  const fiber = yield* Effect.forkChild(watching, { startImmediately: true })
  const steps = Duration.toMillis(duration) / 100
  for (let step = 0; step < steps; step++) yield* TestClock.adjust(100)
  yield* Deferred.succeed(stop, undefined)
  for (let step = 0; step < 30; step++) yield* TestClock.adjust(100)
  const isOver = fiber.pollUnsafe() !== undefined
  if (isOver) yield* Fiber.join(fiber)
  else yield* Fiber.interrupt(fiber)
  return { events, isOver }
})

const timesOf = (events: ReadonlyArray<Timed>, tag: WatchEvent["_tag"], index = 0) =>
  events.filter((event) => event._tag === tag && event.watched.index === index).map(({ millis }) => millis)

describe("a watched source", () => {
  it.effect("runs at once, and then at multiples of its interval, however long its runs take", () =>
    Effect.gen(function* () {
      let nth = 0
      const { events, isOver } = yield* watchFor("200 seconds", [live], () =>
        Effect.sleep(Duration.millis((nth++ * 3700) % 15_000))
      )
      const started = timesOf(events, "RunStarted")
      assert.deepStrictEqual(started, Array.from({ length: 11 }, (_, turn) => turn * 20_000).slice(0, started.length))
      assert.strictEqual(started.length >= 10, true)
      const announced = events.flatMap((event) => (event._tag === "NextRun" ? [event.at] : []))
      assert.deepStrictEqual(
        announced.slice(0, 10),
        started.slice(0, 10),
        "each is announced when the one before has ended"
      )
      assert.deepStrictEqual(timesOf(events, "TurnsMissed"), [])
      assert.strictEqual(isOver, true)
    })
  )

  it.effect("is not run twice at once: a turn that comes meanwhile is missed and reported", () =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      let nth = 0
      const run = () =>
        Effect.gen(function* () {
          most = Math.max(most, ++running)
          yield* Effect.sleep(nth++ === 1 ? "20500 millis" : "1 second")
          running--
        })
      const { events } = yield* watchFor("100 seconds", [{ ...live, budget: "16 seconds" }], run)
      assert.strictEqual(most, 1)
      assert.deepStrictEqual(timesOf(events, "RunStarted"), [0, 20_000, 60_000, 80_000, 100_000])
      const missed = events.filter((event) => event._tag === "TurnsMissed")
      assert.deepStrictEqual(
        missed.map(({ count, millis }) => [count, millis]),
        [[1, 40_500]]
      )
    })
  )

  it.effect("is abandoned 5.5 s past its budget, with where it stood, and runs again at its turn", () =>
    Effect.gen(function* () {
      let nth = 0
      let isInterrupted = false
      const stands = Effect.never.pipe(
        Effect.withSpan("store.publish"),
        Effect.onInterrupt(() =>
          Effect.sync(() => {
            isInterrupted = true
          })
        ),
        Effect.withSpan("run")
      )
      const { events } = yield* watchFor("60 seconds", [{ ...live, budget: "10 seconds" }], () =>
        nth++ === 0 ? stands : Effect.void
      )
      const abandoned = events.filter((event) => event._tag === "RunAbandoned")
      assert.deepStrictEqual(
        abandoned.map(({ durationMillis, millis, reason, where }) => ({ durationMillis, millis, reason, where })),
        [{ durationMillis: 15_500, millis: 15_500, reason: "overstayed", where: ["run > store.publish"] }]
      )
      assert.match(abandoned[0]?.traceId ?? "", /^[0-9a-f]{32}$/)
      assert.strictEqual(isInterrupted, true)
      assert.deepStrictEqual(timesOf(events, "RunStarted").slice(0, 3), [0, 20_000, 40_000])
      assert.deepStrictEqual(timesOf(events, "RunEnded").slice(0, 2), [20_000, 40_000])
    })
  )

  it.effect("that cannot be interrupted is abandoned too", () =>
    Effect.gen(function* () {
      let nth = 0
      const { events, isOver } = yield* watchFor("30 seconds", [{ ...live, budget: "10 seconds" }], () =>
        nth++ === 0 ? Effect.uninterruptible(Effect.sleep("1 hour")) : Effect.void
      )
      assert.deepStrictEqual(timesOf(events, "RunAbandoned"), [15_500])
      assert.deepStrictEqual(timesOf(events, "RunEnded"), [20_000])
      assert.strictEqual(isOver, true)
    })
  )

  it.effect("whose run dies is reported as died, and runs again; others are not affected", () =>
    Effect.gen(function* () {
      const upcoming: WatchedSource = { ...live, source: "upcoming" }
      const { events } = yield* watchFor("50 seconds", [live, upcoming], ({ source }) =>
        source === "live" ? Effect.die(new Error("a fault")) : Effect.void
      )
      const died = events.filter((event) => event._tag === "RunAbandoned")
      assert.deepStrictEqual(
        died.map(({ millis, reason }) => [millis, reason]),
        [
          [0, "died"],
          [20_000, "died"],
          [40_000, "died"]
        ]
      )
      assert.include(died[0]?.where[0], "a fault")
      assert.deepStrictEqual(timesOf(events, "RunEnded", 1), [5000, 25_000, 45_000])
    })
  )

  it.effect("has a budget of its interval less the time of a late publication", () =>
    Effect.gen(function* () {
      const budgets: Array<unknown> = []
      yield* watchFor("1 second", [{ ...live, budget: "20 seconds" }], ({ budget }) =>
        Effect.sync(() => {
          budgets.push(budget)
        })
      )
      assert.deepStrictEqual(
        budgets.map((budget) => Duration.toSeconds(budget as Duration.Duration)),
        [15]
      )
    })
  )

  it.effect("does not run while the gate is closed, and misses nothing; then it runs at its next turn", () =>
    Effect.gen(function* () {
      const gate = Latch.makeUnsafe(true)
      yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* Effect.sleep("30 seconds")
          yield* gate.close
          yield* Effect.sleep("45 seconds")
          yield* gate.open
        })
      )
      const { events } = yield* watchFor("105 seconds", [live], () => Effect.void, { gate })
      assert.deepStrictEqual(timesOf(events, "RunStarted"), [0, 20_000, 80_000, 100_000])
      assert.deepStrictEqual(timesOf(events, "TurnsMissed"), [])
    })
  )

  it.effect("calls `beforeRun` before each run", () =>
    Effect.gen(function* () {
      const done: Array<string> = []
      const beforeRun = Effect.sync(() => {
        done.push("before")
      })
      const run = () =>
        Effect.sync(() => {
          done.push("run")
        })
      yield* watchFor("25 seconds", [live], run, { beforeRun })
      assert.deepStrictEqual(done, ["before", "run", "before", "run"])
    })
  )

  it.effect("ends at the stop signal while it waits, and 1.9 s after it where a run stands still", () =>
    Effect.gen(function* () {
      const waiting = yield* watchFor("5 seconds", [live], () => Effect.void)
      assert.strictEqual(waiting.isOver, true)
      const standing = yield* watchFor("5 seconds", [live], () => Effect.never)
      assert.deepStrictEqual(timesOf(standing.events, "RunAbandoned"), [6900])
      assert.strictEqual(standing.isOver, true)
    })
  )
})

describe("events that nobody takes", () => {
  it.effect("hold runs up, and none is lost", () =>
    Effect.gen(function* () {
      const stop = yield* Deferred.make<void>()
      const events: Array<WatchEvent> = []
      const watching = watch(() => Effect.succeed([]), [{ ...live, every: "1 second" }]).pipe(
        Stream.runForEach((event) =>
          Effect.andThen(
            Effect.sync(() => events.push(event)),
            Effect.sleep("1 second")
          )
        ),
        Effect.provideService(StopSignal, Deferred.await(stop))
      )
      const fiber = yield* Effect.forkChild(watching, { startImmediately: true })
      for (let second = 0; second < 150; second++) yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(stop, undefined)
      for (let second = 0; second < 200; second++) yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.isAbove(events.length, 200)
      let turn = 0
      for (const event of events) {
        if (event._tag === "RunStarted" || event._tag === "RunEnded") assert.strictEqual(event.turn, turn, event._tag)
        if (event._tag === "RunEnded") turn++
        if (event._tag === "TurnsMissed") turn += event.count
      }
      const tags = events.map(({ _tag }) => _tag).join(" ")
      assert.match(tags, /^(NextRun RunStarted RunEnded( TurnsMissed)? )+NextRun( RunStarted RunEnded.*)?$/)
    })
  )
})

describe("several sources", () => {
  it.effect("do not begin together, and each keeps its own interval", () =>
    Effect.gen(function* () {
      const sources: ReadonlyArray<WatchedSource> = [
        live,
        ...([0, 1] as const).map(
          (period): WatchedSource => ({ ...live, source: "upcoming", period, every: "1 minute" })
        )
      ]
      const { events } = yield* watchFor("2 minutes", sources, () => Effect.sleep("1 second"))
      assert.deepStrictEqual(
        timesOf(events, "RunStarted"),
        [0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000].slice(0, timesOf(events, "RunStarted").length)
      )
      assert.deepStrictEqual(timesOf(events, "RunStarted", 1), [5000, 65_000])
      assert.deepStrictEqual(timesOf(events, "RunStarted", 2), [10_000, 70_000])
    })
  )
})

describe("options that are taken:", () => {
  for (const [what, sources] of [
    [
      "intervals of a second and of a day",
      [
        { ...live, every: "1 second" },
        { ...live, period: 1, every: "1 day" }
      ]
    ],
    ["the same source and day under two prefixes", [live, { ...live, prefix: "other" }]]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<WatchedSource>]>) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { events } = yield* watchFor("3 seconds", sources, () => Effect.void)
        assert.includeMembers(timesOf(events, "RunStarted"), [0])
      })
    )
  }
})

describe("wrong options are refused before anything runs:", () => {
  for (const [what, sources, message] of [
    ["no source", [], "at least one source"],
    ["a source twice", [live, { ...live, every: "1 minute" }], "once"],
    ["an interval of half a second", [{ ...live, every: "500 millis" }], "from 1 second to 1 day, found 500 millis"],
    ["an interval of more than a day", [{ ...live, every: "86401 seconds" }], "to 1 day, found 86401 seconds"],
    ["an interval that is none", [{ ...live, every: "soon" as Duration.Input }], "from 1 second to 1 day, found soon"],
    ["an extractor that is none", [{ ...live, extractors: ["corners" as "btts"] }], "extractors"]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<WatchedSource>, string]>) {
    it.effect(what, () =>
      Effect.gen(function* () {
        let runs = 0
        const run = () =>
          Effect.sync(() => {
            runs++
            return []
          })
        const watching = Effect.provideService(Stream.runDrain(watch(run, sources)), StopSignal, Effect.void)
        const error = yield* Effect.flip(watching)
        assert.include(error.message, message)
        assert.strictEqual(runs, 0)
      })
    )
  }
})
