/**
 * The command line within this process: its real commands over a bookmaker and a store of a test, in virtual time.
 *
 * What only a process shows, such as pipes, signals and what `main.ts` joins, is for `command.ts`.
 */
import { ConfigProvider, Effect, Exit, type FileSystem, Layer, PlatformError, Sink, Stdio } from "effect"
import type { HttpClient } from "effect/http"
import { Host } from "../../adapters/host/index.ts"
import * as Cli from "../../src/cli/Cli.ts"
import type { Service } from "../../src/cli/Parts.ts"
import type { WatchView } from "../../src/extraction/watch/WatchView.ts"
// Loaded before a test begins, since virtual time does not wait for files.
import "../../src/cli/commands/extract/handler.ts"
import "../../src/cli/commands/tail/handler.ts"
import "../../src/cli/commands/watch/handler.ts"
import "../../src/cli/commands/watch/telemetry.ts"
import "../../src/cli/commands/watch/screen.ts"
import "../../src/telemetry/ObservedStore.ts"
import { BookieGamma, type OddsStore, type StoreError } from "../../src/index.ts"

/** What a command is run with. */
export interface CommandLine {
  readonly args: ReadonlyArray<string>
  readonly http?: Layer.Layer<HttpClient.HttpClient>
  readonly store: Layer.Layer<OddsStore, StoreError>
  /** How many characters of stdout are read before its reader goes. @default all */
  readonly reads?: number
  /** What the environment has besides the bookmaker's URLs. */
  readonly env?: Readonly<Record<string, string>>
  /** Reads files. @default none may be read */
  readonly files?: Layer.Layer<FileSystem.FileSystem>
  /** What a process has that runs for long. @default it may not be asked for */
  readonly service?: Service
  /** How keys are listened to, and what is done with what a live screen shows. @default there is no terminal */
  readonly terminal?: {
    readonly listen: NonNullable<Effect.Success<Cli.Parts["Service"]["keys"]>>
    readonly draw: (view: WatchView) => ReadonlyArray<string>
  }
}

const urls = {
  BOOKIEGAMMA_LIVE_URL: "http://bookmaker.test/live",
  BOOKIEGAMMA_UPCOMING_URL: "http://bookmaker.test/up"
}

const unused = () => Effect.die(new Error("this part is not used here"))

const partsOf = ({ files, http, service, store, terminal }: CommandLine) =>
  Layer.succeed(Cli.Parts, {
    clientOptions: ({ bookmaker }) => bookmaker!,
    bookmaker: ({ bookmaker }, options) =>
      http === undefined
        ? Layer.effectContext(unused())
        : BookieGamma.layer(bookmaker!, options).pipe(Layer.provide(http), Layer.orDie),
    bookmakerAdmin: () => Layer.effectContext(unused()),
    store: () => Effect.succeed({ layer: store, admin: { examine: unused, createIndexes: unused } }),
    table: unused,
    screen: (view) => (terminal === undefined ? unused() : Effect.sync(() => terminal.draw(view))),
    keys: Effect.succeed(terminal?.listen),
    serveSandbox: unused,
    decodeTls: unused,
    service: service === undefined ? unused() : Effect.succeed(service),
    version: "0.0.0",
    files: files ?? Layer.effectContext(unused())
  })

const readerHasGone = PlatformError.systemError({ module: "Stdio", method: "stdout", _tag: "BadResource" })

/** Runs a command; gives its exit code and what it has written. Both may be read while it still runs. */
export const commandLine = (options: CommandLine) => {
  const written = { stdout: "", stderr: "" }
  const write = (name: keyof typeof written, limit: number) => (chunk: string | Uint8Array) =>
    Effect.suspend(() => {
      if (written[name].length >= limit) return Effect.fail(readerHasGone)
      written[name] += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)
      return Effect.void
    })
  const stdio = Stdio.layerTest({
    args: Effect.succeed(options.args),
    stderrIsTerminal: Effect.succeed(options.terminal !== undefined),
    stdout: () => Sink.forEach(write("stdout", options.reads ?? Number.POSITIVE_INFINITY)),
    stderr: () => Sink.forEach(write("stderr", Number.POSITIVE_INFINITY))
  })
  const environment = ConfigProvider.layer(ConfigProvider.fromUnknown({ ...urls, ...options.env }))
  const code = Cli.run("0.0.0").pipe(
    Effect.exit,
    Effect.map((exit) => {
      if (Exit.isSuccess(exit)) return 0
      const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")
      if (failure === undefined) throw new Error("the command broke", { cause: exit.cause })
      return failure.error.code
    }),
    Effect.provide(Layer.mergeAll(partsOf(options), Host.layer, stdio, environment))
  )
  return { written, code }
}
