/**
 * What `watch` does, loaded once it is run: one bookmaker and one store for all runs, and every event taken in as it comes.
 *
 * Nothing that is printed or shown holds a run up.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { OptionsError } from "../../../domain/OptionsError.ts"
import { Extraction } from "../../../extraction/Extraction.ts"
import * as OddsChanges from "../../../extraction/watch/OddsChanges.ts"
import type { RunEnded, WatchEvent } from "../../../extraction/watch/WatchEvent.ts"
import * as WatchState from "../../../extraction/watch/WatchState.ts"
import type { WatchedSource } from "../../../extraction/watch/watch.ts"
import { layerReopening } from "../../../store/reopening.ts"
import { HangUp } from "../../HangUp.ts"
import * as LogFormat from "../../logFormat.ts"
import { openStore, STORE_MILLIS } from "../../openStore.ts"
import { Exit, exitCodes, print, refuse, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"
import { runOptionsOf } from "../../runOptions.ts"
import type { Settings } from "../../Settings.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { lineOf } from "./notices.ts"
import type { Take } from "./observing.ts"
import * as Overrides from "./overrides.ts"
import { parse, type Targets } from "./targets.ts"
import { telemetryOf } from "./telemetry.ts"

/** The arguments and flags of this command. */
export type WatchArguments = settingsFlags.Flags & {
  readonly targets: ReadonlyArray<string>
  readonly every: Option.Option<string>
  readonly format: "log" | "ndjson"
  readonly logFormat: LogFormat.LogFormat
  readonly dryRun: boolean
}

/** Batches of lines that wait for a slow reader; what comes beyond them is not printed, and that is said. */
const MAX_WAITING = 64
/** How long the last lines may take to be printed after the signal, in milliseconds. */
const LAST_LINES_MILLIS = 500

const storeName = ({ store }: Settings): string => {
  if (store._tag === "Sqlite") return `SQLite ${store.path}`
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

/** Prints changed documents beside the runs, and returns how an event is handed to it. */
const printingChanges = Effect.gen(function* () {
  const changes = OddsChanges.make()
  const queue = yield* Queue.dropping<string, Cause.Done>(MAX_WAITING)
  const printer = yield* Effect.forkChild(
    Stream.runForEachWhile(Stream.fromQueue(queue), (lines) => print(lines)),
    { startImmediately: true }
  )
  return {
    /** Ends once nobody reads any more, or a result cannot be written. */
    ended: Fiber.join(printer),
    take: ({ results, watched }: RunEnded) =>
      Effect.suspend(() => {
        const lines = results.flatMap((result) =>
          changes.add(watched, result).map((change) =>
            JSON.stringify({
              change: change.kind,
              extractor: result.market.id,
              source: watched.source,
              period: watched.period,
              document: change.document
            })
          )
        )
        return lines.length === 0 || Queue.offerUnsafe(queue, lines.join("\n"))
          ? Effect.void
          : Effect.logWarning(`${lines.length} changes were not printed: nobody reads as fast as they come`)
      }),
    close: Effect.andThen(
      Queue.end(queue),
      Fiber.join(printer).pipe(Effect.timeoutOption(Duration.millis(LAST_LINES_MILLIS)), Effect.asVoid)
    )
  }
})

/** Takes all events in until the signal, and returns the state at the end. */
const follow = Effect.fnUntraced(function* (
  events: Stream.Stream<WatchEvent, OptionsError>,
  settings: Settings,
  format: WatchArguments["format"],
  observe: Take
) {
  const printer = format === "ndjson" ? yield* printingChanges : undefined
  let state = WatchState.initial
  const take = Effect.fnUntraced(function* (event: WatchEvent) {
    const now = yield* Clock.currentTimeMillis
    const { notices, state: next } = WatchState.after(state, event, now, settings.minCoverage)
    state = next
    yield* observe(event, state, now)
    for (const notice of notices) {
      const { fields, level, text } = lineOf(notice)
      yield* LogFormat.log(level, text, fields)
    }
    if (event._tag === "RunEnded" && printer !== undefined) yield* printer.take(event)
  })
  const following = Stream.runForEach(events, take).pipe(Effect.catchTag("OptionsError", Effect.die))
  if (printer === undefined) yield* following
  else yield* Effect.andThen(Effect.raceFirst(following, printer.ended), printer.close)
  return state
})

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

  const telemetry = yield* telemetryOf(settings, targets.extractors)
  const fork = Effect.runForkWith(yield* Effect.context<never>())
  const reload = Effect.andThen(Effect.logInfo("SIGHUP: the configuration is read again"), overrides.reload)
  const watching = Effect.gen(function* () {
    const listen = yield* HangUp
    yield* listen(() => fork(Effect.provide(reload, LogFormat.layer(logFormat))))
    const extraction = yield* Extraction
    const observe = yield* telemetry.start
    const events = extraction.watch(sourcesOf(targets, settings), { beforeRun: overrides.reload })
    return yield* follow(events, settings, format, observe)
  })
  const extraction = dryRun
    ? Extraction.layerDryRun
    : Layer.provide(
        Extraction.layer,
        telemetry.store(
          layerReopening(storeName(settings), openStore((yield* store(settings.store)).layer, STORE_MILLIS))
        )
      )
  const state = yield* watching.pipe(
    Effect.scoped,
    Effect.provide(extraction),
    Effect.provide(
      telemetry.bookmaker(bookmaker(settings, { currentOverrides: overrides.current, keepsAnswers: true }))
    ),
    Effect.provide(telemetry.collector),
    Effect.provide(LogFormat.layer(logFormat))
  )
  const code = WatchState.exitCodeOf(state, settings.minCoverage)
  if (code !== 0) return yield* new Exit({ code })
})
