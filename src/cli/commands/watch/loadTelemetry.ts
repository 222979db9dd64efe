/**
 * Loads `telemetry.ts` where a setting or systemd asks for it.
 */
import * as Effect from "effect/Effect"
import type { Settings } from "../../Settings.ts"
import { off as noTracing } from "../../tracing.ts"
import { variable } from "../../variable.ts"
import type { Telemetry } from "./telemetry.ts"

const off: Telemetry = { ...noTracing, start: Effect.succeed(() => Effect.void) }

/** Returns what goes on beside the runs of these extractors; nothing, where nothing is asked for. */
export const loadTelemetry = Effect.fnUntraced(function* (settings: Settings, extractors: ReadonlyArray<string>) {
  const hasSystemd = (yield* variable("NOTIFY_SOCKET")) !== undefined
  if (settings.metricsAddress === undefined && settings.collector === undefined && !hasSystemd) return off
  const { make } = yield* Effect.promise(() => import("./telemetry.ts"))
  return yield* make(settings, extractors)
})
