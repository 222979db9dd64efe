/**
 * Which tests run on which runtime. What asks the runtime for sockets, files, processes, signals, real timers, web streams
 * or tables of Unicode may come out differently on each, and runs on all three. What only computes, or lets virtual time
 * pass over values in memory, comes out the same everywhere: `npm test` runs it on Node alone, `npm run test:all` on all.
 *
 * A path is a file, or a folder where it ends with a slash; beside it stands what its tests ask for. A file that is listed
 * by itself is in that class, whatever the class of its folder.
 */
import { runtime } from "./runtime.ts"

/** Tests that depend on the runtime: on Node, Bun and Deno. */
export const onEveryRuntime = {
  "test/adapters/": "sockets, TLS, files, SQLite",
  "test/bookmaker/bookiegamma/examine.test.ts": "the runtime's Response and TextDecoder",
  "test/bookmaker/bookiegamma/requests.test.ts": "the runtime's Request and URL",
  "test/bookmaker/http/abort.test.ts": "sockets",
  "test/bookmaker/http/attempts.test.ts": "the runtime's Request and Response",
  "test/bookmaker/http/body.test.ts": "the runtime's Response and streams",
  "test/bookmaker/http/sharedSlot.test.ts": "the runtime's Response and streams",
  "test/bookmaker/http/bodyLimit.test.ts": "the runtime's streams",
  "test/bookmaker/http/charset.test.ts": "the runtime's TextDecoder and streams",
  "test/bookmaker/http/retryAfter.test.ts": "how the runtime reads dates",
  "test/bookmaker/http/words.test.ts": "the runtime's Response and URL",
  "test/cli/settings.test.ts": "files",
  "test/cli/systemProxies.test.ts": "the runtime's URL",
  "test/domain/day.test.ts": "the runtime's time zones",
  "test/domain/text.test.ts": "Unicode tables, regular expressions over millions of letters",
  "test/domain/withoutSecrets.test.ts": "large regular expressions, the runtime's TextDecoder",
  "test/extraction/envelope.test.ts": "the runtime's Response and TextDecoder",
  "test/extraction/feeds.test.ts": "the whole flow, over the runtime's Response and SQLite",
  "test/extraction/failures.test.ts": "the runtime's Response, and its errors",
  "test/extraction/shutdown.test.ts": "abort signals",
  "test/extraction/vectors.test.ts": "the whole flow, over the runtime's Response and SQLite",
  "test/mocks/serve.test.ts": "sockets, and the runtime's Request and Response",
  "test/mocks/msw.test.ts": "sockets, and the runtime's fetch",
  "test/mocks/redis/faults.test.ts": "sockets",
  "test/mocks/redis/rest.test.ts": "sockets, and the runtime's Request and Response",
  "test/mocks/redis/server.test.ts": "sockets",
  "test/ops/mountedConfig.test.ts": "processes, files",
  "test/reliability/abort.test.ts": "sockets, the garbage collector",
  "test/reliability/alone.test.ts": "sockets, timers",
  "test/reliability/clockSteps.test.ts": "clocks, timers, sockets",
  "test/reliability/kill.test.ts": "processes, files, sockets",
  "test/reliability/proxy.test.ts": "processes, sockets",
  "test/reliability/random.test.ts": "sockets, timers",
  "test/reliability/redisOutage.test.ts": "sockets, timers",
  "test/reliability/store.test.ts": "sockets, timers",
  "test/runtimes/telemetry.test.ts": "processes, sockets, signals",
  "test/telemetry/exporter.test.ts": "sockets, the runtime's fetch, timers",
  "test/runtimes/command.test.ts": "processes",
  "test/runtimes/doctor.test.ts": "processes, sockets, files",
  "test/runtimes/examples.test.ts": "processes",
  "test/runtimes/matcher.test.ts": "processes, sockets",
  "test/runtimes/runtime.test.ts": "the runtime's name",
  "test/runtimes/secrets.test.ts": "processes, and what the runtime's errors say",
  "test/runtimes/signals.test.ts": "processes, signals",
  "test/runtimes/silentStore.test.ts": "processes, signals, timers",
  "test/runtimes/terminal.test.ts": "processes, terminals",
  "test/runtimes/streams.test.ts": "processes, and how the runtime writes",
  "test/runtimes/tuneBun.test.ts": "processes, and their environment",
  "test/runtimes/versions.test.ts": "processes, the runtime's version",
  "test/runtimes/watch.test.ts": "processes, signals, sockets, timers"
} as const

