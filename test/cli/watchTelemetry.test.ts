/**
 * What runs beside the runs of `watch`, in virtual time: status pages, metrics, and messages to systemd. Ports, collectors
 * and systemd's own program are tried elsewhere.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer, Metric } from "effect"
import { TestConsole } from "effect/testing"
import type { Service } from "../../src/cli/Parts.ts"
import { OddsStore } from "../../src/index.ts"
import type { Respond } from "../../src/telemetry/StatusPages.ts"
import { commandLine } from "../helpers/commandLine.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { bookmaker, json, status, timed } from "../helpers/virtualTime.ts"
import { begin, pass } from "../helpers/watching.ts"
import { read, valueOf } from "../telemetry/exposition.ts"

const scripted = () => {
  const state = { status: 200, isSilent: false, isPartial: false }
  const server = bookmaker((competition) => {
    if (state.isSilent) return Effect.never
    if (state.status !== 200) return status(state.status)
    if (state.isPartial && competition === "2") return status(404)
    return json(competition === "" ? listingOf("1", "2") : answerOf(match()))
  })
  return { state, server }
}

const usage = {
  ...{ runtime: "node 24.0.0", residentBytes: () => 7, heapBytes: () => 8, cpuSeconds: () => 9, startedAt: 10 }
}

/** Starts `watch btts live --every 20s`, and returns the pages and the messages to systemd meanwhile. */
const watching = Effect.fnUntraced(function* (
  { server }: ReturnType<typeof scripted>,
  given: {
    readonly args?: ReadonlyArray<string>
    readonly env?: Readonly<Record<string, string>>
    /** Why the port cannot be listened on. */
    readonly taken?: string
    /** Why systemd cannot be reached. */
    readonly deaf?: string
  }
) {
  const odds = yield* OddsStore
  const notified: Array<string> = []
  const served: Array<{ readonly hostname: string; readonly port: number }> = []
  let respond: Respond | undefined
  const service: Service = {
    serveStatus: (address, answer) =>
      Effect.suspend(() => {
        served.push(address)
        respond = answer
        return given.taken === undefined ? Effect.succeed("http://h:1") : Effect.fail(new Error(given.taken))
      }),
    processUsage: () => usage,
    systemd: () => ({
      watchdogMillis: 10_000,
      notify: (...states) =>
        Effect.suspend(() => {
          notified.push(...states)
          return given.deaf === undefined ? Effect.void : Effect.fail(new Error(given.deaf))
        })
    })
  }
  const { code, written } = commandLine({
    ...{ args: ["watch", "btts", "live", "--every", "20s", ...(given.args ?? [])], http: server.layer, service },
    ...{ store: Layer.succeed(OddsStore, odds), env: given.env ?? {} }
  })
  const measured = Effect.provideService(code, Metric.MetricRegistry, new Map())
  const begun = yield* begin(measured, () => written.stderr.includes("watching:"))
  const page = (path: string) => {
    const { body, status } = respond!("GET", path)
    return [status, body] as const
  }
  return {
    ...begun,
    written,
    notified,
    served,
    page,
    value: (name: string, labels?: Readonly<Record<string, string>>) =>
      valueOf(read(page("/metrics")[1]), name, labels),
    lines: Effect.map(TestConsole.errorLines, (all) => all.map(String))
  }
})

const metrics = { args: ["--metrics-port", "9464", "--metrics-host", "::1"] }

