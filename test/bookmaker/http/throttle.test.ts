/**
 * The throttle: a limit of requests in flight, a rate limit, a shared pause after 429 or 503, and a circuit breaker.
 */
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { BookmakerError, type FailureReason } from "../../../src/bookmaker/BookmakerError.ts"
import * as Throttle from "../../../src/bookmaker/http/Throttle.ts"
import { monotonicMillis } from "../../../src/domain/Deadline.ts"

const NOW = 1_795_456_800_000
/** A deadline that is never reached. */
const FAR = NOW + 1_000_000

const error = (reason: FailureReason, more: { status?: number; retryAfterMillis?: number } = {}) =>
  new BookmakerError({ reason, detail: reason, attempts: 1, ...more })

/** Records when each request was sent, in milliseconds since `NOW`. */
const recorder = () => {
  const sentAt: Array<number> = []
  const recordSend = <E>(answer: Effect.Effect<string, E>) =>
    Effect.andThen(
      Effect.map(Clock.currentTimeMillis, (now) => void sentAt.push(now - NOW)),
      answer
    )
  return { sentAt, recordSend }
}

const timed = (name: string, body: () => Effect.Effect<void>) =>
  it.effect(name, () => Effect.andThen(TestClock.setTime(NOW), Effect.suspend(body)))

describe("a rate limit", () => {
  for (const [rate, requests, atLeast] of [
    [10, 30, 2900],
    [2, 7, 3000],
    [1.9, 5, 2100],
    [0.5, 3, 4000]
  ] as const) {
    timed(`of ${rate} per second makes ${requests} requests take at least ${atLeast} ms`, () =>
      Effect.gen(function* () {
        const { sentAt, recordSend } = recorder()
        const throttle = yield* Throttle.make({ maxInFlight: 50, rate: rate })
        const all = Effect.forEach(
          Array.from({ length: requests }, () => recordSend(Effect.succeed("ok"))),
          (one) => throttle.send(one, FAR),
          { concurrency: "unbounded" }
        )
        const fiber = yield* Effect.forkChild(all)
        for (let step = 0; step < 100; step++) yield* TestClock.adjust(100)
        yield* Fiber.join(fiber)
        expect(sentAt).toHaveLength(requests)
        expect(Math.max(...sentAt)).toBeGreaterThanOrEqual(atLeast)
        for (const start of sentAt) {
          const within = sentAt.filter((at) => at >= start && at < start + 1000).length
          expect(within).toBeLessThanOrEqual(Math.ceil(rate))
        }
      }).pipe(Effect.scoped, Effect.orDie)
    )
  }

  timed("does not make up for time in which nothing was sent", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: 1 })
      const send = throttle.send(recordSend(Effect.succeed("ok")), FAR)
      yield* send
      yield* TestClock.adjust(5000)
      const fiber = yield* Effect.forkChild(Effect.all([send, send, send], { concurrency: "unbounded" }))
      for (let step = 0; step < 30; step++) yield* TestClock.adjust(100)
      yield* Fiber.join(fiber)
      expect(sentAt).toEqual([0, 5000, 6000, 7000])
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("goes by a clock that nobody sets: a step of the machine's clock neither lifts nor lengthens it", () =>
    Effect.gen(function* () {
      const virtual = yield* Clock.Clock
      let stepped = 0
      const now = () => virtual.currentTimeMillisUnsafe() + stepped
      const nanos = () => BigInt(now()) * 1_000_000n
      const machine: Clock.Clock = {
        ...virtual,
        currentTimeMillisUnsafe: now,
        currentTimeMillis: Effect.sync(now),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => virtual.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: virtual.monotonicTimeNanos,
        sleep: (duration) => virtual.sleep(duration)
      }
      const sentAt: Array<number> = []
      const record = Effect.sync(() => void sentAt.push(virtual.currentTimeMillisUnsafe() - NOW))
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: 1 })
      const sending = Effect.forEach([3_600_000, -7_200_000, 0, 0], (step) =>
        Effect.andThen(
          throttle.send(record, FAR),
          Effect.sync(() => {
            stepped += step
          })
        )
      ).pipe(Effect.provideService(Clock.Clock, machine))
      const fiber = yield* Effect.forkChild(sending)
      for (let step = 0; step < 50; step++) yield* TestClock.adjust(100)
      yield* Fiber.join(fiber)
      expect(sentAt).toEqual([0, 1000, 2000, 3000])
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("that is not set delays nothing", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      yield* Effect.forEach(
        Array.from({ length: 500 }, () => recordSend(Effect.succeed("ok"))),
        (one) => throttle.send(one, FAR),
        { concurrency: 50 }
      )
      expect(new Set(sentAt)).toEqual(new Set([0]))
    }).pipe(Effect.scoped, Effect.orDie)
  )
})

