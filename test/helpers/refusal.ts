/**
 * Runs the command line in this process as far as it goes without a bookmaker and without a store: for settings that it
 * refuses. Everything else of it is the command's own; where it asks for another part than files, it dies.
 */
import { Cause, ConfigProvider, Console, Effect, Exit, Layer, Sink, Stdio } from "effect"
import * as HostFiles from "../../adapters/host/HostFiles.ts"
import { Host } from "../../adapters/host/index.ts"
import * as Cli from "../../src/cli/Cli.ts"

/** Collects what is written, texts and bytes alike. */
const collector = () => {
  const texts: Array<string> = []
  const decoder = new TextDecoder()
  const add = (chunk: string | Uint8Array) => {
    texts.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }))
  }
  const write = (chunk: string | Uint8Array) => Effect.sync(() => add(chunk))
  return { add, sink: () => Sink.forEach(write), text: () => texts.join("") }
}

/** Gives the exit code and the output of the command with such arguments and such an environment, as `run` does. */
export const refusal = async (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) => {
  const [out, err] = [collector(), collector()]
  const stdio = Stdio.layerTest({ args: Effect.succeed(args), stdout: out.sink, stderr: err.sink })
  const console: Console.Console = {
    ...globalThis.console,
    log: (...words) => out.add(`${words.join(" ")}\n`),
    error: (...words) => err.add(`${words.join(" ")}\n`)
  }
  const exit = await Cli.run("0.0.0").pipe(
    Effect.provideService(Cli.Parts, { files: HostFiles.layer } as Cli.Parts["Service"]),
    Effect.provideService(Console.Console, console),
    Effect.provide(
      Layer.merge(stdio, ConfigProvider.layer(ConfigProvider.fromUnknown(env, { preserveEmptyStrings: true })))
    ),
    Effect.provide(Host.layer),
    Effect.runPromiseExit
  )
  if (Exit.isSuccess(exit)) return { code: 0, stdout: out.text(), stderr: err.text() }
  const error = Cause.squash(exit.cause)
  if (!(error instanceof Cli.Exit)) throw error
  return { code: error.code, stdout: out.text(), stderr: err.text() }
}
