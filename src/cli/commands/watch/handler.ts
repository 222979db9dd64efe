/**
 * What `watch` does, loaded once it is run: one bookmaker and one store for all runs, and every event taken in as it comes.
 *
 * Nothing that is printed or shown holds a run up.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import type { OptionsError } from "../../../domain/OptionsError.ts"
import { Extraction } from "../../../extraction/Extraction.ts"
import { StopSignal } from "../../../extraction/Shutdown.ts"
import type { WatchEvent } from "../../../extraction/watch/WatchEvent.ts"
import * as WatchState from "../../../extraction/watch/WatchState.ts"
import type { WatchedSource } from "../../../extraction/watch/watch.ts"
import { layerReopening } from "../../../store/reopening.ts"
import { HangUp } from "../../HangUp.ts"
import * as LogFormat from "../../logFormat.ts"
import { openStore, STORE_MILLIS } from "../../openStore.ts"
import { Exit, exitCodes, refuse, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"
import { runOptionsOf } from "../../runOptionsOf.ts"
import type { Settings } from "../../Settings.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { startPrinter } from "./changedDocuments.ts"
import { loadTelemetry } from "./loadTelemetry.ts"
import { lineOf } from "./notices.ts"
import * as Overrides from "./overrides.ts"
import { parse, type Targets } from "./targets.ts"
import type { Take } from "./telemetry.ts"

/** The longest pause between two attempts to open the store; an interval, where the shortest is less. */
const MAX_PAUSE_SECONDS = 5

/** The arguments and flags of this command. */
export type WatchArguments = settingsFlags.Flags & {
  readonly targets: ReadonlyArray<string>
  readonly every: Option.Option<string>
  readonly format: Option.Option<"screen" | "log" | "ndjson">
  readonly logFormat: LogFormat.LogFormat
  readonly dryRun: boolean
}

const storeName = ({ store }: Settings): string => {
  if (store._tag === "Sqlite") return `SQLite ${store.path}`
  if (store._tag === "RedisRest") return `Redis ${new URL(store.url).origin}`
  const { host, pathname } = new URL(Redacted.value(store.url))
  return `Redis ${host}${pathname}`
}

const sourcesOf = ({ extractors, targets }: Targets, settings: Settings): ReadonlyArray<WatchedSource> =>
  targets.map(({ everySeconds, period, source }) => ({
    extractors,
    source,
    period,
    every: Duration.seconds(everySeconds),
    ...runOptionsOf(settings)
  }))

/** The state after the last event. */
interface Latest {
  state: WatchState.WatchState
  wasOnScreen: boolean
}

/** Takes all events in until the signal. */
const follow = Effect.fnUntraced(function* (
  events: Stream.Stream<WatchEvent, OptionsError>,
  latest: Latest,
  { minCoverage }: Settings,
  listeners: ReadonlyArray<Take>,
  isOnScreen = false
) {
  const take = Effect.fnUntraced(function* (event: WatchEvent) {
    const now = yield* Clock.currentTimeMillis
    const { notices, state } = WatchState.after(latest.state, event, now, minCoverage)
    latest.state = state
    for (const notice of notices) {
      const { fields, level, text } = lineOf(notice)
      // A screen shows the runs that went well without a line.
      if (!isOnScreen || notice._tag !== "Run" || level !== "Info") yield* LogFormat.log(level, text, fields)
    }
    for (const listener of listeners) yield* listener(event, state, now)
  })
  yield* Stream.runForEach(events, take).pipe(Effect.catchTag("OptionsError", Effect.die))
})

/** Returns the live screen where it is asked for, or where nothing is and there is a terminal; fails where there is none. */
const screenFor = Effect.fnUntraced(function* (format: WatchArguments["format"]) {
  if (Option.isSome(format) && format.value !== "screen") return undefined
  const stdio = yield* Stdio.Stdio
  const isTerminal = yield* stdio.stderrIsTerminal
  const listen = isTerminal ? yield* (yield* Parts).keys : undefined
  if (listen !== undefined)
    return yield* Effect.flatMap(
      Effect.promise(() => import("./screen.ts")),
      ({ open }) => open(listen)
    )
  if (Option.isNone(format)) return undefined
  return yield* refuse(exitCodes.usage, "--format screen: stdin and stderr are no terminal; use log or ndjson")
})