describe("a response that asks for fewer requests", () => {
  for (const [status, retryAfterMillis, pause] of [
    [429, undefined, 100],
    [429, 400, 400],
    [503, 700, 700],
    [429, 3_600_000, 1000]
  ] as const) {
    timed(`(${status}, Retry-After ${retryAfterMillis} ms) delays all other requests by ${pause} ms plus jitter`, () =>
      Effect.gen(function* () {
        const { sentAt, recordSend } = recorder()
        const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
        const pauseError = error(status === 429 ? "throttled" : "server-error", {
          status,
          ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
        })
        yield* Effect.flip(throttle.send(recordSend(Effect.fail(pauseError)), FAR))
        const others = yield* Effect.forkChild(
          Effect.forEach(Array.from({ length: 20 }), () => throttle.send(recordSend(Effect.succeed("ok")), FAR), {
            concurrency: "unbounded"
          })
        )
        yield* TestClock.adjust(pause - 1)
        expect(sentAt).toEqual([0])
        yield* TestClock.adjust(pause * 0.2 + 1)
        yield* Fiber.join(others)
        const [, ...after] = sentAt
        expect(after).toHaveLength(20)
        const spread = Math.max(...after) - Math.min(...after)
        expect(spread, "the requests that waited do not return all at once").toBeGreaterThan(pause * 0.05)
      }).pipe(Effect.scoped, Effect.orDie)
    )
  }

  timed("does not end a longer pause by asking for a shorter one", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      const pausing = (retryAfterMillis: number, answeredAfter: number) =>
        throttle.send(
          Effect.andThen(
            Effect.sleep(answeredAfter),
            Effect.fail(error("throttled", { status: 429, retryAfterMillis }))
          ),
          FAR
        )
      const both = Effect.all([Effect.flip(pausing(1000, 10)), Effect.flip(pausing(200, 20))], {
        concurrency: "unbounded"
      })
      const asking = yield* Effect.forkChild(both)
      yield* TestClock.adjust(20)
      yield* Fiber.join(asking)
      const other = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      yield* TestClock.adjust(1300)
      yield* Fiber.join(other)
      expect(sentAt[0]).toBeGreaterThanOrEqual(1010)
      expect(sentAt[0]).toBeLessThanOrEqual(1020 + 990 * 0.2)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("delays also those that wait for an earlier pause to end", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      const pausing = (answeredAfter: number) =>
        throttle.send(
          Effect.andThen(
            Effect.sleep(answeredAfter),
            Effect.fail(error("throttled", { status: 429, retryAfterMillis: 500 }))
          ),
          FAR
        )
      const first = yield* Effect.forkChild(Effect.flip(pausing(1)), { startImmediately: true })
      const second = yield* Effect.forkChild(Effect.flip(pausing(400)), { startImmediately: true })
      yield* TestClock.adjust(1)
      yield* Fiber.join(first)
      const waiting = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      yield* TestClock.adjust(399)
      yield* Fiber.join(second)
      yield* TestClock.adjust(1000)
      yield* Fiber.join(waiting)
      expect(sentAt[0], "500 ms after the second answer").toBeGreaterThanOrEqual(900)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("is required for a pause: other failures do not delay other requests", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      for (const reason of ["network", "refused", "drifted"] as const) {
        yield* Effect.flip(throttle.send(recordSend(Effect.fail(error(reason, { status: 500 }))), FAR))
      }
      yield* throttle.send(recordSend(Effect.succeed("ok")), FAR)
      expect(sentAt).toEqual([0, 0, 0, 0])
    }).pipe(Effect.scoped, Effect.orDie)
  )
})

