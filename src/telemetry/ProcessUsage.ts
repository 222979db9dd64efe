/**
 * What the process takes: memory, CPU, and how late it wakes up.
 *
 * The host says what is used; all but the delay is read only when an exporter asks.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import { monotonicMillis } from "../domain/Deadline.ts"
import type { Metrics } from "./Metrics.ts"

/** What a process uses, as its host says. */
export interface ProcessUsage {
  /** Such as `node 24.1.0`. */
  readonly runtime: string
  readonly residentBytes: () => number
  readonly heapBytes: () => number
  readonly cpuSeconds: () => number
  /** Unix seconds. */
  readonly startedAt: number
}

/**
 * How often it is measured how late the process wakes up, in milliseconds. Only while a run goes on: between runs it would wake
 * the process for nothing, which costs 4 to 8 ms CPU a second, a sixth of what a run of 200 competitions every 20 s takes.
 */
const DELAY_EVERY_MILLIS = 250

const measureDelay = ({ update }: Metrics, running: Latch.Latch) =>
  Effect.forever(
    Effect.gen(function* () {
      yield* running.await
      const before = yield* monotonicMillis
      yield* Effect.sleep(Duration.millis(DELAY_EVERY_MILLIS))
      const late = (yield* monotonicMillis) - before - DELAY_EVERY_MILLIS
      update("eventLoopDelay", {}, Math.max(0, late) / 1000)
    })
  )

/**
 * Lets exporters read what the process uses, and measures its delay until the scope closes. `running` is open while a run goes
 * on.
 */
export const observe = (
  metrics: Metrics,
  usage: ProcessUsage,
  running: Latch.Latch
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.suspend(() => {
    metrics.read("residentBytes", {}, usage.residentBytes)
    metrics.read("heapBytes", {}, usage.heapBytes)
    metrics.read("cpuSeconds", {}, usage.cpuSeconds)
    metrics.update("startTime", {}, usage.startedAt)
    return Effect.asVoid(Effect.forkScoped(measureDelay(metrics, running)))
  })
