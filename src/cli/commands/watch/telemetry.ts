/**
 * What goes on beside the runs of `watch`: metrics, the pages that show them, their export, and what systemd is told.
 *
 * Nothing of it is loaded where nothing of it is asked for.
 */
import * as Effect from "effect/Effect"
import type { Settings } from "../../Settings.ts"
import { off as noTracing } from "../../tracing.ts"
import { variable } from "../../variable.ts"
import type { Telemetry } from "./observing.ts"

const off: Telemetry = { ...noTracing, start: Effect.succeed(() => Effect.void) }

/** Returns what goes on beside the runs of these extractors. */
export const telemetryOf = Effect.fnUntraced(function* (settings: Settings, extractors: ReadonlyArray<string>) {
  const hasSystemd = (yield* variable("NOTIFY_SOCKET")) !== undefined
  if (settings.metricsAddress === undefined && settings.collector === undefined && !hasSystemd) return off
  const { make } = yield* Effect.promise(() => import("./observing.ts"))
  return yield* make(settings, extractors)
})
