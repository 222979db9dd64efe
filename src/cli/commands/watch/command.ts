/**
 * The command `watch`: runs extractors again and again, several sources and days in one process.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { logFormats } from "../../logFormat.ts"
import * as settingsFlags from "../../settingsFlags.ts"

const config = {
  targets: Argument.String("extractor-or-source").pipe(
    Argument.withDescription(
      "Sources: live, upcoming, upcoming:1, upcoming:0-4 (default: live); and extractors, where not all three are wanted"
    ),
    Argument.variadic()
  ),
  every: Flag.String("every").pipe(
    Flag.withMetavar("interval"),
    Flag.withDescription(
      "From the start of one run to the next, such as 20s or 5m; one for all sources, or one for each in their order, " +
        "separated by commas (default: 20s live, 5m upcoming)"
    ),
    Flag.optional
  ),
  format: Flag.Literals("format", ["screen", "log", "ndjson"]).pipe(
    Flag.withDescription(
      "screen: a live screen; log: a line a run on stderr; ndjson: changed documents on stdout besides " +
        "(default: screen on a terminal, else log)"
    ),
    Flag.optional
  ),
  logFormat: Flag.Literals("log-format", logFormats).pipe(
    Flag.withDescription("How lines on stderr look (default: text)"),
    Flag.withDefault("text")
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Fetch and transform, store nothing"),
    Flag.withDefault(false)
  ),
  ...settingsFlags.watchFlags
}

/** Watches sources until a signal comes. */
export const command = Command.make("watch", config, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ watch }) => watch(given)
  )
).pipe(
  Command.withDescription("Extract at intervals until a signal comes"),
  Command.withExamples([
    {
      command: "bookiegamma watch live --every 20s",
      description: "All three markets of live matches, three times a minute"
    },
    {
      command: "bookiegamma watch live upcoming:0-4 --every 20s,5m",
      description: "And of the matches of five days every five minutes"
    }
  ])
)