/** Tests that do not: on Node alone. */
export const onNodeAlone = {
  "test/adapters/compileCache.test.ts": "only Node keeps what it compiled",
  "test/adapters/keyboard.test.ts": "computes",
  "test/adapters/nodeHttp.test.ts": "only Node has this way to send",
  "test/adapters/redis-rest/store.test.ts": "what commands do, over the HTTP of the other tests in its folder",
  "test/adapters/redis/admin.test.ts": "judges what a server answers, over the port of store.test.ts",
  "test/adapters/redis/doctor.test.ts": "judges what a server answers, over the port of store.test.ts",
  "test/adapters/redis/lookup.test.ts": "counts commands, over the port of store.test.ts",
  "test/adapters/redis/serverClock.test.ts": "virtual time",
  "test/adapters/redis/unfit.test.ts": "judges what a server answers, over the port of store.test.ts",
  "test/bench.test.ts": "computes",
  "test/benchShort.test.ts": "Node starts the bench, which measures all three",
  "test/bookmaker/bookiegamma/answerFiles.test.ts": "computes",
  "test/bookmaker/bookiegamma/anyValue.test.ts": "computes",
  "test/bookmaker/bookiegamma/readMatch.test.ts": "computes",
  "test/bookmaker/bookiegamma/responses.test.ts": "computes",
  "test/bookmaker/bookiegamma/vectors.test.ts": "computes",
  "test/bookmaker/http/deadline.test.ts": "virtual time",
  "test/bookmaker/http/excerpt.test.ts": "computes",
  "test/bookmaker/http/lastAttempt.test.ts": "virtual time",
  "test/bookmaker/http/retry.test.ts": "virtual time",
  "test/bookmaker/http/throttle.test.ts": "virtual time",
  "test/bookmaker/http/timeLimits.test.ts": "virtual time",
  "test/cli/progress.test.ts": "virtual time",
  "test/cli/overrides.test.ts": "reads files, as test/cli/settings.test.ts does",
  "test/cli/watch.test.ts": "virtual time",
  "test/cli/watchNotices.test.ts": "computes",
  "test/cli/watchScreen.test.ts": "virtual time",
  "test/cli/watchTargets.test.ts": "computes",
  "test/cli/watchTelemetry.test.ts": "virtual time",
  "test/cli/extract.test.ts": "virtual time",
  "test/cli/tail.test.ts": "virtual time",
  "test/docs/": "reads the documents, starts the compiler and the command on Node",
  "test/domain/matchDocument.test.ts": "computes",
  "test/domain/oddsWarnings.test.ts": "computes",
  "test/domain/plainWords.test.ts": "computes",
  "test/domain/withoutUrlSecrets.test.ts": "computes",
  "test/edge/": "workerd, which Miniflare starts from Node, and esbuild",
  "test/extraction/competitionList.test.ts": "virtual time",
  "test/extraction/afterDeadline.test.ts": "virtual time",
  "test/extraction/knownMatches.test.ts": "virtual time",
  "test/extraction/collector.test.ts": "computes",
  "test/extraction/draft.test.ts": "computes",
  "test/extraction/drift.test.ts": "computes",
  "test/extraction/feedChanges.test.ts": "virtual time",
  "test/extraction/keptAnswers.test.ts": "virtual time",
  "test/extraction/ownBookmaker.test.ts": "virtual time",
  "test/extraction/pages.test.ts": "virtual time",
  "test/extraction/sharedLimits.test.ts": "virtual time",
  "test/extraction/options.test.ts": "computes",
  "test/extraction/order.test.ts": "virtual time",
  "test/extraction/presets.test.ts": "compares what is asked, over sockets as in test/mocks/serve.test.ts",
  "test/extraction/previousRun.test.ts": "virtual time",
  "test/extraction/progress.test.ts": "virtual time",
  "test/extraction/slowStore.test.ts": "virtual time",
  "test/extraction/storeDocuments.test.ts": "virtual time",
  "test/extraction/watch/": "computes, virtual time",
  "test/reliability/soak.test.ts": "virtual time; the garbage collector of Node",
  "test/extraction/chosenPart.test.ts": "virtual time",
  "test/extraction/verdicts.test.ts": "computes",
  "test/extraction/warnings.test.ts": "computes",
  "test/growth/newMarket.test.ts": "Node runs a copy of the sources, as they are",
  "test/growth/ownMarket.test.ts": "virtual time",
  "test/mocks/answers.test.ts": "computes",
  "test/mocks/bookmaker.test.ts": "computes",
  "test/mocks/dialects.test.ts": "computes",
  "test/mocks/redis/replay.test.ts": "compares answers",
  "test/mocks/redis/scripts.test.ts": "compares answers",
  "test/mocks/redis/search.test.ts": "compares answers",
  "test/mocks/redis/streams.test.ts": "compares answers",
  "test/mocks/redis/unfit.test.ts": "compares answers",
  "test/packages/contents.test.ts": "npm and Deno list what they would publish",
  "test/reliability/property.test.ts": "virtual time",
  "test/runtimes/completions.test.ts": "the shells read what Node prints",
  "test/ops/compose.test.ts": "reads files, starts the command with Node",
  "test/ops/dockerfiles.test.ts": "reads files",
  "test/ops/kubernetes.test.ts": "reads files, starts the command with Node",
  "test/ops/rehearsal.test.ts": "Node builds the images, which have runtimes of their own",
  "test/ops/releasing.test.ts": "computes, and asks Git and a registry of its own",
  "test/ops/workflows.test.ts": "reads files",
  "test/ops/singleFiles.test.ts": "Node builds the files, which have runtimes of their own",
  "test/runtimes/firstCommand.test.ts": "always starts Deno",
  "test/runtimes/settings.test.ts": "starts the command on Node: what becomes of a setting is the same everywhere",
  "test/store/": "computes",
  "test/structure.test.ts": "reads the sources",
  "test/ops/observability.test.ts": "reads alerts, dashboard and manual",
  "test/telemetry/liveness.test.ts": "computes",
  "test/telemetry/observedStore.test.ts": "virtual time",
  "test/telemetry/processUsage.test.ts": "virtual time",
  "test/telemetry/statusPages.test.ts": "computes",
  "test/telemetry/traffic.test.ts": "computes",
  "test/telemetry/watchMetrics.test.ts": "computes"
} as const

