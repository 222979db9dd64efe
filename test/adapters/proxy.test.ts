/**
 * Proxies: used round robin, skipped for a while after failures, and their passwords never printed. Those of the settings
 * hold whatever the environment says; those of the environment are used where there are no others.
 */
import { type AddressInfo, createServer } from "node:net"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"
import { ProxyHttpClient } from "../../adapters/proxy/index.ts"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { serveProxy } from "../../mocks/faults/httpProxy.ts"
import { type Server, SimulatedBookmaker, serve } from "../../mocks/index.ts"
import { extract } from "../../src/index.ts"
import { emptyFolder, run, start } from "../helpers/command.ts"
import { expectSums } from "../helpers/report.ts"

let bookmaker: Server
beforeAll(async () => {
  bookmaker = await serve(SimulatedBookmaker.make({ seed: 4 }), { port: 0 })
})
afterAll(() => bookmaker.close())

const proxy = (credentials?: string) =>
  Effect.acquireRelease(
    Effect.promise(() => serveProxy(credentials)),
    (server) => Effect.promise(() => server.close())
  )

const extractThrough = (urls: ReadonlyArray<string>) =>
  extract({
    extractors: ["btts"],
    source: "live",
    period: 0,
    // A loaded machine may take many times as long as a quiet one.
    budget: "600 seconds",
    bookmaker: { live: bookmaker.url, upcoming: bookmaker.url, maxInFlight: 5 }
  }).pipe(
    Effect.map(([extracted]) => extracted!.report),
    Effect.tap((report) => Effect.sync(() => expectSums(report))),
    Effect.provide(
      Layer.merge(ProxyHttpClient.layer(urls.map((url) => Redacted.make(url))), SqliteOddsStore.layerMemory)
    )
  )

const PASSWORD = "hunter2@/:#?%"
/** Runs the real command with such an environment, and returns how it ended and what went through the proxy. */
const runBehind = (url: string, environment: (port: number) => Readonly<Record<string, string>>, args = live) =>
  Effect.gen(function* () {
    const { port, seen } = yield* proxy(`user:${PASSWORD}`)
    const env = { BOOKIEGAMMA_LIVE_URL: url, BOOKIEGAMMA_UPCOMING_URL: url, ...environment(port) }
    const ended = yield* Effect.promise(() => run(args, { cwd: emptyFolder(), env, entry: "built" }))
    assert.notInclude(ended.stderr + ended.stdout, "hunter2")
    return { ...ended, port, seen }
  }).pipe(Effect.scoped)

const live = ["btts", "live", "--format", "json"]
const briefly = [...live, "--budget", "5"]
const login = `user:${encodeURIComponent(PASSWORD)}`
/** A name that leads to the bookmaker through a proxy only. */
const unreachable = () => bookmaker.url.replace("127.0.0.1", "bookmaker.invalid")

