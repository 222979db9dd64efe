/**
 * A day in short, in virtual time: thousands of cycles of a watch over a bookmaker that misbehaves at times. Nothing piles
 * up, no turn drifts, and no run is doubled or lost.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert } from "@effect/vitest"
import { Clock, Deferred, Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { hostBodies } from "../../adapters/host/hostBodies.ts"
import { BookieGamma, Extraction, StopSignal } from "../../src/index.ts"
import { usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { isQuick } from "../helpers/testClasses.ts"
import { bookmaker, json, status, timed } from "../helpers/virtualTime.ts"

const CYCLES = numberFrom("RELIABILITY_CYCLES", { quick: 160, usual: 4320, long: 12_960 })
/** Cycles after which what is there is compared with what is there at the end. */
const WARM = isQuick ? 100 : 200
const INTERVAL = 20_000

/** Faults by the cycle: a listing or a competition that fails for some cycles, in turns. */
const isDown = (cycle: number) => cycle % 97 >= 90
const isThrottled = (cycle: number) => cycle % 53 === 7

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const heapMegabytes = () => {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length

timed(
  `${CYCLES} cycles leave no more behind than ${WARM} do, and each begins at its turn`,
  () =>
    Effect.gen(function* () {
      const begin = yield* Clock.currentTimeMillis
      const cycleNow = () => Math.floor((now() - begin) / INTERVAL)
      const clock = yield* Clock.Clock
      const now = () => clock.currentTimeMillisUnsafe()
      const server = bookmaker((competition) => {
        const cycle = cycleNow()
        server.requests.length = 0
        if (isDown(cycle)) return Effect.succeed("reset")
        if (isThrottled(cycle) && competition === "2") return status(429, { "retry-after": "1" })
        if (competition === "") return json(listingOf("1", "2", "3"))
        const id = Number(competition) * 1000
        // One competition in three changes with each cycle, so that some answers are equal to the last ones.
        const odds = competition === "3" ? `1.${10 + (cycle % 80)}` : "1.61"
        const outcomes = [offer("yes", odds), offer("no", "2.25")]
        const matches = Array.from({ length: 5 }, (_, nth) =>
          match({ parent_match_id: id + nth, markets: [{ name: "GG/NG", outcomes }] })
        )
        return json(answerOf(...matches))
      })
      const { bookmaker: client } = usual
      const layers = Extraction.layer.pipe(
        Layer.provide(BookieGamma.layer(client, { keepsAnswers: true, bodies: hostBodies })),
        Layer.provide(server.layer)
      )

      const stop = yield* Deferred.make<void>()
      const started: Array<number> = []
      const verdicts = new Map<string, number>()
      let running = 0
      let most = 0
      let ended = 0
      let missed = 0
      const watching = Effect.gen(function* () {
        const { watch } = yield* Extraction
        yield* Stream.runForEach(watch([{ ...usual, every: INTERVAL }]), (event) =>
          Effect.sync(() => {
            if (event._tag === "RunStarted") {
              started.push(Math.round(now() - begin))
              most = Math.max(most, ++running)
            }
            if (event._tag === "TurnsMissed") missed += event.count
            if (event._tag !== "RunEnded" && event._tag !== "RunAbandoned") return
            running--
            ended++
            const verdict = event._tag === "RunEnded" ? event.results[0]!.report.verdict : "abandoned"
            verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
          })
        )
      }).pipe(Effect.provide(layers), Effect.provideService(StopSignal, Deferred.await(stop)))
      const fiber = yield* Effect.forkChild(watching, { startImmediately: true })

      let heapBefore = 0
      let timersBefore = 0
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        for (let step = 0; step < 10; step++) yield* TestClock.adjust(INTERVAL / 10)
        if (cycle === WARM) {
          heapBefore = heapMegabytes()
          timersBefore = timers()
        }
      }
      const heapAfter = heapMegabytes()
      const timersAfter = timers()
      yield* Deferred.succeed(stop, undefined)
      for (let step = 0; step < 20; step++) yield* TestClock.adjust(200)
      yield* Fiber.join(fiber)

      const said = `${JSON.stringify(Object.fromEntries(verdicts))}, heap ${heapBefore.toFixed(1)} then ${heapAfter.toFixed(1)} MB`
      assert.strictEqual(most, 1, said)
      assert.strictEqual(missed, 0, said)
      assert.isAtLeast(ended, CYCLES, said)
      assert.strictEqual(ended, started.length, said)
      assert.deepStrictEqual(
        started,
        started.map((_, turn) => turn * INTERVAL),
        said
      )
      assert.strictEqual(verdicts.get("abandoned") ?? 0, 0, said)
      assert.isAbove(verdicts.get("complete") ?? 0, CYCLES * 0.8, said)
      assert.isAbove(verdicts.get("unavailable") ?? 0, 0, said)
      assert.isAtMost(heapAfter, heapBefore * 1.1, said)
      // Fewer, where another test of this process has left one that has ended since.
      assert.isAtMost(timersAfter, timersBefore, said)
      console.log(said)
    }),
  CYCLES * 200
)
