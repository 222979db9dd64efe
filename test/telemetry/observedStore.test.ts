/**
 * A store of which every operation is measured.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { TestClock } from "effect/testing"
import { Markets } from "../../src/index.ts"
import { delegating, OddsStore, StoreError } from "../../src/store/OddsStore.ts"
import * as Metrics from "../../src/telemetry/Metrics.ts"
import * as ObservedStore from "../../src/telemetry/ObservedStore.ts"
import { read, valueOf } from "./exposition.ts"

const broken = new StoreError({ operation: "write", message: "full" })
const none = delegating("none", Effect.fail(broken))
const slow = OddsStore.of({
  ...none,
  note: () => Effect.as(Effect.sleep("300 millis"), Option.none()),
  cachedIds: () => Effect.never
})

const measured = Effect.gen(function* () {
  const context = yield* Effect.context<never>()
  const store = ObservedStore.make(slow, Metrics.make(context))
  return { store, scrape: () => read(PrometheusMetrics.formatUnsafe(context)) }
})

const withRegistry = Effect.provideServiceEffect(
  Metric.MetricRegistry,
  Effect.sync(() => new Map())
)

describe("an observed store", () => {
  it.effect("hands on to each operation what it is given, and gives its result", () =>
    Effect.gen(function* () {
      const given: Record<string, ReadonlyArray<unknown>> = {}
      const operations = [
        ...["cachedIds", "cacheIds", "note", "keepNote"],
        ...["entriesOf", "change", "publish", "announced"]
      ] as ReadonlyArray<Exclude<keyof OddsStore["Service"], "description">>
      const taking = Object.fromEntries(
        operations.map((name) => [
          name,
          (...args: ReadonlyArray<unknown>) => {
            given[name] = args
            return Effect.succeed(`result of ${name}`)
          }
        ])
      )
      const store = ObservedStore.make(OddsStore.of({ ...none, ...taking }), Metrics.make(yield* Effect.context()))
      const publish = { json: "[]", deadline: 7 }
      const args = {
        cachedIds: ["key", 60],
        cacheIds: ["key", ["17"], 60],
        note: ["key"],
        keepNote: ["key", "text", 60],
        entriesOf: [{ index: "i" }, [1, 2]],
        change: [Markets.btts, [], { deadline: 7, onResult: () => {} }],
        publish: [publish],
        announced: [{ stream: "s" }, "0-0"]
      }
      for (const name of operations) {
        const call = store[name] as (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, StoreError>
        expect(yield* call(...args[name])).toBe(`result of ${name}`)
        expect(given[name]?.length, name).toBe(args[name].length)
        for (const [index, arg] of args[name].entries()) expect(given[name]?.[index], name).toBe(arg)
      }
      expect(store.description).toBe("none")
    }).pipe(withRegistry)
  )

  it.effect("measures how long an operation takes, and gives its result", () =>
    Effect.gen(function* () {
      const { scrape, store } = yield* measured
      const fiber = yield* Effect.forkChild(store.note("key"))
      yield* TestClock.adjust("300 millis")
      expect(yield* Fiber.join(fiber)).toEqual(Option.none())
      const operation = "note"
      expect(valueOf(scrape(), "bookiegamma_store_operation_duration_seconds_sum", { operation })).toBeCloseTo(0.3)
      expect(valueOf(scrape(), "bookiegamma_store_operation_failures_total", { operation })).toBe(0)
    }).pipe(withRegistry)
  )

  it.effect("counts an operation that fails, and one that is given up, and fails with the store's own error", () =>
    Effect.gen(function* () {
      const { scrape, store } = yield* measured
      expect(yield* Effect.flip(store.keepNote("key", "text", 1))).toBe(broken)
      const fiber = yield* Effect.forkChild(store.cachedIds("key", 1))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.interrupt(fiber)
      const failures = (operation: string) =>
        valueOf(scrape(), "bookiegamma_store_operation_failures_total", { operation })
      expect([failures("keepNote"), failures("cachedIds"), failures("publish")]).toEqual([1, 1, 0])
      expect(
        valueOf(scrape(), "bookiegamma_store_operation_duration_seconds_sum", { operation: "cachedIds" })
      ).toBeCloseTo(2)
    }).pipe(withRegistry)
  )
})