describe("proxies", () => {
  it.live("are used round robin, with their user and password", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* proxy("user:hunter2@/:"), yield* proxy()]
      const report = yield* extractThrough([
        `http://user:${encodeURIComponent("hunter2@/:")}@127.0.0.1:${first.port}`,
        `http://127.0.0.1:${second.port}`
      ])
      assert.strictEqual(report.verdict, "complete")
      const requests = report.competitions.fetched + 1
      // A tunnel carries several requests, so a proxy has at most one tunnel per request.
      for (const { seen } of [first, second]) {
        assert.isAtLeast(seen.passed, 1)
        assert.isAtMost(seen.passed, Math.ceil(requests / 2))
      }
    }).pipe(Effect.scoped)
  )

  it.live("are sent no header of a trace, nor is the bookmaker", () =>
    Effect.gen(function* () {
      const { port } = yield* proxy()
      const echo = yield* Effect.acquireRelease(
        Effect.promise(() => serve((request) => Response.json([...request.headers.keys()]), { port: 0 })),
        (server) => Effect.promise(() => server.close())
      )
      const ask = HttpClient.get(echo.url).pipe(
        Effect.flatMap(({ json }) => json),
        Effect.withSpan("a run")
      )
      const proxied = ProxyHttpClient.layer([Redacted.make(`http://127.0.0.1:${port}`)])
      const byOrigin = ProxyHttpClient.layerByOrigin(new Map([[echo.url, undefined]]))
      for (const layer of [proxied, byOrigin]) {
        const names = yield* Effect.provide(ask, layer)
        assert.include(names, "host")
        for (const name of ["traceparent", "tracestate", "b3"]) assert.notInclude(names, name)
      }
    }).pipe(Effect.scoped)
  )

  it.live("that fail three times in a row are skipped, and no competition fails because of them", () =>
    Effect.gen(function* () {
      const good = yield* proxy()
      const wrong = yield* proxy("user:right")
      const report = yield* extractThrough([
        `http://127.0.0.1:${good.port}`,
        "http://127.0.0.1:1",
        `http://user:wrong@127.0.0.1:${wrong.port}`
      ])
      assert.strictEqual(report.verdict, "complete")
      assert.deepStrictEqual(report.competitions.failed, [])
      assert.strictEqual(wrong.seen.passed, 0)
      // Five requests are in flight, so a few more may have been sent before the third failure.
      assert.isAtMost(wrong.seen.refused, 3 + 2 * 5)
    }).pipe(Effect.scoped)
  )

  it.live("that time out are skipped too", () =>
    Effect.gen(function* () {
      const good = yield* proxy()
      let isAsked = () => {}
      const silent = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const server = createServer((socket) => socket.on("error", () => {}).on("data", () => isAsked()))
          await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
          return server
        }),
        (server) => Effect.sync(() => void server.close())
      )
      const { port } = silent.address() as AddressInfo
      const answered = HttpClient.get(`${bookmaker.url}?src=1&competition_id=`).pipe(
        Effect.flatMap(({ text }) => text),
        Effect.as("answered")
      )
      // It is waited for no longer once it has been asked, as where the time for an answer is over.
      const timedOut = Effect.callback<string>((resume) => {
        isAsked = () => resume(Effect.succeed("timed out"))
      })
      const urls = [port, good.port].map((one) => Redacted.make(`http://127.0.0.1:${one}`))
      const outcomes = yield* Effect.replicateEffect(Effect.raceFirst(timedOut, answered), 12).pipe(
        Effect.provide(ProxyHttpClient.layer(urls))
      )
      assert.deepStrictEqual(outcomes, [
        ...[0, 1, 2].flatMap(() => ["timed out", "answered"]),
        ...Array.from({ length: 6 }, () => "answered")
      ])
    }).pipe(Effect.scoped)
  )

  for (const none of ["*", "bookmaker.invalid"]) {
    it.live(`that are given hold although NO_PROXY is ${none}`, () =>
      Effect.gen(function* () {
        const { code, seen, stderr } = yield* runBehind(unreachable(), (port) => ({
          BOOKIEGAMMA_PROXIES: `http://${login}@127.0.0.1:${port}`,
          NO_PROXY: none,
          no_proxy: none,
          HTTP_PROXY: "http://127.0.0.1:1"
        }))
        assert.strictEqual(code, 0, stderr)
        assert.isAtLeast(seen.passed, 1)
      })
    )
  }

  for (const name of ["http_proxy", "ALL_PROXY"]) {
    it.live(`are taken from ${name}, and said without their password`, () =>
      Effect.gen(function* () {
        const { code, port, seen, stderr } = yield* runBehind(unreachable(), (port) => ({
          [name]: `http://${login}@127.0.0.1:${port}`,
          NO_PROXY: "other.invalid"
        }))
        assert.strictEqual(code, 0, stderr)
        assert.isAtLeast(seen.passed, 1)
        assert.include(stderr, ` through the proxy 127.0.0.1:${port}\n`)
      })
    )
  }

  it.live("of the environment are passed where NO_PROXY names the bookmaker", () =>
    Effect.gen(function* () {
      const { code, seen, stderr } = yield* runBehind(bookmaker.url, (port) => ({
        http_proxy: `http://127.0.0.1:${port}`,
        ALL_PROXY: `http://127.0.0.1:${port}`,
        NO_PROXY: "other.invalid 127.0.0.1"
      }))
      assert.strictEqual(code, 0, stderr)
      assert.deepStrictEqual(seen, { passed: 0, refused: 0 })
      assert.notInclude(stderr, "through")
    })
  )

  it.live("of the environment that have another form are refused by their variable", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* runBehind(bookmaker.url, () => ({
        ALL_PROXY: "socks5://user:hunter2@127.0.0.1:1"
      }))
      assert.strictEqual(code, 78)
      assert.include(stderr, "ALL_PROXY: Expected http://user:password@host:port")
    })
  )
})

// They wait to the end of their budget.
describe.concurrent("proxies", () => {
  it.live("are logged by host and port only, at every log level", () =>
    Effect.gen(function* () {
      const env = {
        BOOKIEGAMMA_LIVE_URL: bookmaker.url,
        BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
        BOOKIEGAMMA_PROXIES: "http://user:hunter2@127.0.0.1:1"
      }
      const command = start([...live, "--log-level", "all"], { cwd: emptyFolder(), env, entry: "built" })
      yield* Effect.promise(() => command.says("proxy 127.0.0.1:1 is skipped for 30 s"))
      command.signal("SIGINT")
      const { code, stderr, stdout } = yield* Effect.promise(() => command.ended)
      assert.strictEqual(code, 130)
      assert.strictEqual(JSON.parse(stdout).verdict, "interrupted")
      assert.notInclude(stderr + stdout, "hunter2")
    })
  )

  it.live("that are given hold for each request, though NO_PROXY names the bookmaker's address", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* runBehind(
        bookmaker.url,
        () => ({ BOOKIEGAMMA_PROXIES: "http://127.0.0.1:1", NO_PROXY: "127.0.0.1" }),
        briefly
      )
      assert.strictEqual(code, 69)
      assert.include(JSON.parse(stdout).problem.detail, "through the proxy 127.0.0.1:1")
    })
  )

  it.live("of the environment that are dead are named in the report", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* runBehind(
        bookmaker.url,
        () => ({ http_proxy: "user:hunter2@127.0.0.1:1" }),
        briefly
      )
      assert.strictEqual(code, 69)
      assert.include(JSON.parse(stdout).problem.detail, "through the proxy 127.0.0.1:1")
    })
  )
})
