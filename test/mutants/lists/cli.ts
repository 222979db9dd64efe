/** Changes of the command: its settings, its flags, what it prints, what it ends with. */
import type { MutantList } from "../Mutant.ts"

const SETTINGS = ["test/cli/settings.test.ts"]
const PASSED_ON = ["test/runtimes/settings.test.ts"]
const EXTRACT = ["test/cli/extract.test.ts"]
const TAIL = ["test/cli/tail.test.ts"]
const STREAMS = ["test/runtimes/streams.test.ts"]

export const cli: MutantList = [
  {
    file: "main.ts",
    tests: PASSED_ON,
    mutants: [
      { name: "--rate is not passed on", find: "  ...(rate === undefined ? {} : { rate })\n", replace: "" },
      { name: "--concurrency is not passed on", find: "{ maxInFlight: concurrency }", replace: "{}" },
      {
        name: "BOOKIEGAMMA_PROXIES are not passed on",
        find: "if (proxies.length === 0 && systemProxies === undefined) return",
        replace: "if (systemProxies === undefined) return"
      },
      {
        name: "a proxy's password is not taken out of saved files",
        find: "return [username, password].filter(",
        replace: "return [username].filter(",
        tests: ["test/runtimes/secrets.test.ts"]
      },
      {
        name: "the sandbox goes over the network",
        find: 'if (sandbox) return (await import("./adapters/sandbox/index.ts")).SandboxHttpClient.layer',
        replace: "",
        tests: ["test/runtimes/command.test.ts"]
      },
      {
        name: "--shape is not passed on",
        find: "SimulatedBookmaker.make({ shape })",
        replace: "SimulatedBookmaker.make()",
        tests: ["test/runtimes/doctor.test.ts"]
      }
    ]
  },
  {
    file: "src/cli/commands/extract/handler.ts",
    tests: PASSED_ON,
    mutants: [
      { name: "--min-coverage is not passed on", find: "    settings.minCoverage\n", replace: "    1\n" },
      {
        name: "the time that opening took is not counted",
        find: "dryRun, spent, ...runOptionsOf",
        replace: "dryRun, ...runOptionsOf",
        tests: EXTRACT
      },
      {
        name: "opening may take the whole budget",
        find: "(budgetSeconds * 1000) / 2)",
        replace: "budgetSeconds * 1000)",
        tests: EXTRACT
      },
      {
        name: "opening may take more than 5 s",
        find: "Math.min(STORE_MILLIS, (budgetSeconds * 1000) / 2)",
        replace: "(budgetSeconds * 1000) / 2",
        tests: EXTRACT
      },
      {
        name: "opening goes by the default budget",
        find: "settings.budgetSeconds ?? sourceDefaults[source].budgetSeconds",
        replace: "sourceDefaults[source].budgetSeconds",
        tests: EXTRACT
      },
      {
        name: "every run exits 0",
        find: "if (code !== 0) return yield* new Exit({ code })",
        replace: "",
        tests: EXTRACT
      },
      {
        name: "all extractors run for each",
        find: "extraction.run({ extractors, source,",
        replace: 'extraction.run({ extractors: ["three-way", "btts", "double-chance"], source,',
        tests: EXTRACT
      },
      {
        name: "the period is always 0",
        find: "extraction.run({ extractors, source, period, dryRun",
        replace: "extraction.run({ extractors, source, period: 0, dryRun",
        tests: EXTRACT
      }
    ]
  },
  {
    file: "src/cli/commands/extract/show.ts",
    tests: EXTRACT,
    mutants: [
      {
        name: "documents of ndjson are in reverse",
        find: "        documents.map((document) => JSON.stringify(",
        replace: "        documents.toReversed().map((document) => JSON.stringify("
      },
      {
        name: "ndjson of all does not name the extractor",
        find: "isTogether ? { extractor: report.extractor, document } : document",
        replace: "document"
      },
      {
        name: "json of all is the first report",
        find: "isTogether ? reports : reports[0]",
        replace: "reports[0]",
        tests: ["test/runtimes/silentStore.test.ts"]
      },
      {
        name: "the verdict is not said beside json",
        find: ": Effect.ensuring(printed, sayVerdicts)",
        replace: ": printed"
      },
      { name: "the problem is not said", find: "` (${problem.step}: ${problem.detail})`", replace: '""' }
    ]
  },
  {
    file: "src/cli/commands/tail/handler.ts",
    tests: TAIL,
    mutants: [
      { name: "tail --follow repeats entries", find: "      after = entry.streamId\n", replace: "" },
      { name: "tail does not follow", find: "follow ? Effect.repeat(printNew, POLL) : printNew", replace: "printNew" },
      { name: "tail goes on without a reader", find: "if (!isRead) return yield* new Exit({ code: 0 })", replace: "" },
      {
        name: "tail looks every five seconds",
        find: 'Schedule.spaced("500 millis")',
        replace: 'Schedule.spaced("5 seconds")'
      },
      { name: "tail waits for a store without end", find: '.pipe(withTimeout(STORE_MILLIS, "read"))', replace: "" },
      {
        name: "tail reads the other source",
        find: "Keys.ofMarket(settings.prefix, Markets[extractor], source)",
        replace: 'Keys.ofMarket(settings.prefix, Markets[extractor], "upcoming")'
      }
    ]
  },
  {
    file: "src/cli/output.ts",
    tests: [...EXTRACT, ...TAIL],
    mutants: [
      {
        name: "a reader that goes ends the run with an error",
        find: 'if (reason._tag === "BadResource") return Effect.succeed(false)',
        replace: ""
      },
      {
        name: "a reader that goes ends the run with success",
        find: 'if (reason._tag === "BadResource") return Effect.succeed(false)',
        replace: 'if (reason._tag === "BadResource") return Effect.fail(new Exit({ code: 0 }))'
      },
      {
        name: "a result that cannot be written is no error",
        find: "return refuse(exitCodes.output, `the result could not be written: ${why}`)",
        replace: "return Effect.succeed(why === message)",
        tests: STREAMS
      },
      {
        name: "a full stderr ends the command",
        find: ".pipe(Effect.ignore))",
        replace: ".pipe(Effect.orDie))",
        tests: STREAMS
      }
    ]
  },
  {
    file: "src/cli/settingsFlags.ts",
    tests: PASSED_ON,
    mutants: [
      { name: "--rate is no flag", find: "  rate: textFlag(settings.rate),\n", replace: "" },
      {
        name: "--entry-expiry is --cache-expiry's",
        find: "entryExpiry: textFlag(settings.entryExpiry)",
        replace: 'entryExpiry: Flag.map(textFlag(settings.entryExpiry), () => Option.some("77"))'
      },
      {
        name: "wrong flags exit 78",
        find: 'setting.startsWith("--") ? exitCodes.usage : exitCodes.configuration',
        replace: "exitCodes.configuration",
        tests: ["test/runtimes/command.test.ts"]
      },
      {
        name: "the environment's proxies are passed over",
        find: ").pipe(Effect.flatMap(addSystemProxies))",
        replace: ")",
        tests: ["test/adapters/proxy.test.ts"]
      },
      {
        name: "a signal does not end reading the settings",
        find: "Effect.raceFirst(loadSettings(Object.fromEntries(texts), flags.sandbox, parts), stopped)",
        replace: "loadSettings(Object.fromEntries(texts), flags.sandbox, parts)",
        tests: SETTINGS
      }
    ]
  },
  {
    file: "src/cli/loadSettings.ts",
    tests: SETTINGS,
    mutants: [
      {
        name: "the environment wins over flags",
        find: "const value = flag ?? (yield* variable(setting.env))",
        replace: "const value = (yield* variable(setting.env)) ?? flag"
      },
      {
        name: "an empty variable is unset",
        find: 'if (value.trim() === "") return yield* wrong(source, "is set but empty; give it a value or unset it")',
        replace: 'if (value.trim() === "") continue'
      },
      {
        name: "half a bookmaker is the sandbox",
        find: "if (upcomingUrl === undefined) return yield* wrong(pair[1], `is missing, though ${pair[0]} is set; both are needed`)",
        replace: "if (upcomingUrl === undefined) return undefined"
      },
      {
        name: "live and upcoming are exchanged",
        find: "return { live: liveUrl, upcoming: upcomingUrl, overrides }",
        replace: "return { live: upcomingUrl, upcoming: liveUrl, overrides }"
      },
      {
        name: "the file of headers is passed over",
        find: "config === undefined ? {} : yield* Effect.provide(readOverrides(config), files)",
        replace: "{}"
      },
      {
        name: "a misspelt section of the file is passed over",
        find: 'onExcessProperty: "error"',
        replace: 'onExcessProperty: "ignore"'
      },
      {
        name: "invented odds go into a Redis unasked",
        find: "if ((redis ?? redisRest) !== undefined && sandbox && !askedForSandbox) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "real odds may have the sandbox's prefix",
        find: "  if (isSandboxes) {\n",
        replace: "  if (false as boolean) {\n"
      },
      {
        name: "the sandbox uses the real prefix",
        find: "if (sandbox) return isSandboxes && prefix !== undefined ? prefix : SANDBOX",
        replace: "if (sandbox) return prefix ?? SANDBOX"
      },
      {
        name: "the sandbox uses the real file",
        find: 'sandbox && !name.includes(SANDBOX) ? `-${SANDBOX}` : ""',
        replace: '""'
      },
      {
        name: "both Redis settings are taken",
        find: "if (redisUrl !== undefined && redisHost !== undefined) {",
        replace: "if (false as boolean) {"
      },
      {
        name: "a Redis password is taken as it is in the URL",
        find: "url.password = encoded(redisPass)",
        replace: 'url.password = redisPass ?? ""'
      },
      { name: "the Redis database is dropped", find: ":${redisPort}/${redisDb}`", replace: ":${redisPort}/0`" }
    ]
  },
  {
    file: "src/cli/addresses.ts",
    tests: SETTINGS,
    mutants: [
      {
        name: "a Redis URL may have a query",
        find: "if (MISPLACED.test(text.trim()) || (url !== null && !isReadable(url))) {",
        replace: "if (url !== null && !isReadable(url)) {"
      },
      {
        name: "a Redis URL over HTTP may have a query",
        find: '(text.includes("?") ? "Expected a URL without a query" : undefined)',
        replace: "undefined"
      }
    ]
  },
  {
    file: "src/cli/numberText.ts",
    tests: SETTINGS,
    mutants: [
      { name: "numbers may be hexadecimal", find: "/^\\d{1,9}(\\.\\d{1,9})?$/", replace: "/./" },
      { name: "what is no number is shown", find: 'isLike ? text : "no number"', replace: "text" }
    ]
  },
  {
    file: "src/domain/Bounds.ts",
    tests: [...SETTINGS, "test/extraction/options.test.ts"],
    mutants: [
      { name: "a whole number may be a fraction", find: "(!isWhole || Number.isInteger(value))", replace: "true" },
      { name: "what was given is not said", find: ", got ${given}`", replace: "`" }
    ]
  },
  {
    file: "src/cli/settingTexts.ts",
    tests: SETTINGS,
    mutants: [
      {
        name: "a proxy's password with a bare % is taken",
        find: "!MISPLACED.test(text) && isReadable(url)",
        replace: "!MISPLACED.test(text)"
      },
      {
        name: "proxies are no secrets",
        find: "Redacted.make(proxy.trim())",
        replace: "Redacted.make(proxy.trim(), { label: proxy })"
      }
    ]
  },
  {
    file: "src/cli/Settings.ts",
    tests: SETTINGS,
    mutants: [
      {
        name: "REDIS_DB may be 1000 and more",
        find: "maximum: 999,",
        replace: "maximum: 99_999,",
        equivalent: "only database 0 is taken by the store, whatever the bound of the setting"
      }
    ]
  },
  {
    file: "src/cli/SystemProxies.ts",
    tests: ["test/cli/systemProxies.test.ts"],
    mutants: [
      {
        name: "no_proxy exempts nothing",
        find: 'variable === undefined || isExempt(url, none?.value ?? "") ? undefined',
        replace: "variable === undefined ? undefined"
      },
      {
        name: "BOOKIEGAMMA_PROXIES do not win",
        find: "settings.bookmaker === undefined || settings.proxies.length > 0",
        replace: "settings.bookmaker === undefined"
      },
      {
        name: "all_proxy wins over https_proxy",
        find: '(url.protocol === "https:" ? https : http) ?? all',
        replace: 'all ?? (url.protocol === "https:" ? https : http)'
      },
      {
        name: "a proxy's password is said",
        find: "new URL(Redacted.value(first)).host",
        replace: "Redacted.value(first)"
      },
      {
        name: "a port in no_proxy is passed over",
        find: "if (itsPort !== undefined && itsPort !== portOrDefault) return false",
        replace: ""
      }
    ]
  },
  {
    file: "src/cli/openStore.ts",
    tests: EXTRACT,
    mutants: [
      {
        name: "a store may take 10 s to answer",
        find: "export const STORE_MILLIS = 5000",
        replace: "export const STORE_MILLIS = 10_000"
      },
      {
        name: "a signal does not end opening",
        find: "return yield* Effect.raceFirst(Layer.build(openStore(layer, millis)), stopped)",
        replace: "return yield* Effect.andThen(Effect.sync(() => stopped), Layer.build(openStore(layer, millis)))",
        tests: ["test/runtimes/silentStore.test.ts"]
      },
      {
        name: "a signal does not end commands that store nothing",
        find: "Effect.flatten(StopSignal).pipe(Effect.andThen(Effect.fail(new Exit({ code: verdicts.interrupted.exitCode }))))",
        replace: "Effect.never",
        tests: ["test/runtimes/silentStore.test.ts"]
      }
    ]
  },
  {
    file: "src/cli/readTextFile.ts",
    tests: SETTINGS,
    mutants: [
      { name: "a file has no limit", find: "if (size > MAX_BYTES)", replace: "if (false as boolean)" },
      {
        name: "devices and pipes are read",
        find: 'if (type !== "File") return',
        replace: 'if (type === "Directory") return'
      },
      {
        name: "a file is waited for without end",
        find: "duration: READ_MILLIS,",
        replace: "duration: READ_MILLIS * 100,"
      }
    ]
  },
  {
    file: "src/cli/findings.ts",
    tests: ["test/runtimes/doctor.test.ts"],
    mutants: [
      { name: "a failed finding exits 0", find: "if (!ok) return yield* new Exit({ code: 1 })", replace: "" },
      {
        name: "what to do is not printed",
        find: "...(remedy === undefined ? [] : [`         → ${remedy}`])",
        replace: ""
      }
    ]
  },
  {
    file: "src/cli/findings.ts",
    tests: ["test/adapters/redis/doctor.test.ts"],
    mutants: [
      {
        name: "what to do in the sandbox names the command for a real bookmaker",
        find: "const findings = sandbox ? found.map(forSandbox) : found",
        replace: "const findings = found"
      }
    ]
  },
  {
    file: "src/cli/commands/doctor/saveFiles.ts",
    tests: ["test/runtimes/doctor.test.ts"],
    mutants: [
      {
        name: "saved files are overwritten",
        find: "if (yield* files.exists(paths.join(folder, name))) return failed(`${name} is there already; nothing was written`)",
        replace: 'if (yield* files.exists(paths.join(folder, `${name}.none`))) return failed("")'
      },
      { name: "the folder is not made", find: "yield* files.makeDirectory(folder, { recursive: true })", replace: "" }
    ]
  },
  {
    file: "src/cli/commands/indexes/handler.ts",
    tests: ["test/adapters/redis/doctor.test.ts"],
    mutants: [
      {
        name: "--add-field is not passed on",
        find: "admin.createIndexes(allKeys(prefix), addField)",
        replace: "admin.createIndexes(allKeys(prefix), false)"
      }
    ]
  },
  {
    file: "src/cli/storeKeys.ts",
    tests: ["test/adapters/redis/doctor.test.ts"],
    mutants: [
      {
        name: "indexes of live matches alone",
        find: "sources.map((source) =>",
        replace: "sources.slice(0, 1).map((source) =>"
      }
    ]
  },
  {
    file: "src/cli/runOptionsOf.ts",
    tests: PASSED_ON,
    mutants: [
      {
        name: "--budget is not passed on",
        find: "{ budget: Duration.seconds(settings.budgetSeconds) }",
        replace: "{}"
      },
      {
        name: "--cache-expiry is not passed on",
        find: "{ cacheExpiry: Duration.seconds(settings.cacheExpirySeconds) }",
        replace: "{}"
      },
      {
        name: "--entry-expiry has another's value",
        find: "{ entryExpiry: Duration.seconds(settings.entryExpirySeconds) }",
        replace: "{ entryExpiry: Duration.seconds(settings.cacheExpirySeconds ?? 1) }"
      },
      { name: "--suspended is not passed on", find: "{ suspended: settings.suspended }", replace: "{}" },
      { name: "--prefix is not passed on", find: "  prefix: settings.prefix,\n", replace: "" }
    ]
  },
  {
    file: "src/cli/commands/watch/targets.ts",
    tests: ["test/cli/watchTargets.test.ts"],
    mutants: [
      {
        name: "live matches are watched every 30 s",
        find: "{ live: 20, upcoming: 300 }",
        replace: "{ live: 30, upcoming: 300 }"
      },
      {
        name: "live matches of another day are watched",
        find: 'source === "live" && Number(to) > 0',
        replace: "false as boolean"
      },
      {
        name: "days are named backwards",
        find: "if (Number(from) > Number(to)) return",
        replace: "if (false as boolean) return"
      },
      {
        name: "half a second is an interval",
        find: "seconds >= 1 && seconds <= 86_400",
        replace: "seconds > 0 && seconds <= 86_400"
      },
      {
        name: "one interval holds for the first source alone",
        find: "intervals[index] ?? intervals[0] ??",
        replace: "intervals[index] ??"
      },
      {
        name: "a source is watched twice",
        find: "if (repeated !== undefined) {",
        replace: "if (false as boolean && repeated !== undefined) {"
      }
    ]
  },
  {
    file: "src/cli/commands/extract/progress.ts",
    tests: ["test/cli/progress.test.ts"],
    mutants: [
      {
        name: "progress is drawn on a terminal without a cursor",
        find: '(yield* stderrIsTerminal) && (yield* variable("TERM")) !== "dumb"',
        replace: "(yield* stderrIsTerminal) && term !== undefined"
      },
      {
        name: "the line of progress stays",
        find: "Effect.andThen(Fiber.interrupt(drawing), write(CLEAR_LINE))",
        replace: "Fiber.interrupt(drawing)"
      },
      { name: "progress is drawn eighty times a second", find: '"125 millis"', replace: '"12 millis"' },
      { name: "progress reaches the last column", find: "(yield* columns) - 1", replace: "yield* columns" },
      {
        name: "lines are mixed with progress",
        find: 'typeof chunk === "string" ? CLEAR_LINE + chunk : chunk',
        replace: "chunk"
      },
      {
        name: "log lines are mixed with progress",
        find: "console.error(`${CLEAR_LINE}${first}`, ...others)",
        replace: "console.error(first, ...others)"
      }
    ]
  },
  {
    file: "src/cli/commands/extract/progressLine.ts",
    tests: ["test/cli/progress.test.ts"],
    mutants: [
      { name: "silence is said after 20 s", find: "const QUIET_MILLIS = 2000", replace: "const QUIET_MILLIS = 20_000" },
      {
        name: "requests a second of progress are those of a minute",
        find: "const WINDOW_MILLIS = 3000",
        replace: "const WINDOW_MILLIS = 60_000"
      },
      { name: "a wait has its end for its length", find: "seconds(wait.until - now)", replace: "seconds(wait.until)" },
      {
        name: "progress is wider than its terminal",
        find: "line.length + part.length + 2 <= width",
        replace: "line.length + part.length + 2 > 0"
      },
      { name: "retries are not in the progress", find: 'retries === 0 ? ""', replace: 'retries >= 0 ? ""' }
    ]
  },
  {
    file: "src/cli/redisTls.ts",
    tests: SETTINGS,
    mutants: [
      {
        name: "TLS files are taken for a Redis without TLS",
        find: 'if (redis === undefined || !Redacted.value(redis).toLowerCase().startsWith("rediss:")) {',
        replace: "if (redis === undefined) {"
      },
      {
        name: "a certificate without its key is for the server to refuse",
        find: "if (decoded[files[one].name] !== undefined && decoded[files[other].name] === undefined) {",
        replace: "if (false as boolean) {"
      }
    ]
  }
]
