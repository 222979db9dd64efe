/**
 * How far a run is, drawn on the last line of a terminal. What the line says is `progressLine.ts`'s business.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import { monotonicMillis } from "../../../domain/Deadline.ts"
import { Progress } from "../../../extraction/Progress.ts"
import { write } from "../../output.ts"
import { variable } from "../../variable.ts"
import * as progressLine from "./progressLine.ts"

const CLEAR_LINE = "\r\x1b[2K"
const CLEAR_REST = "\x1b[K"
/** Eight times a second. */
const INTERVAL = "125 millis"

/** Tells whether a line can be drawn over and over: on a terminal, unless it is one that cannot move its cursor. */
const canDraw = Effect.gen(function* () {
  const { stderrIsTerminal } = yield* Stdio.Stdio
  return (yield* stderrIsTerminal) && (yield* variable("TERM")) !== "dumb"
})

/** Gives what else writes to stderr meanwhile a line of its own. */
const writingAbove = Effect.fnUntraced(function* <A, E, R>(run: Effect.Effect<A, E, R>) {
  const stdio = yield* Stdio.Stdio
  const console = yield* Console.Console
  const above: Stdio.Stdio = {
    ...stdio,
    stderr: (options) =>
      Sink.mapInput(stdio.stderr(options), (chunk: string | Uint8Array) =>
        typeof chunk === "string" ? CLEAR_LINE + chunk : chunk
      )
  }
  const error: Console.Console["error"] = (first, ...others) => console.error(`${CLEAR_LINE}${first}`, ...others)
  return yield* run.pipe(
    Effect.provideService(Stdio.Stdio, above),
    Effect.provideService(Console.Console, { ...console, error })
  )
})

/** Draws the progress of a run where stderr is a terminal, and clears the line at the end. `first` is what is done first. */
export const drawingProgress =
  (first: string) =>
  <A, E, R>(run: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      if (!(yield* canDraw)) return yield* run
      const { columns } = yield* Terminal.Terminal
      const line = progressLine.make()
      let progress: Progress | undefined
      const draw = Effect.gen(function* () {
        // A line that reaches the last column would make some terminals begin a new one.
        const width = (yield* columns) - 1
        const text = progress === undefined ? first.slice(0, width) : line.at(progress, yield* monotonicMillis, width)
        yield* write(`\r${text}${CLEAR_REST}`)
      })
      const drawing = yield* Effect.forkScoped(Effect.repeat(Effect.uninterruptible(draw), Schedule.spaced(INTERVAL)))
      return yield* writingAbove(run).pipe(
        Effect.provideService(Progress, (now) => {
          progress = now
        }),
        Effect.ensuring(Effect.andThen(Fiber.interrupt(drawing), write(CLEAR_LINE)))
      )
    }).pipe(Effect.scoped)
