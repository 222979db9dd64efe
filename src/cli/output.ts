/**
 * Where words go: results to stdout, everything else to stderr, and the exit code with the error that ends a command.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { ABANDONED_EXIT_CODE } from "../extraction/exitCode.ts"

/** Ends a command with an exit code; what there was to say has been said. */
export class Exit extends Data.TaggedError("Exit")<{ readonly code: number }> {
  override readonly [Runtime.errorExitCode] = this.code
  override readonly [Runtime.errorReported] = false
}

/** Lists the exit codes that are not a verdict's. */
export const exitCodes = {
  usage: 64,
  configuration: 78,
  noPort: 69,
  abandoned: ABANDONED_EXIT_CODE,
  store: 74,
  output: 74
} as const

/** Writes text for people to stderr, as it is. What cannot be written there is lost, and changes nothing else. */
export const write = (text: string): Effect.Effect<void, never, Stdio.Stdio> =>
  Stdio.Stdio.use((stdio) => Stream.make(text).pipe(Stream.run(stdio.stderr())).pipe(Effect.ignore))

/** Writes a line for people to stderr. */
export const say = (line: string): Effect.Effect<void, never, Stdio.Stdio> => write(`${line}\n`)

/** Says why a command cannot go on, and ends it. */
export const refuse = (code: number, message: string): Effect.Effect<never, Exit, Stdio.Stdio> =>
  Effect.andThen(say(`error: ${message}`), Effect.fail(new Exit({ code })))

/**
 * Writes a result, whole even if a signal comes, and waits until it is out. Gives false where its reader has gone, which is
 * no error; ends the command where the result cannot be written whole, as on a full disk.
 */
export const print = (text: string): Effect.Effect<boolean, Exit, Stdio.Stdio> =>
  Stdio.Stdio.use((stdio) => Stream.make(`${text}\n`).pipe(Stream.run(stdio.stdout()), Effect.as(true))).pipe(
    Effect.catch(({ message, reason }) => {
      if (reason._tag === "BadResource") return Effect.succeed(false)
      const why = ("description" in reason ? reason.description : undefined) ?? message
      return refuse(exitCodes.output, `the result could not be written: ${why}`)
    }),
    Effect.uninterruptible
  )
