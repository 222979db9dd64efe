/**
 * The platform services of a command, on Node, Deno and Bun alike: environment, arguments, output, terminal size.
 *
 * Commands are not interactive and spawn no processes, so stdin is never opened, and prompts and spawning die. Files
 * are in `HostFiles`. Both keep start-up short.
 */

import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as ConfigProvider from "effect/ConfigProvider"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"

/** Reads the environment. Empty variables are kept, so that the settings can refuse them. */
const environment = ConfigProvider.layer(ConfigProvider.fromEnv({ preserveEmptyStrings: true }))

const ignore = () => {}

interface DenoLike {
  readonly Deno?: Readonly<Record<"stdout" | "stderr", { readonly isTerminal: () => boolean }>>
}
const { Deno } = globalThis as DenoLike

/**
 * Returns whether a stream is a terminal. On Deno, `process.stdout` would open the stream, so Deno's own API is used.
 */
const isTerminal = (name: "stdout" | "stderr") =>
  Effect.sync(() => (Deno === undefined ? process[name].isTTY === true : Deno[name].isTerminal()))

/**
 * Opens the process's streams on the first write. Ignores their errors: a closed pipe, as with `| head`, must not end a
 * run before it has stored what it fetched.
 */
const streams = Effect.promise(async () => {
  const NodeStdio = await import("@effect/platform-node-shared/NodeStdio")
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore)
  }
  return NodeStdio
}).pipe(Effect.flatMap((NodeStdio) => Effect.provide(Stdio.Stdio, NodeStdio.layer)))

const stdio = Layer.succeed(
  Stdio.Stdio,
  Stdio.make({
    args: Effect.sync(() => process.argv.slice(2)),
    stdinIsTerminal: Effect.succeed(false),
    stdoutIsTerminal: isTerminal("stdout"),
    stderrIsTerminal: isTerminal("stderr"),
    stdout: (options) => Sink.unwrap(Effect.map(streams, ({ stdout }) => stdout(options))),
    stderr: (options) => Sink.unwrap(Effect.map(streams, ({ stderr }) => stderr(options))),
    stdin: Stream.empty
  })
)

const notInteractive = Effect.die(new Error("this command asks nobody anything"))

const terminal = Layer.succeed(
  Terminal.Terminal,
  Terminal.make({
    columns: Effect.sync(() => process.stdout.columns ?? 0),
    rows: Effect.sync(() => process.stdout.rows ?? 0),
    size: notInteractive,
    readInput: notInteractive,
    readLine: notInteractive,
    display: (text) => Effect.sync(() => process.stdout.write(text))
  })
)

const noProcesses = Layer.succeed(
  ChildProcessSpawner.ChildProcessSpawner,
  ChildProcessSpawner.make(() => Effect.die(new Error("this command starts no programs")))
)

/** Provides the platform services of a command. */
export const layer = Layer.mergeAll(
  TerminalCapabilities.layer,
  FileSystem.layerNoop({}),
  NodePath.layer,
  terminal,
  noProcesses
).pipe(Layer.provideMerge(Layer.merge(environment, stdio)))
