/**
 * Runs extractors again and again: one loop for each source and day, all of them over one bookmaker and one store.
 *
 * A run that is still going when its turn comes is not doubled, the turn is missed. A run that stands still past its budget
 * is abandoned. What an event means to people, and whether all is well, is for `WatchState.ts` and whoever shows it.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { type Deadline, millisLeft, monotonicMillis } from "../../domain/Deadline.ts"
import { OptionsError } from "../../domain/OptionsError.ts"
import type { MarketResult } from "../MarketResult.ts"
import { type RunOptions, resolve } from "../RunOptions.ts"
import { StopSignal } from "../Shutdown.ts"
import * as OpenSpans from "./OpenSpans.ts"
import * as Turns from "./Turns.ts"
import type { WatchEvent, Watched } from "./WatchEvent.ts"

/** The shortest and the longest interval of a source, in seconds. */
const isInterval = (seconds: number) => seconds >= 1 && seconds <= 86_400

/** A source and day to be watched, and how its runs are made. */
export interface WatchedSource extends Omit<RunOptions, "spent"> {
  /** From the start of one run to the next, 1 s to 1 day. */
  readonly every: Duration.Input
}

/** How sources are watched. */
export interface WatchOptions {
  /** Is done before each run, say to read settings again. @default nothing */
  readonly beforeRun?: Effect.Effect<void>
  /** While it is closed no run begins, and no turn counts as missed. @default always open */
  readonly gate?: Latch.Latch
}

/** Makes one run. */
type Run = (options: RunOptions) => Effect.Effect<ReadonlyArray<MarketResult>, OptionsError>

/** How far past its budget a run is abandoned: what a publication may take that was begun in time, and half a second. */
const OVERSTAY_MILLIS = 5500
/** How long after the stop signal a run that stands still is abandoned. */
const STOP_MILLIS = 1900
/** Events that nobody has taken yet; beyond them, runs wait. */
const BUFFER = 64

interface Job {
  readonly watched: Watched
  readonly options: RunOptions
}

/** Checks all sources. Fails with the first option that is wrong. */
const jobsOf = Effect.fnUntraced(function* (sources: ReadonlyArray<WatchedSource>) {
  if (sources.length === 0) return yield* new OptionsError({ message: "Expected at least one source" })
  const jobs: Array<Job> = []
  const names = new Set<string>()
  for (const [index, { every, ...options }] of sources.entries()) {
    const resolved = yield* resolve(options)
    const seconds = Option.match(Duration.fromInput(every), { onNone: () => Number.NaN, onSome: Duration.toSeconds })
    if (!isInterval(seconds)) {
      return yield* new OptionsError({ message: `Expected an interval from 1 second to 1 day, found ${every}` })
    }
    const { period, prefix, source } = resolved
    const name = `${prefix} ${source} ${period}`
    if (names.has(name)) return yield* new OptionsError({ message: `Expected each source and day once: ${name}` })
    names.add(name)
    const intervalMillis = seconds * 1000
    const budgetMillis = Turns.budgetMillis(resolved.budgetSeconds * 1000, intervalMillis)
    jobs.push({
      watched: { index, source, period, intervalMillis, budgetMillis },
      options: { ...options, budget: Duration.millis(budgetMillis) }
    })
  }
  return jobs
})

/** How a run ended. */
type Outcome = (
  | { readonly _tag: "Ended"; readonly results: ReadonlyArray<MarketResult> }
  | { readonly _tag: "Abandoned"; readonly reason: "overstayed" | "died"; readonly where: ReadonlyArray<string> }
) & { readonly traceId?: string }

