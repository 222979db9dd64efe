/**
 * Runs a program as the process's main program: signals, unreported errors, exit code.
 *
 * The first SIGINT, SIGTERM or SIGHUP completes the program's `StopSignal`, so that it can store the finished
 * competitions; the second one exits at once. While the program listens to `HangUp`, SIGHUP does no more than call it.
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Runtime from "effect/Runtime"
import { HangUp } from "../../src/cli/HangUp.ts"
import { StopSignal } from "../../src/extraction/Shutdown.ts"

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof exitCodes

/** Logs an error that is not reported yet. */
const reportDefects = (cause: Cause.Cause<unknown>) =>
  Cause.hasInterruptsOnly(cause) || !Runtime.getErrorReported(Cause.squash(cause))
    ? Effect.void
    : Effect.logError(cause)

/** Runs the program and exits with its exit code, with the one of the signal instead of 130 where that was not SIGINT. */
export const runMain = <E>(program: Effect.Effect<void, E>): void => {
  const stop = Deferred.makeUnsafe<void>()
  let received: Signal | undefined
  let hangUp: (() => void) | undefined
  const listen = (onHangUp: () => void) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        hangUp = onHangUp
      }),
      () =>
        Effect.sync(() => {
          hangUp = undefined
        })
    )

  const main = program.pipe(
    Effect.tapCause(reportDefects),
    Effect.provideService(StopSignal, Deferred.await(stop)),
    Effect.provideService(HangUp, listen),
    Effect.provideService(Logger.LogToStderr, true)
  )
  const run = Runtime.makeRunMain(({ fiber, teardown }) => {
    const onSignal = (signal: Signal) => {
      if (signal === "SIGHUP" && hangUp !== undefined) return hangUp()
      if (received !== undefined) process.exit(exitCodes[signal])
      received = signal
      Deferred.doneUnsafe(stop, Effect.void)
    }
    for (const signal of Object.keys(exitCodes) as Array<Signal>) process.on(signal, () => onSignal(signal))
    fiber.addObserver((exit: Exit.Exit<unknown, unknown>) =>
      teardown(exit, (code) => {
        process.exit(received !== undefined && code === exitCodes.SIGINT ? exitCodes[received] : code)
      })
    )
  })
  run(main, { disableErrorReporting: true })
}
