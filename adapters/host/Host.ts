/**
 * The platform services of a command, on Node, Deno and Bun alike: environment, arguments, output, terminal size.
 *
 * Commands neither prompt nor start programs: both die. `Keyboard` alone reads stdin, for the live screen, and `Systemd` alone
 * starts a program. Files are in `HostFiles`, writing is in `HostOutput`.
 */

import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as ConfigProvider from "effect/ConfigProvider"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import * as HostOutput from "./HostOutput.ts"

/** Reads the environment. Empty variables are kept, so that the settings can refuse them. */
const environment = ConfigProvider.layer(ConfigProvider.fromEnv({ preserveEmptyStrings: true }))

const output = (name: HostOutput.StreamName) => {
  const write = (chunk: string | Uint8Array) => HostOutput.write(name, chunk)
  return () => Sink.forEach(write)
}

const stdio = Layer.succeed(
  Stdio.Stdio,
  Stdio.make({
    args: Effect.sync(() => process.argv.slice(2)),
    stdinIsTerminal: Effect.succeed(false),
    stdoutIsTerminal: Effect.sync(() => HostOutput.isTerminal("stdout")),
    stderrIsTerminal: Effect.sync(() => HostOutput.isTerminal("stderr")),
    stdout: output("stdout"),
    stderr: output("stderr"),
    stdin: Stream.empty
  })
)

const notInteractive = Effect.die(new Error("this command is not interactive"))

const terminal = Layer.succeed(
  Terminal.Terminal,
  Terminal.make({
    columns: Effect.sync(HostOutput.terminalColumns),
    rows: Effect.sync(() => process.stdout.rows ?? 0),
    size: notInteractive,
    readInput: notInteractive,
    readLine: notInteractive,
    display: (text) => HostOutput.write("stdout", text)
  })
)

const noProcesses = Layer.succeed(
  ChildProcessSpawner.ChildProcessSpawner,
  ChildProcessSpawner.make(() => Effect.die(new Error("this command starts no programs")))
)

/** Provides the platform services of a command. */
export const layer: Layer.Layer<
  ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem | Path.Path | Stdio.Stdio | Terminal.Terminal
> = Layer.mergeAll(TerminalCapabilities.layer, FileSystem.layerNoop({}), NodePath.layer, terminal, noProcesses).pipe(
  Layer.provideMerge(Layer.merge(environment, stdio))
)