/** Makes one run, and gives it up where it stands still. It goes on beside its watchdog, so that nothing waits for it. */
const runWatched = Effect.fnUntraced(function* (run: Run, { options, watched }: Job): Effect.fn.Return<Outcome> {
  const spans = OpenSpans.make(yield* Tracer.Tracer)
  const fiber = yield* Effect.forkDetach(
    Effect.provideService(Effect.exit(run(options)), Tracer.Tracer, spans.tracer),
    { startImmediately: true }
  )
  const overstayed = Effect.raceFirst(
    Effect.sleep(Duration.millis(watched.budgetMillis + OVERSTAY_MILLIS)),
    Effect.andThen(yield* StopSignal, Effect.sleep(Duration.millis(STOP_MILLIS)))
  )
  const outcome = yield* Effect.raceFirst(
    Effect.map(
      Fiber.join(fiber),
      (exit): Outcome =>
        exit._tag === "Success"
          ? { _tag: "Ended", results: exit.value }
          : { _tag: "Abandoned", reason: "died", where: [Cause.pretty(exit.cause)] }
    ),
    Effect.map(overstayed, (): Outcome => ({ _tag: "Abandoned", reason: "overstayed", where: spans.paths() }))
  ).pipe(Effect.ensuring(Effect.sync(() => fiber.interruptUnsafe())))
  const traceId = spans.traceId()
  return traceId === undefined ? outcome : { ...outcome, traceId }
})

/** Watches one source until the stop signal. */
const watchOne = Effect.fnUntraced(function* (
  run: Run,
  job: Job,
  first: Deadline,
  { beforeRun = Effect.void, gate }: WatchOptions,
  emit: (event: WatchEvent) => Effect.Effect<unknown>
) {
  const { watched } = job
  const stopped = Effect.as(yield* StopSignal, true)
  const turns: Turns.Turns = { first, intervalMillis: watched.intervalMillis }
  /** Waits for a turn, and while the gate is closed for the next one. Gives false at the stop signal. */
  const waitFor = Effect.fnUntraced(function* (turn: number): Effect.fn.Return<number | undefined> {
    const left = yield* millisLeft(Turns.timeOf(turns, turn))
    yield* emit({ _tag: "NextRun", watched, at: (yield* Clock.currentTimeMillis) + Math.max(0, left) })
    if (yield* Effect.raceFirst(stopped, Effect.as(Effect.sleep(Duration.millis(Math.max(0, left))), false))) return
    if (gate === undefined || gate.isOpen()) return turn
    if (yield* Effect.raceFirst(stopped, Effect.as(gate.await, false))) return
    return yield* waitFor(Turns.next(turns, turn - 1, yield* monotonicMillis).turn)
  })
  let turn = yield* waitFor(0)
  while (turn !== undefined) {
    yield* emit({ _tag: "RunStarted", watched, turn })
    const start = yield* monotonicMillis
    yield* beforeRun
    const { _tag, ...outcome } = yield* runWatched(run, job)
    const now = yield* monotonicMillis
    const durationMillis = now - start
    yield* emit({ _tag: `Run${_tag}`, watched, turn, durationMillis, ...outcome } as WatchEvent)
    const next = Turns.next(turns, turn, now)
    if (next.missed > 0) yield* emit({ _tag: "TurnsMissed", watched, count: next.missed })
    turn = yield* waitFor(next.turn)
  }
})

/**
 * Watches sources until the stop signal. Runs wait for events to be taken where 64 have not been. Fails where an option is
 * wrong.
 */
export const watch = (
  run: Run,
  sources: ReadonlyArray<WatchedSource>,
  options: WatchOptions = {}
): Stream.Stream<WatchEvent, OptionsError> =>
  Stream.callback<WatchEvent, OptionsError>(
    (queue) =>
      Effect.gen(function* () {
        const jobs = yield* jobsOf(sources)
        const start = yield* monotonicMillis
        const offsets = Turns.offsets(jobs.map(({ watched }) => watched.intervalMillis))
        yield* Effect.forEach(
          jobs,
          (job, index) =>
            watchOne(run, job, start + (offsets[index] ?? 0), options, (event) => Queue.offer(queue, event)),
          { concurrency: "unbounded", discard: true }
        )
        yield* Queue.end(queue)
      }).pipe(Effect.catch((error) => Queue.fail(queue, error))),
    { bufferSize: BUFFER, strategy: "suspend" }
  )
