/**
 * What `sandbox` does, loaded once it is run.
 */
import * as Effect from "effect/Effect"
import { StopSignal } from "../../../extraction/Shutdown.ts"
import { verdicts } from "../../../extraction/Verdict.ts"
import { Exit, exitCodes, print, refuse, say } from "../../output.ts"
import { Parts, type SandboxOptions } from "../../Parts.ts"
import { settings } from "../../Settings.ts"

/** Serves the simulated bookmaker until the stop signal. Its first line on stdout is the URL. */
export const serve = Effect.fnUntraced(function* ({
  host,
  port,
  shape
}: Omit<SandboxOptions, "hostname"> & { readonly host: string }) {
  const parts = yield* Parts
  const url = yield* parts
    .serveSandbox({ hostname: host, port, shape })
    .pipe(Effect.catch((error) => refuse(exitCodes.noPort, error.message)))
  yield* print(url)
  yield* say(`point a run at it: ${settings.liveUrl.env}=${url} ${settings.upcomingUrl.env}=${url}`)
  yield* yield* StopSignal
  return yield* new Exit({ code: verdicts.interrupted.exitCode })
}, Effect.scoped)
