/** Changes of the command `watch`: its lines, its live screen, and what it hands on. */
import type { MutantList } from "../Mutant.ts"

const TELEMETRY = ["test/cli/watchTelemetry.test.ts"]
const WATCH = ["test/cli/watch.test.ts"]
const SCREEN = ["test/cli/watchScreen.test.ts"]
const NOTICES = ["test/cli/watchNotices.test.ts"]

export const watch: MutantList = [
  {
    file: "src/cli/commands/watch/handler.ts",
    tests: WATCH,
    mutants: [
      { name: "a watch has no options of a run", find: "    ...runOptionsOf(settings)\n", replace: "" },
      {
        name: "a watch of upcoming days is of today",
        find: "    source,\n    period,\n    every",
        replace: "    source,\n    period: 0,\n    every"
      },
      {
        name: "a watch goes by whole coverage",
        find: "latest.state, event, now, minCoverage)",
        replace: "latest.state, event, now, 1)",
        tests: TELEMETRY
      },
      {
        name: "a watch ends by whole coverage",
        find: "WatchState.exitCodeOf(state, settings.minCoverage)",
        replace: "WatchState.exitCodeOf(state, 1)"
      },
      { name: "a watch ends with 0", find: "  if (code !== 0) return yield* new Exit({ code })\n", replace: "" },
      {
        name: "a watch says nothing of runs",
        find: "      if (!isOnScreen || notice._tag",
        replace: "      if (isOnScreen && notice._tag"
      },
      {
        name: "the screen shows good runs too",
        find: '(!isOnScreen || notice._tag !== "Run" || level !== "Info")',
        replace: "(true as boolean)",
        tests: SCREEN
      },
      { name: "a watch goes on without a reader", find: ", printer.ended)", replace: ", Effect.never)" },
      {
        name: "a dry run of watch stores",
        find: "const extraction = dryRun\n",
        replace: "const extraction = (false as boolean)\n"
      },
      {
        name: "--format screen without a terminal is a log",
        find: "if (Option.isNone(format)) return undefined",
        replace: "if (true as boolean) return undefined"
      },
      {
        name: "runs go on while the screen is paused",
        find: "{ ...options, gate: screen.gate }",
        replace: "{ ...options }",
        tests: SCREEN
      },
      {
        name: "the screen cannot be quit",
        find: "Effect.provideService(StopSignal, screen.stopped)",
        replace: "Effect.provideService(StopSignal, Effect.never)",
        tests: SCREEN
      },
      {
        name: "the last runs are not said after the screen",
        find: "if (wasOnScreen) yield* sayLastRuns(state)\n",
        replace: "\n",
        tests: SCREEN
      },
      {
        name: "messages are not on the screen",
        find: "        Effect.provide(logger)\n",
        replace: "        Effect.andThen(Effect.void)\n",
        tests: SCREEN
      },
      {
        name: "--log-format is not passed on",
        find: "    Effect.provide(LogFormat.layer(logFormat))\n  )",
        replace: '    Effect.provide(LogFormat.layer("text"))\n  )'
      },
      {
        name: "the file of headers is not read again",
        find: "const options = { beforeRun: overrides.reload }",
        replace: "const options = {}"
      },
      { name: "headers that were read again are not sent", find: "currentOverrides: overrides.current, ", replace: "" },
      {
        name: "SIGHUP is not listened to",
        find: "    yield* listen(() => fork(Effect.provide(reload, logger)))\n",
        replace: ""
      }
    ]
  },
  {
    file: "src/cli/commands/watch/changedDocuments.ts",
    tests: WATCH,
    mutants: [
      { name: "the source of a change is not printed", find: "              source: watched.source,\n", replace: "" },
      {
        name: "only the first extractor's changes are printed",
        find: "results.flatMap((result) =>",
        replace: "results.slice(0, 1).flatMap((result) =>"
      }
    ]
  },
  {
    file: "src/cli/commands/watch/screen.ts",
    tests: SCREEN,
    mutants: [
      {
        name: "the screen is drawn every five seconds",
        find: "const REDRAW = Duration.millis(500)",
        replace: "const REDRAW = Duration.millis(5000)"
      },
      { name: "a key is not shown at once", find: "    Queue.offerUnsafe(redraw, undefined)\n", replace: "" },
      { name: "the terminal is left on the other screen", find: "() => write(LEAVE)", replace: "() => Effect.void" },
      {
        name: "requests a second are those of a minute",
        find: "const RATE_MILLIS = 5000",
        replace: "const RATE_MILLIS = 60_000"
      },
      { name: "all moves are kept", find: "moves.length = Math.min(moves.length, MAX_MOVES)", replace: "" },
      { name: "all messages are kept", find: "if (messages.length > MAX_MESSAGES) messages.shift()", replace: "" },
      { name: "moves are shown oldest first", find: "moves.unshift(...", replace: "moves.push(..." },
      {
        name: "whoever has scrolled loses the lines",
        find: "if (scrolled > 0) scrolled =",
        replace: "if (false as boolean) scrolled ="
      },
      {
        name: "scrolling goes beyond the last move",
        find: "Math.max(0, Math.min(moves.length - 1, scrolled + lines))",
        replace: "Math.max(0, scrolled + lines)"
      },
      {
        name: "a pause cannot be ended",
        find: "gate.isOpen() ? gate.closeUnsafe() : gate.openUnsafe()",
        replace: "gate.closeUnsafe()"
      },
      { name: "quitting does not end the watch", find: "Deferred.doneUnsafe(quit, Effect.void)", replace: "undefined" },
      { name: "rest of an old drawing stays", find: "${CLEAR_TO_LINE_END}`).join", replace: "`).join" }
    ]
  },
  {
    file: "src/cli/commands/watch/notices.ts",
    tests: NOTICES,
    mutants: [
      {
        name: "a filtered run is well",
        find: 'report.verdict === "complete" || report.verdict === "empty"',
        replace: 'report.verdict !== "drifted"'
      },
      {
        name: "one extractor that is well makes a run well",
        find: "const isWell = results.every(",
        replace: "const isWell = results.some("
      },
      {
        name: "the problem of a run is not in its line",
        find: "  if (problem !== undefined) parts.push(`[${problem.detail}]`)\n",
        replace: ""
      },
      {
        name: "what was not stored is not in the line",
        find: "documents.unstored > 0 && `${documents.unstored} unstored`",
        replace: "false"
      },
      {
        name: "failed competitions are not in the line",
        find: "failed > 0 ? `, ${failed} failed`",
        replace: "failed > 1e9 ? `, ${failed} failed`"
      },
      { name: "a line of a run has no trace", find: "      turn,\n      ...traceOf(event),", replace: "      turn," },
      { name: "a line of an abandoned run has no trace", find: "          ...traceOf(notice.event),\n", replace: "" },
      {
        name: "an hour is 60 minutes and more",
        find: "Math.floor((all % 3600) / 60)",
        replace: "Math.floor(all / 60)"
      },
      {
        name: "an outage has lasted as long as now",
        find: "const lasted = notice.at - since",
        replace: "const lasted = notice.at"
      },
      {
        name: "an outage is a warning",
        find: '        level: "Error",\n        text: `${notice.outage.what}',
        replace: '        level: "Warn",\n        text: `${notice.outage.what}'
      },
      {
        name: "where an abandoned run stood is not said",
        find: '${where.join("; ") || "unknown step"}',
        replace: "unknown step"
      }
    ]
  },
  {
    file: "src/cli/commands/watch/overrides.ts",
    tests: ["test/cli/overrides.test.ts"],
    mutants: [
      {
        name: "a broken file of headers has no headers",
        find: "      lastError = message\n",
        replace: "      lastError = message\n      current = undefined\n"
      },
      {
        name: "a broken file of headers is said at each run",
        find: "if (message === lastError) return Effect.void",
        replace: ""
      },
      {
        name: "a file of headers is said to be read at each run",
        find: "if (text === lastText && lastError === undefined) return",
        replace: ""
      },
      {
        name: "the first reading of headers is news",
        find: "const isNews = lastText !== undefined || lastError !== undefined",
        replace: "const isNews = true"
      },
      { name: "a changed file of headers is not taken", find: "      current = overrides\n", replace: "" },
      {
        name: "a file of headers that is well again is not said",
        find: "if (text === lastText && lastError === undefined) return",
        replace: "if (text === lastText) return"
      }
    ]
  },
  {
    file: "src/cli/commands/watch/telemetry.ts",
    tests: TELEMETRY,
    mutants: [
      {
        name: "the store of a watch is not measured",
        find: "tracing(settings, metrics)",
        replace: "tracing(settings)"
      },
      {
        name: "the traffic of a watch is not measured",
        find: "    if (traffic !== undefined) {",
        replace: "    if (traffic === null) {"
      },
      {
        name: "the build has no version in metrics",
        find: "{ version, runtime: usage.runtime }",
        replace: '{ version: "", runtime: usage.runtime }'
      },
      { name: "pages show the state at the start", find: "      state = after\n", replace: "" },
      { name: "runs are not counted in metrics", find: "runs?.take(event, source)", replace: "runs?.take" },
      { name: "the delay is never measured", find: "running.openUnsafe()", replace: "running.closeUnsafe()" },
      {
        name: "a watch without its port goes on",
        find: "refuse(exitCodes.noPort, `no metrics: ${message}`)",
        replace: "Effect.succeed(message)"
      },
      { name: "a port that is taken exits 64", find: "refuse(exitCodes.noPort,", replace: "refuse(64," },
      {
        name: "systemd is not told that the service ends",
        find: '  yield* Effect.addFinalizer(() => Effect.timeoutOption(Effect.interruptible(tell("STOPPING=1")), STOPPING_MILLIS))\n',
        replace: ""
      },
      {
        name: "systemd is not told that the service is ready",
        find: '  yield* Effect.forkScoped(tell("READY=1"))\n',
        replace: ""
      },
      {
        name: "systemd is told half as often as it expects",
        find: "Duration.millis(watchdogMillis / 2)",
        replace: "Duration.millis(watchdogMillis * 2)"
      },
      { name: "each failure to tell systemd is said", find: "      if (isSilent) return Effect.void\n", replace: "" }
    ]
  },
  {
    file: "src/cli/commands/watch/loadTelemetry.ts",
    tests: TELEMETRY,
    mutants: [{ name: "systemd is told nothing without metrics", find: " && !hasSystemd", replace: "" }]
  },
  {
    file: "src/cli/logFormat.ts",
    tests: WATCH,
    mutants: [
      { name: "fields are not in the lines of JSON", find: "    ...annotations,\n", replace: "" },
      { name: "text lines have no level", find: "Z ${level.padEnd(5)} ${", replace: "Z ${" },
      {
        name: "all lines are warnings",
        find: "Effect.logWithLevel(level)(line)",
        replace: 'Effect.logWithLevel("Warn")(line)'
      }
    ]
  }
]
