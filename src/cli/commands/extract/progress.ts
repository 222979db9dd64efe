/**
 * How far a run is, on the last line of a terminal.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stdio from "effect/Stdio"
import { Progress } from "../../../extraction/Progress.ts"
import { write } from "../../output.ts"

const CLEAR_LINE = "\r\x1b[2K"

/** Draws the progress of a run where stderr is a terminal, and clears the line at the end. */
export const drawingProgress = Effect.fnUntraced(function* <A, E, R>(run: Effect.Effect<A, E, R>) {
  const stdio = yield* Stdio.Stdio
  if (!(yield* stdio.stderrIsTerminal)) return yield* run
  let line = "listing competitions"
  const draw = Effect.suspend(() => write(`${CLEAR_LINE}${line}`))
  yield* Effect.forkScoped(Effect.repeat(draw, Schedule.spaced("100 millis")))
  return yield* run.pipe(
    Effect.provideService(Progress, ({ answered, competitions, matches }) => {
      line = `competitions ${answered}/${competitions}, matches ${matches}`
    }),
    Effect.ensuring(write(CLEAR_LINE))
  )
}, Effect.scoped)
