/**
 * The command `sandbox`: serves the simulated bookmaker over HTTP, for any client to be pointed at.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { numberFlag, ownPort } from "../../numberText.ts"
import { type SandboxShape, sandboxShapes } from "../../Parts.ts"

const shapes = Object.keys(sandboxShapes) as ReadonlyArray<SandboxShape>

const config = {
  port: numberFlag("port", ownPort).pipe(
    Flag.withAlias("p"),
    Flag.withDescription("Port to listen on; 0 takes a free one (default: 8787)"),
    Flag.withDefault(8787)
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription("Address to listen on (default: 127.0.0.1)"),
    Flag.withDefault("127.0.0.1")
  ),
  shape: Flag.Literals("shape", shapes).pipe(
    Flag.withDescription(
      `Shape of the answers (default: mixed); ${shapes.map((shape) => `${shape}: ${sandboxShapes[shape]}`).join("; ")}`
    ),
    Flag.withDefault<SandboxShape>("mixed")
  )
}

/** Serves until it is stopped. */
export const command = Command.make("sandbox", config, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ serve }) => serve(given)
  )
).pipe(Command.withDescription("Serve the simulated bookmaker over HTTP"))
