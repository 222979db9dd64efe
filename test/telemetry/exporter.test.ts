/**
 * The export to a collector: what is sent, and that a collector that is broken or hostile costs nothing but its telemetry.
 */

import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { freePort } from "../../mocks/faults/index.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import * as CollectorClient from "../../src/telemetry/CollectorClient.ts"
import * as Exporter from "../../src/telemetry/Exporter.ts"
import { watchHeldUp } from "../helpers/heldUp.ts"
import { receive } from "./receiver.ts"

const optionsFor = (endpoint: string): Exporter.ExporterOptions => ({
  endpoint,
  headers: Redacted.make({ authorization: "Bearer s3cret-token" }),
  protocol: "http/json",
  serviceName: "odds",
  serviceVersion: "1.2.3",
  attributes: { "deployment.environment": "test" },
  metricsEvery: Duration.minutes(1)
})

/** Runs a program whose spans are exported; returns what was logged, and how long the end took, without what the machine took. */
const exporting = async (
  options: Exporter.ExporterOptions,
  program: Effect.Effect<unknown, unknown>,
  withMetrics = false
) => {
  const lines: Array<string> = []
  const logger = Logger.make(({ message }) => void lines.push([message].flat().join(" ")))
  let endedAt = 0
  let heldUp = () => 0
  const noted = Effect.ensuring(
    program,
    Effect.sync(() => {
      endedAt = performance.now()
      heldUp = watchHeldUp()
    })
  )
  await Effect.runPromise(
    Effect.exit(noted).pipe(
      Effect.provide(Exporter.layer(options, withMetrics)),
      Effect.provide(Logger.layer([logger]))
    )
  )
  return { lines, closingMillis: performance.now() - endedAt - heldUp() }
}

const run = Effect.withSpan(Effect.withSpan(Effect.void, "inner"), "outer", { attributes: { competition: "7" } })

describe("a collector", () => {
  it("gets the spans of a program that ends at once, with their parents, and the headers that are for it", async () => {
    const collector = await receive()
    const { lines } = await exporting(optionsFor(`${collector.url}/`), run)
    await collector.close()
    const [inner, outer] = collector.spans()
    expect([inner?.name, outer?.name]).toEqual(["inner", "outer"])
    expect([inner?.parentSpanId, inner?.traceId]).toEqual([outer?.spanId, outer?.traceId])
    expect(outer?.attributes).toEqual([{ key: "competition", value: { stringValue: "7" } }])
    const [sent] = collector.sent
    expect(collector.sent).toHaveLength(1)
    expect([sent?.path, sent?.headers.authorization]).toEqual(["/v1/traces", "Bearer s3cret-token"])
    for (const text of ['"odds"', '"1.2.3"', '"deployment.environment"']) expect(sent?.body).toContain(text)
    expect(lines).toEqual([])
  })

  it("gets protobuf by default, and metrics only if there are any", async () => {
    const collector = await receive()
    await exporting({ ...optionsFor(collector.url), protocol: "http/protobuf" }, run, true)
    await collector.close()
    expect(new Set(collector.sent.map(({ path }) => path))).toEqual(new Set(["/v1/traces", "/v1/metrics"]))
    for (const { headers } of collector.sent) expect(headers["content-type"]).toBe("application/x-protobuf")
  })

  it("gets the name and message of an error, and nothing of its causes, its stack or of a fault in the program", async () => {
    const collector = await receive()
    const secret = new Error("redis://user:s3cret@host")
    const failing = Effect.fail(new StoreError({ operation: "read", message: "no answer", cause: secret }))
    await exporting(optionsFor(collector.url), Effect.withSpan(failing, "fails"))
    await exporting(optionsFor(collector.url), Effect.withSpan(Effect.die(new TypeError("s3cret")), "dies"))
    await collector.close()
    const [fails, dies] = collector.spans()
    expect(fails?.status).toEqual({ code: 2, message: "no answer" })
    expect(dies?.status).toEqual({ code: 2, message: "TypeError" })
    for (const { body } of collector.sent) {
      expect(body).not.toContain("s3cret")
      expect(body).not.toContain(".ts:")
    }
  })

  it.each([
    ["refuses connections", async () => ({ url: "http://127.0.0.1:9", close: async () => {} })],
    ["never answers", () => receive(() => {})],
    ["answers with 500", () => receive((response) => response.writeHead(500).end())],
    [
      "answers without end",
      () =>
        receive((response) => {
          response.writeHead(200)
          response.write("x".repeat(1e6))
        })
    ]
  ])("that %s delays the end by less than a second, and is mentioned at most once", async (_, open) => {
    const collector = await open()
    const { closingMillis, lines } = await exporting(optionsFor(`${collector.url}/s3cret`), run, true)
    await collector.close()
    expect(closingMillis).toBeLessThan(1500)
    expect(lines.length, lines.join("\n")).toBeLessThanOrEqual(1)
    for (const line of lines) expect(line).toMatch(/^the collector http:\/\/127.0.0.1:\d+ does not accept telemetry: /)
    expect(lines.join()).not.toContain("s3cret")
  })

  it("that cannot be reached is mentioned with what the runtime says of it", async () => {
    const { lines } = await exporting(optionsFor(`http://127.0.0.1:${await freePort()}`), run, true)
    expect(lines.join()).toMatch(/telemetry: .*(refused|unable to connect)/i)
  })

  it("that takes nothing is mentioned once, and once more when it does again", async () => {
    const statuses = [500, 403, 200, 204, 503]
    const collector = await receive((response) => response.writeHead(statuses.shift() ?? 200).end())
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${[message].flat().join(" ")}`))
    const post = Effect.exit(HttpClient.post(collector.url))
    await Effect.runPromise(
      Effect.replicateEffect(post, 5).pipe(
        Effect.provide(CollectorClient.layer("http://named", Redacted.make({}))),
        Effect.provide(Logger.layer([logger]))
      )
    )
    await collector.close()
    const silent = (status: number) =>
      `Warn the collector http://named does not accept telemetry: it answers with status ${status}; ` +
      "it is dropped, runs go on, not logged again"
    expect(lines).toEqual([silent(500), "Info the collector http://named accepts telemetry again", silent(503)])
  })

  it("that redirects gets no second request, nor does the place it names", async () => {
    const other = await receive()
    const collector = await receive((response) => response.writeHead(307, { location: `${other.url}/v1/traces` }).end())
    const { lines } = await exporting(optionsFor(collector.url), run)
    await Promise.all([collector.close(), other.close()])
    expect(other.sent).toEqual([])
    expect(lines.length).toBe(1)
  })
})
