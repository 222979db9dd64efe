/**
 * Metrics, traces and systemd, of the command as a process. What the pages say and when is in `test/cli/watchTelemetry.test.ts`.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { type Server, serve } from "../../mocks/index.ts"
import { type MetricDefinition, metricDefinitions } from "../../src/telemetry/metricDefinitions.ts"
import { emptyFolder, run, type Started, start } from "../helpers/command.ts"
import { listen, whyNot } from "../helpers/datagrams.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { refusal } from "../helpers/refusal.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"
import { read, valueOf } from "../telemetry/exposition.ts"
import { receive } from "../telemetry/receiver.ts"

/** A bookmaker with two competitions that answers with a status, and keeps the headers it is sent. */
const scripted = async () => {
  const state = { status: 200 }
  const headers: Array<Headers> = []
  const server = await serve(
    (request) => {
      headers.push(request.headers)
      const id = new URL(request.url).searchParams.get("competition_id") ?? ""
      if (state.status !== 200) return new Response("", { status: state.status })
      if (id === "") return Response.json(listingOf("1", "2"))
      const outcomes = [offer("yes", "1.61"), offer("no", "2.25")]
      return Response.json(answerOf(match({ parent_match_id: Number(id), markets: [{ name: "GG/NG", outcomes }] })))
    },
    { port: 0 }
  )
  return { server, state, headers }
}

const urlsOf = ({ url }: Server) => ({ BOOKIEGAMMA_LIVE_URL: `${url}/live`, BOOKIEGAMMA_UPCOMING_URL: `${url}/up` })

/** For runs that are to be good: each has as long as it is to the next one, less what a late publication may take. */
const SLOWLY = ["--every", "4s"]

const watching = (server: Server, args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  start(["watch", "btts", "live", ...(args.includes("--every") ? [] : ["--every", "1s"]), ...args], {
    cwd: emptyFolder(),
    env: { ...urlsOf(server), ...env },
    entry: "built"
  })

const stop = async (command: Started) => {
  command.signal("SIGTERM")
  return await command.ended
}

/** Waits until something is so, at most as long as a test may take. */
const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await isSo()) return
    await delay(50)
  }
  throw new Error(`waited in vain: ${what}`)
}

const METRICS = /metrics: {3}(http:\S+)\/metrics/

/** Waits for the port, and returns its URL. */
const portOf = async (command: Started) => {
  await command.says("/metrics")
  return METRICS.exec(command.stderr())?.[1] ?? ""
}

