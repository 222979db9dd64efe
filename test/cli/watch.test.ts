/**
 * The command `watch`, in virtual time: what it says and prints of its runs, what it hands on to them, and what it ends with.
 * Signals, outages of sockets and the live screen are tried with processes.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, FileSystem, Layer, Stream } from "effect"
import { HttpClient } from "effect/http"
import { TestConsole } from "effect/testing"
import { HangUp } from "../../src/cli/HangUp.ts"
import { Keys, Markets, OddsStore } from "../../src/index.ts"
import { type CommandLine, commandLine } from "../helpers/commandLine.ts"
import { answerOf, listingOf, market, match, offer } from "../helpers/matches.ts"
import { bookmaker, json, status, timed } from "../helpers/virtualTime.ts"
import { begin, pass } from "../helpers/watching.ts"

/** A bookmaker with two competitions, whose odds and status can be changed; the second one may fail alone. */
const scripted = () => {
  const state = { odds: "1.61", status: 200, second: 200 }
  const server = bookmaker((competition) => {
    if (state.status !== 200) return status(state.status)
    if (competition === "") return json(listingOf("1", "2"))
    if (competition === "2") return state.second === 200 ? json(answerOf()) : status(state.second)
    const outcomes = [offer("yes", state.odds), offer("no", "2.25")]
    return json(answerOf(match({ markets: [{ name: "GG/NG", outcomes }, market("three-way")] })))
  })
  return { state, server }
}

/** When a competition was asked for, in whole seconds. */
const secondsOf = ({ server }: ReturnType<typeof scripted>, competition: string) =>
  server.timesOf(competition).map((millis) => Math.floor(millis / 1000))

/** Starts `watch` over a store; `end` gives the signal and returns the exit code. */
const watching = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  { server } = scripted(),
  options: Partial<CommandLine> = {}
) {
  const odds = yield* OddsStore
  const { code, written } = commandLine({
    ...{ args: ["watch", ...args], http: server.layer, store: Layer.succeed(OddsStore, odds), ...options }
  })
  let hangUp = () => {}
  const listening = Effect.provideService(code, HangUp, (onHangUp) =>
    Effect.sync(() => {
      hangUp = onHangUp
    })
  )
  const begun = yield* begin(listening, () => written.stderr.includes("watching:"))
  /** The lines of the log, without the time and how long a run took. */
  const lines = Effect.map(TestConsole.errorLines, (all) =>
    all.map((line) => String(line).replace(/^\S+Z (?=[A-Z])|, [\d.]+ s$/g, ""))
  )
  return { ...begun, written, lines, hangUp: () => hangUp() }
})

const live = ["btts", "live", "--every", "20s"]