/** Says how the last run of each source ended, where a screen has shown it and is gone. */
const sayLastRuns = ({ sources }: WatchState.WatchState) =>
  Effect.forEach(
    sources,
    ({ last }) => (last?._tag === "RunEnded" ? say(lineOf({ _tag: "Run", event: last }).text) : Effect.void),
    { discard: true }
  )

/** Watches sources as arguments and flags say, until a signal comes; ends with what the last runs came to. */
export const watch = Effect.fnUntraced(function* ({
  dryRun,
  every,
  format,
  logFormat,
  targets: words,
  ...flags
}: WatchArguments) {
  const parsed = parse(words, Option.getOrUndefined(every))
  if (Result.isFailure(parsed)) return yield* refuse(exitCodes.usage, parsed.failure)
  const targets = parsed.success
  const { bookmaker, files, store } = yield* Parts
  const settings = yield* settingsFlags.load(flags)
  const overrides = Overrides.make(settings, files)

  for (const source of new Set(targets.targets.map(({ source }) => source))) {
    yield* settingsFlags.sayBookmaker(settings, source)
  }
  yield* say(`store:     ${dryRun ? "none, a dry run" : storeName(settings)}`)
  const intervals = targets.targets.map(
    ({ everySeconds, period, source }) => `${source} ${period} every ${everySeconds} s`
  )
  yield* say(`watching:  ${targets.extractors.join(", ")}: ${intervals.join(", ")}`)

  const telemetry = yield* loadTelemetry(settings, targets.extractors)
  const fork = Effect.runForkWith(yield* Effect.context<never>())
  const reload = Effect.andThen(Effect.logInfo("SIGHUP: the configuration is read again"), overrides.reload)
  const sources = sourcesOf(targets, settings)
  const options = { beforeRun: overrides.reload }

  const latest: Latest = { state: WatchState.initial, wasOnScreen: false }
  const watching = Effect.gen(function* () {
    const screen = yield* screenFor(format)
    const listen = yield* HangUp
    const logger = screen?.logger ?? LogFormat.layer(logFormat)
    yield* listen(() => fork(Effect.provide(reload, logger)))
    const observe = yield* telemetry.start
    const { watch } = yield* Extraction
    if (screen !== undefined) {
      latest.wasOnScreen = true
      yield* Effect.forkScoped(screen.drawing)
      const events = watch(sources, { ...options, gate: screen.gate })
      return yield* follow(events, latest, settings, [observe, screen.take], true).pipe(
        Effect.provideService(StopSignal, screen.stopped),
        Effect.provide(logger)
      )
    }
    if (Option.getOrUndefined(format) !== "ndjson") {
      return yield* follow(watch(sources, options), latest, settings, [observe])
    }
    const printer = yield* startPrinter
    yield* Effect.raceFirst(follow(watch(sources, options), latest, settings, [observe, printer.take]), printer.ended)
    yield* printer.close
  })
  const maxPause = Duration.seconds(
    Math.min(MAX_PAUSE_SECONDS, ...targets.targets.map(({ everySeconds }) => everySeconds))
  )
  const extraction = dryRun
    ? Extraction.layerDryRun
    : Layer.provide(
        Extraction.layer,
        telemetry.store(
          layerReopening(storeName(settings), openStore((yield* store(settings.store)).layer, STORE_MILLIS), {
            maxPause
          })
        )
      )
  yield* watching.pipe(
    Effect.scoped,
    Effect.provide(extraction),
    Effect.provide(
      telemetry.bookmaker(bookmaker(settings, { currentOverrides: overrides.current, keepsAnswers: true }))
    ),
    Effect.provide(telemetry.exporter),
    Effect.provide(LogFormat.layer(logFormat))
  )
  const { state, wasOnScreen } = latest
  if (wasOnScreen) yield* sayLastRuns(state)
  const code = WatchState.exitCodeOf(state, settings.minCoverage)
  if (code !== 0) return yield* new Exit({ code })
})