/**
 * Tests that hold the command to a limit of real time, and wait for most of theirs. They run after all others, so that none of
 * those takes their time.
 */
export const inRealTime = [
  "test/adapters/redis/tls.test.ts",
  "test/ops/rehearsal.test.ts",
  "test/reliability/clockSteps.test.ts",
  "test/reliability/proxy.test.ts",
  "test/runtimes/doctor.test.ts",
  "test/runtimes/signals.test.ts",
  "test/runtimes/silentStore.test.ts",
  "test/runtimes/watch.test.ts"
] as const

/** Tells whether a path names a file: itself, or a folder above it. */
export const covers = (path: string, file: string): boolean =>
  path.endsWith("/") ? file.startsWith(path) : file === path

/** Gives the patterns by which Vitest finds the files of paths. */
export const patterns = (paths: ReadonlyArray<string>): Array<string> =>
  paths.map((path) => (path.endsWith("/") ? `${path}**/*.test.ts` : path))

const part = process.env.TEST_PART
if (![undefined, "quick", "runtime"].includes(part)) throw new Error("TEST_PART can only be quick or runtime")

/** Is true where only what depends on the runtime is asked for, as `npm test` does on Bun and Deno. */
export const isRuntimePart = part === "runtime"

/** Is true where the same may be tried less often: in `npm test`, on all runtimes. */
export const isQuick = part !== undefined

/** Runs every runtime from Node, takes long and holds no promise: `npm run test:all` runs it, on Node. */
const bench = "test/benchShort.test.ts"

/** Asks the garbage collector of Node for its time, and measures what is left: `npm run test:all` runs it whole, on Node. */
const soak = "test/reliability/soak.test.ts"

/** Builds files of 100 MB each, and holds no promise that others do not: `npm run test:all` runs it, on Node. */
const singleFiles = "test/ops/singleFiles.test.ts"

/** Builds an image, or compiles and starts a copy of the sources, and holds no promise: `npm run test:all` runs them, on Node. */
const copies = ["test/ops/rehearsal.test.ts", "test/growth/newMarket.test.ts"]

/** Test Node's own things: its cache of compiled code, its HTTP client, and workerd, which Miniflare starts. */
const ofNode = ["test/adapters/compileCache.test.ts", "test/adapters/nodeHttp.test.ts", "test/edge/"]

const leftOutOfAll =
  runtime.name !== "node" ? [bench, soak, singleFiles, ...ofNode] : isQuick ? [bench, singleFiles, ...copies] : []

/** The paths that this run leaves out. */
export const leftOut: ReadonlyArray<string> = isRuntimePart ? Object.keys(onNodeAlone) : leftOutOfAll
