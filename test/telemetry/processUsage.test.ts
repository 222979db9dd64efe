/**
 * When it is measured how late the process wakes up.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { TestClock } from "effect/testing"
import * as Metrics from "../../src/telemetry/Metrics.ts"
import * as ProcessUsage from "../../src/telemetry/ProcessUsage.ts"
import { read, valueOf } from "./exposition.ts"

describe("the delay of the process", () => {
  it.effect("is measured four times a second while a run goes on, and never between runs", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const running = Latch.makeUnsafe()
      const usage = { runtime: "x", residentBytes: () => 7, heapBytes: () => 8, cpuSeconds: () => 9, startedAt: 10 }
      yield* ProcessUsage.observe(Metrics.make(context), usage, running)
      const count = () =>
        valueOf(read(PrometheusMetrics.formatUnsafe(context)), "bookiegamma_event_loop_delay_seconds_count") ?? 0
      const secondsPass = (quarters: number) => Effect.repeat(TestClock.adjust("250 millis"), { times: quarters - 1 })
      yield* secondsPass(40)
      expect(count()).toBe(0)
      yield* running.open
      yield* secondsPass(4)
      expect(count()).toBe(4)
      yield* running.close
      yield* secondsPass(40)
      expect(count()).toBeLessThanOrEqual(5)
      const scraped = read(PrometheusMetrics.formatUnsafe(context))
      const names = ["process_resident_memory_bytes", "process_heap_bytes", "process_cpu_seconds_total"]
      expect(names.map((name) => valueOf(scraped, name))).toEqual([7, 8, 9])
      expect(names.map((name) => scraped.families.get(name)?.type)).toEqual(["gauge", "gauge", "counter"])
      expect(valueOf(scraped, "process_start_time_seconds")).toBe(10)
      expect(valueOf(scraped, "bookiegamma_event_loop_delay_seconds_sum")).toBe(0)
    }).pipe(
      Effect.provideServiceEffect(
        Metric.MetricRegistry,
        Effect.sync(() => new Map())
      )
    )
  )
})
