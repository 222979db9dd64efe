/**
 * What runs beside the runs of `watch`: metrics, the pages that show them, their export, and messages to systemd.
 *
 * `loadTelemetry.ts` loads it where something of it is asked for.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import type * as Scope from "effect/Scope"
import type * as Stdio from "effect/Stdio"
import { Bookmaker } from "../../../bookmaker/Bookmaker.ts"
import { monotonicMillis } from "../../../domain/Deadline.ts"
import type { WatchEvent } from "../../../extraction/watch/WatchEvent.ts"
import * as WatchState from "../../../extraction/watch/WatchState.ts"
import * as Liveness from "../../../telemetry/Liveness.ts"
import * as Metrics from "../../../telemetry/Metrics.ts"
import * as ProcessUsage from "../../../telemetry/ProcessUsage.ts"
import { respondWith } from "../../../telemetry/StatusPages.ts"
import * as TrafficMetrics from "../../../telemetry/TrafficMetrics.ts"
import * as WatchMetrics from "../../../telemetry/WatchMetrics.ts"
import { type Exit, exitCodes, refuse, say } from "../../output.ts"
import { Parts, type Systemd } from "../../Parts.ts"
import type { Settings } from "../../Settings.ts"
import { type Tracing, tracing } from "../../tracing.ts"

/** Takes in an event, the state after it, and the Unix time in milliseconds. */
export type Take = (event: WatchEvent, state: WatchState.WatchState, now: number) => Effect.Effect<void>

/** What goes on beside the runs. */
export interface Telemetry extends Tracing {
  /** Begins, until the scope closes, and returns what takes events in. Ends the command where a port cannot be listened on. */
  readonly start: Effect.Effect<Take, Exit, Scope.Scope | Stdio.Stdio | Bookmaker>
}

/** How long the end may wait for `STOPPING=1` to reach systemd, in milliseconds. */
const STOPPING_MILLIS = 300

/** Sends `READY=1`, then `WATCHDOG=1` twice as often as systemd expects it, and `STOPPING=1` at the end. */
const speakTo = Effect.fnUntraced(function* ({ notify, watchdogMillis }: Systemd, isOverdue: Effect.Effect<boolean>) {
  let isSilent = false
  const tell = (...states: ReadonlyArray<string>) =>
    Effect.catch(notify(...states), ({ message }) => {
      if (isSilent) return Effect.void
      isSilent = true
      return Effect.logWarning(`systemd cannot be notified of ${states.join(" ")}: ${message}; not logged again`)
    })
  yield* Effect.forkScoped(tell("READY=1"))
  yield* Effect.addFinalizer(() => Effect.timeoutOption(Effect.interruptible(tell("STOPPING=1")), STOPPING_MILLIS))
  if (watchdogMillis === undefined) return
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        if (!(yield* isOverdue)) yield* tell("WATCHDOG=1")
        yield* Effect.sleep(Duration.millis(watchdogMillis / 2))
      })
    )
  )
})

/** Makes what goes on beside the runs of these extractors. */
export const make = Effect.fnUntraced(function* (settings: Settings, extractors: ReadonlyArray<string>) {
  const { collector, metricsAddress } = settings
  const { service, version } = yield* Parts
  const { processUsage, serveStatus, systemd } = yield* service
  const context = yield* Effect.context<never>()
  const clock = yield* Clock.Clock
  const metrics = metricsAddress === undefined && collector === undefined ? undefined : Metrics.make(context)

  /** What the pages show: it is taken in with each event. */
  let state = WatchState.initial
  const liveness = Liveness.make()
  const running = Latch.makeUnsafe()
  const runs = metrics === undefined ? undefined : WatchMetrics.make(metrics, extractors)
  const take: Take = (event, after, now) =>
    Effect.map(monotonicMillis, (monotonicNow) => {
      state = after
      if (after.sources.some(({ isRunning }) => isRunning)) running.openUnsafe()
      else running.closeUnsafe()
      liveness.take(event, monotonicNow, now)
      const source = after.sources[event.watched.index]
      if (source !== undefined) runs?.take(event, source)
    })

  const measure = Effect.gen(function* () {
    if (metrics === undefined) return
    const usage = processUsage()
    metrics.update("build", { version, runtime: usage.runtime }, 1)
    yield* ProcessUsage.observe(metrics, usage, running)
    const { traffic } = yield* Bookmaker
    if (traffic !== undefined) {
      TrafficMetrics.observe(metrics, traffic, () => Number(clock.monotonicTimeNanosUnsafe() / 1000n) / 1000)
    }
  })
  const serve = Effect.gen(function* () {
    if (metricsAddress === undefined) return
    const respond = respondWith({
      metrics: () => PrometheusMetrics.formatUnsafe(context),
      problems: () => WatchState.problems(state, clock.currentTimeMillisUnsafe())
    })
    const url = yield* serveStatus(metricsAddress, respond).pipe(
      Effect.catch(({ message }) => refuse(exitCodes.noPort, `no metrics: ${message}`))
    )
    yield* say(`metrics:   ${url}/metrics`)
  })
  const start = Effect.gen(function* () {
    yield* measure
    yield* serve
    const manager = systemd()
    if (manager !== undefined) yield* speakTo(manager, Effect.map(monotonicMillis, liveness.isOverdue))
    return take
  })
  return { ...(yield* tracing(settings, metrics)), start } satisfies Telemetry as Telemetry
})
