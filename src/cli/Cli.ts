/**
 * The command line: its commands, its global flags, and how wrong usage is answered.
 *
 * It knows no vendor; `main.ts` hands it the `Parts`. Results go to stdout, everything else to stderr. A command ends by
 * succeeding, or by failing with an error that carries its exit code.
 */
import * as Console from "effect/Console"
import * as CliConfig from "effect/cli/CliConfig"
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { withoutUrlSecrets } from "../domain/withoutUrlSecrets.ts"
import { doctor } from "./commands/doctor/command.ts"
import * as extract from "./commands/extract/command.ts"
import { indexes } from "./commands/indexes/command.ts"
import * as sandbox from "./commands/sandbox/command.ts"
import * as tail from "./commands/tail/command.ts"
import * as watch from "./commands/watch/command.ts"
import { Exit, exitCodes, print } from "./output.ts"
import { settings } from "./Settings.ts"

export { Exit } from "./output.ts"
export { Parts } from "./Parts.ts"

const root = Command.make("bookiegamma").pipe(
  Command.withDescription("Extract and store BookieGamma's odds for three markets"),
  Command.withSubcommands([...extract.commands, watch.command, tail.command, sandbox.command, doctor, indexes]),
  Command.withExamples([
    { command: "bookiegamma btts live 0", description: "Both teams to score, matches being played" },
    { command: "bookiegamma all upcoming 1", description: "All three markets of tomorrow, in one go" },
    { command: "bookiegamma watch live --every 20s", description: "All three markets of live matches, every 20 s" }
  ])
)

/** Presents help with notes, where settings are read, and wrong usage on stderr: what is wrong, what would be right. */
const presenter: CliOutput.Presenter = {
  present: Effect.fnUntraced(function* (event) {
    if (event._tag !== "InvalidInvocation") {
      yield* CliOutput.defaultPresenter.present(event)
      const { flags = [], subcommands } = event._tag === "Help" ? event.helpDoc : {}
      if (subcommands === undefined && !flags.some(({ name }) => name === settings.prefix.flag)) return
      const { helpNotes } = yield* Effect.promise(() => import("./helpNotes.ts"))
      return yield* Console.log(`\n${helpNotes}`)
    }
    const subcommands = event.helpDoc.subcommands?.flatMap(({ commands }) => commands.map(({ name }) => name)) ?? []
    for (const error of event.errors) {
      yield* Console.error(`error: ${withoutUrlSecrets(error.message)}`)
      if (error._tag === "UnknownSubcommand") yield* Console.error(`expected one of: ${subcommands.join(", ")}`)
    }
    yield* Console.error(`usage: ${event.helpDoc.usage}\nhelp:  ${event.commandPath.join(" ")} --help`)
  })
}

const builtIns = [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]

const usageError = (error: CliError.CliError) =>
  error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : exitCodes.usage

/** Prints what help, version and completions say as results are printed, and lets nothing fail for a full stderr. */
const printing = Effect.fnUntraced(function* <E, R>(commandLine: Effect.Effect<void, E, R>) {
  const console = yield* Console.Console
  const texts: Array<string> = []
  const collecting: Console.Console = {
    ...console,
    log: (...words) => {
      texts.push(words.join(" "))
    },
    error: (...words) => {
      try {
        console.error(...words)
      } catch {
        // Deno throws where stderr cannot be written; other runtimes do not.
      }
    }
  }
  const exit = yield* Effect.exit(Effect.provideService(commandLine, Console.Console, collecting))
  if (texts.length > 0) yield* print(texts.join("\n"))
  return yield* exit
})

/** Runs the command line that `Stdio` gives. Fails only with `Exit`. */
export const run = (version: string) =>
  Command.run(root, { version }).pipe(
    printing,
    Effect.catch((error) => Effect.fail(error._tag === "Exit" ? error : new Exit({ code: usageError(error) }))),
    Effect.provide(Layer.merge(CliOutput.layerPresenter(presenter), CliConfig.layer({ builtIns })))
  )