describe("a pause", () => {
  const pausing = (retryAfterMillis: number) => error("throttled", { status: 429, retryAfterMillis })
  const failAfter = (millis: number, failure: BookmakerError) =>
    Effect.andThen(Effect.sleep(millis), Effect.fail(failure))

  timed("is not shortened by a shorter one that is asked for later", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 3, rate: undefined })
      yield* Effect.forkChild(Effect.flip(throttle.send(failAfter(1, pausing(1000)), FAR)), { startImmediately: true })
      yield* Effect.forkChild(Effect.flip(throttle.send(failAfter(10, pausing(100)), FAR)), { startImmediately: true })
      yield* TestClock.adjust(10)
      const late = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      yield* TestClock.adjust(1300)
      yield* Fiber.join(late)
      expect(sentAt[0]).toBeGreaterThanOrEqual(1000)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("that is asked for while a request waits for the end of another is waited for, too", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 3, rate: undefined })
      yield* Effect.forkChild(Effect.flip(throttle.send(failAfter(1, pausing(1000)), FAR)), { startImmediately: true })
      yield* Effect.forkChild(Effect.flip(throttle.send(failAfter(900, pausing(1000)), FAR)), {
        startImmediately: true
      })
      yield* TestClock.adjust(10)
      const late = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      for (let step = 0; step < 35; step++) yield* TestClock.adjust(100)
      yield* Fiber.join(late)
      expect(sentAt[0]).toBeGreaterThanOrEqual(1900)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("is kept after another failure than one that asks for it", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      yield* Effect.flip(throttle.send(Effect.fail(error("network")), FAR))
      yield* Effect.flip(throttle.send(Effect.fail(pausing(700)), FAR))
      const late = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      yield* TestClock.adjust(1000)
      yield* Fiber.join(late)
      expect(sentAt[0]).toBeGreaterThanOrEqual(700)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("or a turn that would end with the deadline is not waited for", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 2, rate: 1 })
      const now = yield* monotonicMillis
      const send = (deadline: number) => throttle.send(recordSend(Effect.succeed("ok")), deadline)
      yield* send(now + 1)
      expect(yield* Effect.flip(send(now + 1000))).toMatchObject({ reason: "deadline", attempts: 0 })
      const second = yield* Effect.forkChild(send(now + 2001))
      yield* TestClock.adjust(2000)
      expect(Result.isSuccess(yield* Effect.result(Fiber.join(second)))).toBe(true)
      expect(sentAt).toEqual([0, 2000])
    }).pipe(Effect.scoped, Effect.orDie)
  )
})