describe("the pages of watch", () => {
  timed("are served where they are asked for, and /readyz follows the runs", () =>
    Effect.gen(function* () {
      const script = scripted()
      script.state.isSilent = true
      const { end, page, served, written } = yield* watching(script, metrics)
      yield* pass(1)
      expect(served).toEqual([{ hostname: "::1", port: 9464 }])
      expect(written.stderr).toMatch(/^metrics: {3}http:\/\/h:1\/metrics$/m)
      expect(page("/readyz")).toEqual([503, "live 0: no run has ended yet\n"])
      script.state.isSilent = false
      script.state.status = 403
      yield* pass(25)
      expect(page("/readyz")).toEqual([503, "live 0: the last run was blocked\n"])
      expect(page("/healthz")[0]).toBe(200)
      script.state.status = 200
      yield* pass(20)
      expect(page("/readyz")).toEqual([200, "ready\n"])
      expect(yield* end).toBe(0)
    })
  )

  timed("say that a partial run is good where it covers enough", () =>
    Effect.gen(function* () {
      for (const [coverage, code] of [
        ["0.5", 200],
        ["0.6", 503]
      ] as const) {
        const script = scripted()
        script.state.isPartial = true
        const { end, page } = yield* watching(script, { args: [...metrics.args, "--min-coverage", coverage] })
        yield* pass(5)
        expect(page("/readyz")[0]).toBe(code)
        yield* end
      }
    })
  )

  timed("have the metrics of runs, store, traffic and process", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, value } = yield* watching(script, metrics)
      yield* pass(25)
      const live = { source: "live" }
      expect(value("bookiegamma_build_info", { version: "0.0.0", runtime: "node 24.0.0" })).toBe(1)
      expect(value("bookiegamma_runs_total", { ...live, extractor: "btts", verdict: "complete" })).toBe(2)
      expect(value("bookiegamma_store_operation_duration_seconds_count", { operation: "publish" })).toBe(2)
      expect(value("bookiegamma_requests_total")).toBe(script.server.requests.length)
      expect(value("bookiegamma_circuit_open")).toBe(0)
      expect(value("process_heap_bytes")).toBe(8)
      const delays = value("bookiegamma_event_loop_delay_seconds_count") ?? 0
      script.state.isSilent = true
      yield* pass(20)
      expect(value("bookiegamma_requests_in_flight")).toBeGreaterThan(0)
      expect(value("bookiegamma_event_loop_delay_seconds_count"), "while a run goes on").toBeGreaterThan(delays + 10)
      yield* end
    })
  )

  timed("end the command with 69 where the port cannot be listened on, before anything is asked", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, written } = yield* watching(script, { ...metrics, taken: "h:1 cannot be listened on: why" })
      expect(yield* end).toBe(69)
      expect(written.stderr).toContain("error: no metrics: h:1 cannot be listened on: why\n")
      expect(script.server.requests).toEqual([])
    })
  )
})

describe("systemd", () => {
  const env = { NOTIFY_SOCKET: "/run/notify" }

  timed("gets READY, WATCHDOG twice as often as it expects, and STOPPING", () =>
    Effect.gen(function* () {
      const script = scripted()
      script.state.status = 403
      const { end, served, notified } = yield* watching(script, { env })
      yield* pass(1)
      expect([...notified].sort()).toEqual(["READY=1", "WATCHDOG=1"])
      yield* pass(20)
      expect(notified.filter((state) => state === "WATCHDOG=1")).toHaveLength(5)
      expect(notified).not.toContain("STOPPING=1")
      expect(yield* end).toBe(69)
      expect(notified.at(-1)).toBe("STOPPING=1")
      expect(served).toEqual([])
    })
  )

  timed("that cannot be reached is logged once, and nothing else changes", () =>
    Effect.gen(function* () {
      const { end, lines } = yield* watching(scripted(), { env, deaf: "there is no program systemd-notify" })
      yield* pass(30)
      expect(yield* end).toBe(0)
      const mentioned = (yield* lines).filter((line) => line.includes("systemd"))
      expect(mentioned).toHaveLength(1)
      expect(mentioned[0]).toMatch(
        /systemd cannot be notified of \S+=1: there is no program systemd-notify; not logged/
      )
    })
  )

  timed("gets nothing if it did not start the process", () =>
    Effect.gen(function* () {
      const { end, notified } = yield* watching(scripted(), {})
      yield* pass(30)
      expect(yield* end).toBe(0)
      expect(notified).toEqual([])
    })
  )
})