describe("watch", () => {
  timed("says where it asks and stores, and a line a run; it ends with 0", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, lines, written } = yield* watching(live, script)
      yield* pass(45)
      expect(yield* end).toBe(0)
      expect(written.stderr).toMatch(/^bookmaker: http:\/\/bookmaker\.test\/live$/m)
      expect(written.stderr).toMatch(/^store: {5}SQLite .*bookiegamma\.sqlite$/m)
      expect(written.stderr).toMatch(/^watching: {2}btts: live 0 every 20 s$/m)
      expect(written.stdout).toBe("")
      expect(yield* lines).toEqual([
        "INFO  live 0: btts complete 1 (1 published); 2 competitions",
        "INFO  live 0: btts complete 1 (1 published); 2 competitions",
        "INFO  live 0: btts complete 1 (1 published); 2 competitions"
      ])
      expect(secondsOf(script, "1")).toEqual([0, 20, 40])
    })
  )

  timed("says an outage once where it begins and once where it ends; a signal meanwhile has its exit code", () =>
    Effect.gen(function* () {
      const script = scripted()
      script.state.status = 403
      const { end, lines } = yield* watching(live, script)
      yield* pass(50)
      expect((yield* lines).join("\n")).toMatch(/^ERROR bookmaker, live: does not work: .*403.*$/)
      script.state.status = 200
      yield* pass(15)
      expect((yield* lines).slice(1)).toEqual([
        "INFO  bookmaker, live: works again after 1 min 0 s, in which 3 runs failed",
        "INFO  live 0: btts complete 1 (1 published); 2 competitions"
      ])
      script.state.status = 403
      yield* pass(20)
      expect(yield* end).toBe(69)
    })
  )

  timed("judges a partial run by --min-coverage", () =>
    Effect.gen(function* () {
      for (const [coverage, code] of [
        ["0.5", 0],
        ["0.6", 75]
      ] as const) {
        const script = scripted()
        script.state.second = 404
        const { end, lines } = yield* watching([...live, "--min-coverage", coverage], script)
        yield* pass(5)
        expect(yield* end).toBe(code)
        expect((yield* lines).at(-1)).toMatch(/WARN {2}live 0: btts partial 1 .*; 1 competition, 1 failed$/)
      }
    })
  )

  timed("with --format ndjson prints documents as they change, and nothing where nothing has changed", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, written } = yield* watching([...live, "--format", "ndjson"], script)
      yield* pass(50)
      script.state.odds = "1.75"
      yield* pass(40)
      expect(yield* end).toBe(0)
      const printed = written.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      const facts = { extractor: "btts", source: "live", period: 0 }
      expect(printed).toMatchObject([
        { change: "new", ...facts, document: { parent_match_id: 50850101, yes: { odd_: "1.61" } } },
        { change: "moved", ...facts, document: { parent_match_id: 50850101, yes: { odd_: "1.75" } } }
      ])
    })
  )

  timed("watches each day and extractor that is named, and prints which it is", () =>
    Effect.gen(function* () {
      const args = ["three-way", "btts", "upcoming:2-3", "--every", "20s", "--format", "ndjson"]
      const { end, lines, written } = yield* watching(args)
      yield* pass(15)
      expect(yield* end).toBe(0)
      const printed = written.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      const facts = printed.map(({ extractor, period, source }) => `${source} ${period} ${extractor}`)
      expect(facts).toEqual(
        ["upcoming 2", "upcoming 3"].flatMap((name) => ["three-way", "btts"].map((extractor) => `${name} ${extractor}`))
      )
      expect((yield* lines).map((line) => line.slice(0, 33))).toEqual([
        "INFO  upcoming 2: three-way compl",
        "INFO  upcoming 3: three-way compl"
      ])
    })
  )

  timed("with --format ndjson ends when its reader has gone", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, isOver } = yield* watching([...live, "--format", "ndjson"], script, { reads: 0 })
      yield* pass(5)
      expect(isOver()).toBe(true)
      expect(yield* end).toBe(0)
      expect(secondsOf(script, "1")).toEqual([0])
    })
  )

  timed("with --log-format json says the facts of a run as fields, and as words with logfmt", () =>
    Effect.gen(function* () {
      for (const format of ["json", "logfmt"] as const) {
        const { end, lines } = yield* watching([...live, "--log-format", format])
        yield* pass(1)
        expect(yield* end).toBe(0)
        const line = (yield* lines).at(-1)!
        if (format === "logfmt") expect(line).toMatch(/ message="live 0: btts complete .* event=run source=live /)
        else {
          expect(JSON.parse(line)).toMatchObject({
            ...{ level: "INFO", event: "run", source: "live", period: 0, turn: 0 },
            competitions: { fetched: 2, failed: 0, fromCache: false },
            extractors: { btts: { verdict: "complete", seen: 1, kept: 1, created: 1 } }
          })
        }
      }
    })
  )

  timed("hands on the options of a run: prefix, budget, expiry of cached ids", () =>
    Effect.gen(function* () {
      const script = scripted()
      const options = ["--prefix", "abc", "--budget", "5", "--cache-expiry", "30"]
      const { end } = yield* watching([...live, ...options], script)
      yield* pass(50)
      expect(secondsOf(script, ""), "the second run has the ids of the first").toEqual([0, 40])
      yield* end
      const store = yield* OddsStore
      const entries = yield* store.announced(Keys.ofMarket("abc", Markets.btts, "live"), "0-0")
      expect(entries).toHaveLength(3)

      const silent = bookmaker(() => Effect.never)
      const standing = yield* watching([...live, ...options], { server: silent, state: script.state })
      yield* pass(6)
      expect((yield* standing.lines).at(-1)).toContain("bookmaker, live: does not work")
      expect(yield* standing.end).toBe(69)
    })
  )

  timed("sends the headers of the file as it is before each run, and the last ones where it is broken", () =>
    Effect.gen(function* () {
      const script = scripted()
      const tokens: Array<string | undefined> = []
      const http = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(
          HttpClient.HttpClient,
          HttpClient.tapRequest(({ headers }) => Effect.sync(() => tokens.push(headers["x-token"])))
        )
      ).pipe(Layer.provide(script.server.layer))
      const textWith = (token: string) => JSON.stringify({ headers: { live: { matches: { "x-token": token } } } })
      let text = textWith("one")
      const files = FileSystem.layerNoop({
        stat: () => Effect.succeed({ type: "File" } as FileSystem.File.Info),
        stream: () => Stream.suspend(() => Stream.make(new TextEncoder().encode(text)))
      })
      const env = { BOOKIEGAMMA_CONFIG: "/config.json" }
      const { end, hangUp, lines } = yield* watching(live, script, { http, files, env })
      yield* pass(1)
      for (const next of [textWith("two"), "{ broken"]) {
        text = next
        yield* pass(20)
      }
      text = textWith("three")
      hangUp()
      yield* pass(1)
      const isInForce = "INFO  /config.json was read again and is used now"
      expect((yield* lines).slice(-2)).toEqual(["INFO  SIGHUP: the configuration is read again", isInForce])
      yield* pass(20)
      expect(yield* end).toBe(0)
      const sent = tokens.filter((token) => token !== undefined)
      expect(sent).toEqual(["one", "two", "two", "three"].flatMap((token) => [token, token]))
    })
  )

  timed("stores nothing with --dry-run, and says so", () =>
    Effect.gen(function* () {
      const { end, lines, written } = yield* watching([...live, "--dry-run"])
      yield* pass(1)
      expect(yield* end).toBe(0)
      expect(written.stderr).toMatch(/^store: {5}none, a dry run$/m)
      expect((yield* lines).at(-1)).toMatch(/btts complete 1 \(1 unstored\)/)
      const store = yield* OddsStore
      expect(yield* store.announced(Keys.ofMarket("lst", Markets.btts, "live"), "0-0")).toEqual([])
    })
  )

  timed("says at SIGHUP that the configuration is read again, and goes on", () =>
    Effect.gen(function* () {
      const { end, hangUp, lines } = yield* watching(live)
      yield* pass(1)
      hangUp()
      yield* pass(20)
      expect((yield* lines).map((line) => line.slice(0, 22))).toEqual([
        "INFO  live 0: btts com",
        "INFO  SIGHUP: the conf",
        "INFO  live 0: btts com"
      ])
      expect(yield* end).toBe(0)
    })
  )

  timed("refuses with 64 what cannot be watched or shown, before anything is asked", () =>
    Effect.gen(function* () {
      const script = scripted()
      for (const args of [["corners"], ["live", "--every", "20"], ["live", "live"], ["live", "--format", "screen"]]) {
        const { end } = yield* watching(args, script)
        expect(yield* end, args.join(" ")).toBe(64)
      }
      expect(script.server.requests).toEqual([])
    })
  )
})
