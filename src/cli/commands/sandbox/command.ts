/**
 * The command `sandbox`: serves the simulated bookmaker over HTTP, for any client to be pointed at.
 */

import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { verdicts } from "../../../extraction/Report.ts"
import { Stop } from "../../../extraction/Shutdown.ts"
import { Exit, exitCodes, print, refuse, say } from "../../Output.ts"
import { Parts } from "../../Parts.ts"
import { settings } from "../../Settings.ts"

/** Serves until it is stopped. Its first line on stdout is the URL. */
export const command = Command.make(
  "sandbox",
  {
    port: Flag.Int("port").pipe(
      Flag.filter(
        (port) => port >= 0 && port <= 65_535,
        (port) => `Expected a port from 0 to 65535, got ${port}`
      ),
      Flag.withAlias("p"),
      Flag.withDescription("Port to listen on; 0 takes a free one"),
      Flag.withDefault(8787)
    ),
    host: Flag.String("host").pipe(Flag.withDescription("Address to listen on"), Flag.withDefault("127.0.0.1"))
  },
  Effect.fnUntraced(function* ({ host, port }) {
    const parts = yield* Parts
    const url = yield* parts
      .serveSandbox({ hostname: host, port })
      .pipe(Effect.catch((error) => refuse(exitCodes.noPort, error.message)))
    yield* print(url)
    yield* say(`point a run at it: ${settings.liveUrl.env}=${url} ${settings.upcomingUrl.env}=${url}`)
    yield* yield* Stop
    return yield* new Exit({ code: verdicts.interrupted.exitCode })
  }, Effect.scoped)
).pipe(Command.withDescription("Serve the simulated bookmaker over HTTP"))