describe.concurrent(`on ${runtime.name}, --metrics-port`, () => {
  it("serves on the address that --metrics-host names, or its variable", async () => {
    const { server } = await scripted()
    const byFlag = watching(server, ["--metrics-port", "0", "--metrics-host", "0.0.0.0"])
    const byVariable = watching(server, [], { BOOKIEGAMMA_METRICS_PORT: "0", BOOKIEGAMMA_METRICS_HOST: "0.0.0.0" })
    for (const command of [byFlag, byVariable]) {
      const url = await portOf(command)
      expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
      expect((await fetch(`${url.replace("0.0.0.0", "127.0.0.1")}/healthz`)).status).toBe(200)
      await stop(command)
    }
    await server.close()
  })

  it("serves every metric with its type and labels, as a parser of the format reads them", async () => {
    const { server } = await scripted()
    const command = watching(server, ["--metrics-port", "0", ...SLOWLY])
    const url = await portOf(command)
    await until("two runs", async () => command.stderr().split("btts complete").length > 2)
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
    const scraped = read(await response.text())
    const { code, stderr } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)

    const definitions: ReadonlyArray<MetricDefinition> = Object.values(metricDefinitions)
    const types = definitions.map(({ name, type }) => [name, type] as const)
    const found = [...scraped.families].filter(([name]) => definitions.some((one) => one.name === name))
    expect(Object.fromEntries(found.map(([name, { type }]) => [name, type]))).toEqual(Object.fromEntries(types))
    for (const { labels, name, type } of definitions) {
      const series = scraped.series.get(type === "histogram" ? `${name}_count` : name) ?? []
      expect(series.length, name).toBeGreaterThan(0)
      for (const one of series) expect(Object.keys(one.labels ?? {}).sort(), name).toEqual([...labels].sort())
    }
    const others = [...scraped.series.keys()].filter(
      (name) => !definitions.some((one) => name === one.name || name.replace(/_(bucket|sum|count)$/, "") === one.name)
    )
    expect(others).toEqual([])

    const { series } = scraped
    expect(series.get("bookiegamma_build_info")?.[0]?.labels?.runtime).toMatch(new RegExp(`^${runtime.name} \\d`))
    expect(valueOf(scraped, "bookiegamma_coverage_ratio", { source: "live", period: "0" })).toBe(1)
    expect(valueOf(scraped, "bookiegamma_runs_total", { verdict: "complete" })).toBeGreaterThanOrEqual(2)
    expect(valueOf(scraped, "bookiegamma_requests_total")).toBeGreaterThanOrEqual(5)
    expect(valueOf(scraped, "bookiegamma_received_bytes_total")).toBeGreaterThan(100)
    expect(valueOf(scraped, "process_resident_memory_bytes")).toBeGreaterThan(1e7)
    expect(valueOf(scraped, "process_heap_bytes")).toBeGreaterThan(1e6)
    expect(valueOf(scraped, "process_cpu_seconds_total")).toBeGreaterThan(0.01)
    const now = Date.now() / 1000
    const startedAt = valueOf(scraped, "process_start_time_seconds") ?? 0
    expect(startedAt).toBeGreaterThan(now - 120)
    expect(startedAt).toBeLessThan(now)
  })

  it("answers while a run goes on, and ends at once at a signal with connections open", async () => {
    const { server } = await scripted()
    const command = watching(server, ["--metrics-port", "0"])
    const url = await portOf(command)
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${url}/metrics`)))
    for (const answer of answers) expect(answer.status).toBe(200)
    const sent = performance.now()
    const heldUp = command.watchHeldUp()
    await stop(command)
    await Promise.allSettled(answers.map((answer) => answer.text()))
    await server.close()
    expect(performance.now() - sent - heldUp()).toBeLessThan(5000)
  })

  it("that is taken, or an address that this machine does not have, is refused with 69", async () => {
    const taken = await serve(() => new Response(""), { port: 0 })
    const port = new URL(taken.url).port
    const options = { cwd: emptyFolder(), entry: "built" as const }
    const inUse = await run(["watch", "--metrics-port", port], options)
    const elsewhere = await run(["watch", "--metrics-port", "0", "--metrics-host", "192.0.2.1"], options)
    const wrong = await run(["watch", "--metrics-port", "90000"], options)
    await taken.close()
    expect(inUse.stderr).toContain(`error: no metrics: cannot listen on 127.0.0.1:${port}: the port is taken`)
    expect(elsewhere.stderr).toContain("error: no metrics: cannot listen on 192.0.2.1:0: ")
    expect([inUse.code, elsewhere.code, wrong.code]).toEqual([69, 69, 64])
  })
})

const SECRETS = ["t0ken-of-the-bookmaker", "t0ken-of-the-query", "s3cret-of-redis", "user-of-redis"]

describe.concurrent(`on ${runtime.name}, OTEL_EXPORTER_OTLP_ENDPOINT`, () => {
  it("one run is one trace: the run, the listing, each competition, the store; nothing secret is in it", async () => {
    const collector = await receive()
    const { headers, server } = await scripted()
    const { code, stderr } = await run(["btts", "live", "--format", "json"], {
      cwd: emptyFolder(),
      entry: "built",
      env: {
        BOOKIEGAMMA_LIVE_URL: `${server.url}/live?key=${SECRETS[1]}`,
        BOOKIEGAMMA_UPCOMING_URL: `${server.url}/up`,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_HEADERS: "x-collector=only%20for%20it",
        OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test"
      }
    })
    await Promise.all([collector.close(), server.close()])
    expect(code, stderr).toBe(0)
    // The store is opened before the run begins.
    const spans = collector.spans().filter(({ name }) => name !== "Sqlite.open")
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    const wayTo = (id: string | undefined): string => {
      const span = byId.get(id ?? "")
      return span === undefined ? "" : `${wayTo(span.parentSpanId)}/${span.name}`
    }
    const ways = spans.map(({ spanId }) => wayTo(spanId))
    const count = (way: string) => ways.filter((one) => one === way).length
    expect(count("/Extraction.run")).toBe(1)
    expect(ways).toContainEqual(expect.stringMatching(/^\/Extraction.run\/.*\/Bookmaker.listCompetitions$/))
    expect(count("/Extraction.run/extraction.fetchMatches/Bookmaker.fetchMatches")).toBe(2)
    expect(ways).toContainEqual(expect.stringMatching(/\/extraction.storeDocuments\/OddsStore.publish$/))
    const competitions = spans
      .filter(({ name }) => name === "Bookmaker.fetchMatches")
      .map(({ attributes }) => attributes.find(({ key }) => key === "competition")?.value.stringValue)
    expect(competitions.sort()).toEqual(["1", "2"])
    expect(collector.sent.every((sent) => sent.headers["x-collector"] === "only for it")).toBe(true)
    const all = JSON.stringify(collector.sent)
    for (const secret of [...SECRETS, server.url, "key="]) expect(all).not.toContain(secret)
    for (const sent of headers) {
      for (const name of ["traceparent", "b3", "x-collector"]) expect(sent.get(name), name).toBeNull()
    }
  })

  it("runs that fail have their reason and no secret: not the bookmaker's headers, nor the store's password", async () => {
    const collector = await receive()
    const { headers, server, state } = await scripted()
    state.status = 403
    const folder = emptyFolder()
    const config = join(folder, "config.json")
    writeFileSync(config, JSON.stringify({ headers: { live: { competitions: { authorization: SECRETS[0] } } } }))
    const { code } = await run(["btts", "live", "--format", "json"], {
      cwd: folder,
      entry: "built",
      env: {
        ...urlsOf(server),
        BOOKIEGAMMA_CONFIG: config,
        BOOKIEGAMMA_LIVE_URL: `${server.url}/live?key=${SECRETS[1]}`,
        REDIS_URL: `redis://${SECRETS[3]}:${SECRETS[2]}@127.0.0.1:9`,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json"
      }
    })
    await Promise.all([collector.close(), server.close()])
    expect(code).toBe(74)
    expect(headers[0]?.get("authorization")).toBe(SECRETS[0])
    const failed = collector.spans().find(({ name }) => name === "Bookmaker.listCompetitions")
    expect(failed?.status.code).toBe(2)
    expect(failed?.attributes).toContainEqual({ key: "reason", value: { stringValue: "refused" } })
    const all = JSON.stringify(collector.sent)
    for (const secret of SECRETS) expect(all).not.toContain(secret)
  })

  it("watch sends traces and metrics, and each line of --log-format json about a run has the id of its trace", async () => {
    const collector = await receive()
    const { server } = await scripted()
    const command = watching(server, ["--log-format", "json", ...SLOWLY], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_METRIC_EXPORT_INTERVAL: "500"
    })
    await until("two runs", () => command.stderr().split('"event":"run"').length > 2)
    await until("metrics of runs", () => collector.metrics().includes("bookiegamma_runs_total"))
    const { code, stderr } = await stop(command)
    await Promise.all([collector.close(), server.close()])
    expect(code, stderr).toBe(0)
    const lines = stderr
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line))
    const runs = lines.filter(({ event }) => event === "run")
    const traces = new Map(collector.spans().map((span) => [span.traceId, span.name]))
    expect(new Set(runs.map(({ trace_id }) => trace_id)).size).toBe(runs.length)
    for (const { trace_id } of runs) expect(traces.has(trace_id), trace_id).toBe(true)
  })

  it("wrong settings are refused by their names, without what stands in them, and OTEL_SDK_DISABLED switches all off", async () => {
    const collector = await receive()
    const options = (env: Readonly<Record<string, string>>) => ({ cwd: emptyFolder(), entry: "built" as const, env })
    const args = ["btts", "live", "--dry-run", "--format", "json"]
    const url = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:s3cret@collector",
      OTEL_EXPORTER_OTLP_HEADERS: "s3cret",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_RESOURCE_ATTRIBUTES: "s3cret%",
      OTEL_METRIC_EXPORT_INTERVAL: "often"
    }
    for (const [name, value] of Object.entries(wrong)) {
      const { code, stderr } = await refusal(args, { ...url, [name]: value })
      expect([code, stderr], name).toEqual([78, expect.stringMatching(new RegExp(`^error: ${name}: Expected `))])
      expect(stderr).not.toContain("s3cret")
    }
    const empty = { OTEL_EXPORTER_OTLP_HEADERS: "", OTEL_RESOURCE_ATTRIBUTES: "", OTEL_SERVICE_NAME: "" }
    expect((await run(args, options({ ...url, ...empty, OTEL_SDK_DISABLED: "TRUE" }))).code).toBe(0)
    expect(collector.sent.length).toBe(0)
    expect((await run(args, options({ ...url, ...empty }))).code).toBe(0)
    await collector.close()
    expect(collector.sent.length).toBe(1)
  })

  // `test/telemetry/exporter.test.ts` shows it on Bun and Deno, without a watch.
  if (isRuntimePart) return

  it("a collector that never answers neither delays nor fails a run, and is mentioned once", async () => {
    const collector = await receive(() => {})
    const { server } = await scripted()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRIC_EXPORT_INTERVAL: "200" }
    const command = watching(server, ["--metrics-port", "0", ...SLOWLY], env)
    await until("two runs", () => command.stderr().split("btts complete").length > 2)
    await command.says("does not accept telemetry")
    const { code, stderr } = await stop(command)
    await Promise.all([collector.close(), server.close()])
    expect(code, stderr).toBe(0)
    expect(stderr.split("does not accept telemetry").length - 1, stderr).toBe(1)
  })
})

describe.concurrent(`on ${runtime.name}, NOTIFY_SOCKET`, () => {
  it("systemd gets READY, WATCHDOG and STOPPING", async () => {
    const reason = whyNot()
    if (reason !== undefined) return console.log(`not run: messages to systemd, because ${reason}`)
    const socket = await listen()
    const { server, state } = await scripted()
    state.status = 403
    const command = watching(server, [], { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: "1000000" })
    const count = (text: string) => socket.said().filter((said) => said.includes(text)).length
    try {
      await until("READY=1", () => count("READY=1") === 1)
      await until("WATCHDOG=1, though the bookmaker refuses", () => count("WATCHDOG=1") >= 3)
      const { stderr } = await stop(command)
      expect(stderr).not.toContain("systemd")
      await until("STOPPING=1", () => count("STOPPING=1") === 1)
    } finally {
      socket.close()
      await server.close()
    }
  })
})