describe("the circuit breaker", () => {
  const down = error("network")
  const failures = (throttle: Throttle.Throttle, count: number, failure = down) =>
    Effect.forEach(Array.from({ length: count }), () => Effect.flip(throttle.send(Effect.fail(failure), FAR)))

  for (const maxInFlight of [1, 4]) {
    const limit = 3 * maxInFlight
    timed(`opens after ${limit} failures in a row where ${maxInFlight} may be in flight, and not one before`, () =>
      Effect.gen(function* () {
        const { sentAt, recordSend } = recorder()
        const throttle = yield* Throttle.make({ maxInFlight, rate: undefined })
        yield* failures(throttle, limit - 1)
        yield* throttle.send(recordSend(Effect.succeed("ok")), FAR)
        yield* failures(throttle, limit - 1)
        expect(yield* failures(throttle, 1), "the one that opens it is sent").toMatchObject([{ reason: "network" }])
        const rejected = yield* Effect.flip(throttle.send(recordSend(Effect.succeed("ok")), FAR))
        expect(rejected).toMatchObject({
          reason: "circuit-open",
          detail: `${limit} requests in a row had failed`,
          retryAfterMillis: 1000
        })
        expect(sentAt).toHaveLength(1)
      }).pipe(Effect.scoped, Effect.orDie)
    )
  }

  for (const reason of ["network", "timeout", "server-error"] as const) {
    timed(`counts each failure with ${reason}, the first of all included`, () =>
      Effect.gen(function* () {
        const throttle = yield* Throttle.make({ maxInFlight: 1, rate: undefined })
        const ended = yield* failures(throttle, 4, error(reason))
        expect(ended.map((failure) => failure.reason)).toEqual([reason, reason, reason, "circuit-open"])
      }).pipe(Effect.scoped, Effect.orDie)
    )
  }

  timed("counts neither a turn that came too late nor a request that was interrupted, as a failure or a success", () =>
    Effect.gen(function* () {
      for (const uncounted of [Effect.fail(error("deadline")), Effect.interrupt]) {
        const throttle = yield* Throttle.make({ maxInFlight: 1, rate: undefined })
        yield* failures(throttle, 2)
        yield* Effect.exit(throttle.send(uncounted, FAR))
        const [third, fourth] = yield* failures(throttle, 2)
        expect([third?.reason, fourth?.reason]).toEqual(["network", "circuit-open"])
      }
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("lets one request through after a second, and closes when it succeeds", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 1, rate: undefined })
      yield* failures(throttle, 3)
      yield* TestClock.adjust(1000)
      yield* failures(throttle, 1)
      expect(Result.isFailure(yield* Effect.result(throttle.send(recordSend(Effect.succeed("ok")), FAR)))).toBe(true)
      yield* TestClock.adjust(1000)
      yield* throttle.send(recordSend(Effect.succeed("ok")), FAR)
      yield* throttle.send(recordSend(Effect.succeed("ok")), FAR)
      expect(sentAt).toEqual([2000, 2000])
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("does not shorten a pause requested while it is open", () =>
    Effect.gen(function* () {
      const { sentAt, recordSend } = recorder()
      const throttle = yield* Throttle.make({ maxInFlight: 2, rate: undefined })
      const pauseError = error("throttled", { status: 429, retryAfterMillis: 1000 })
      const early = throttle.send(Effect.andThen(Effect.sleep(950), Effect.fail(pauseError)), FAR)
      const fiber = yield* Effect.forkChild(Effect.flip(early), { startImmediately: true })
      yield* failures(throttle, 6)
      yield* TestClock.adjust(950)
      yield* Fiber.join(fiber)
      yield* TestClock.adjust(100)
      const late = yield* Effect.forkChild(throttle.send(recordSend(Effect.succeed("ok")), FAR))
      yield* TestClock.adjust(1200)
      yield* Fiber.join(late)
      expect(sentAt[0]).toBeGreaterThanOrEqual(1950)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("stays closed as long as the bookmaker responds, even with a refusal", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxInFlight: 1, rate: undefined })
      for (const reason of ["throttled", "refused", "page", "drifted", "malformed"] as const) {
        for (const { reason: ended } of yield* failures(throttle, 10, error(reason))) expect(ended).toBe(reason)
      }
    }).pipe(Effect.scoped, Effect.orDie)
  )
})

describe("a turn that would come after the deadline", () => {
  const tooLate = { reason: "deadline", detail: "its turn is after the deadline", attempts: 0 }

  timed("is not waited for where all requests pause", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: undefined })
      const pause = error("throttled", { status: 429, retryAfterMillis: 1000 })
      yield* Effect.flip(throttle.send(Effect.fail(pause), FAR))
      const failed = yield* Effect.flip(throttle.send(Effect.succeed("ok"), (yield* monotonicMillis) + 900))
      expect(failed).toMatchObject(tooLate)
      expect((yield* Clock.currentTimeMillis) - NOW, "it fails at once").toBe(0)
    }).pipe(Effect.scoped, Effect.orDie)
  )

  timed("is not waited for where a rate is kept", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxInFlight: 50, rate: 1 })
      yield* throttle.send(Effect.succeed("ok"), FAR)
      const failed = yield* Effect.flip(throttle.send(Effect.succeed("ok"), (yield* monotonicMillis) + 900))
      expect(failed).toMatchObject(tooLate)
      expect((yield* Clock.currentTimeMillis) - NOW, "it fails at once").toBe(0)
    }).pipe(Effect.scoped, Effect.orDie)
  )
})

describe("the limit of requests in flight", () => {
  timed("applies to all users of one throttle, and an interrupted request frees its slot", () =>
    Effect.gen(function* () {
      const throttle = yield* Throttle.make({ maxInFlight: 3, rate: undefined })
      let inFlight = 0
      let peak = 0
      const request = Effect.acquireUseRelease(
        Effect.sync(() => {
          inFlight++
          peak = Math.max(peak, inFlight)
        }),
        () => Effect.sleep(100),
        () => Effect.sync(() => void inFlight--)
      )
      const send = Effect.forEach(Array.from({ length: 5 }), () => throttle.send(request, FAR), {
        concurrency: "unbounded"
      })
      const [first, second] = [yield* Effect.forkChild(send), yield* Effect.forkChild(send)]
      yield* TestClock.adjust(50)
      expect([inFlight, peak]).toEqual([3, 3])
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust(200)
      yield* Fiber.join(second)
      expect([inFlight, peak]).toEqual([0, 3])
    }).pipe(Effect.scoped, Effect.orDie)
  )
})
