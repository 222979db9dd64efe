/**
 * The environment's proxies: which variable counts for which URL, and what `no_proxy` exempts.
 */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted } from "effect"
import type { Settings } from "../../src/cli/Settings.ts"
import { addSystemProxies, isExempt, wayTo } from "../../src/cli/SystemProxies.ts"

const settings: Settings = {
  sandbox: false,
  bookmaker: { live: "https://b.test/live?x=1", upcoming: "http://b.test:8080/" },
  proxies: [],
  overridesFile: undefined,
  prefix: "lst",
  store: { _tag: "Sqlite", path: ":memory:" },
  concurrency: undefined,
  budgetSeconds: undefined,
  rate: undefined,
  maxRequests: undefined,
  minCoverage: 1,
  suspended: undefined,
  cacheExpirySeconds: undefined,
  entryExpirySeconds: undefined,
  metricsAddress: undefined,
  collector: undefined
}

const withEnvironment = (env: Readonly<Record<string, string>>, changes: Partial<Settings> = {}) =>
  addSystemProxies({ ...settings, ...changes }).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env, preserveEmptyStrings: true })))
  )

/** Returns the proxies for the https and the http URL; undefined where the environment is not followed at all. */
const proxiesBy = (env: Readonly<Record<string, string>>) =>
  Effect.map(withEnvironment(env), ({ systemProxies }) =>
    systemProxies === undefined
      ? undefined
      : ["https://b.test", "http://b.test:8080"].map((origin) => {
          const proxy = systemProxies.get(origin)
          return proxy === undefined ? undefined : Redacted.value(proxy)
        })
  )

describe("the environment's proxies", () => {
  const cases: ReadonlyArray<
    readonly [env: Readonly<Record<string, string>>, proxies: Array<string | undefined> | undefined]
  > = [
    [{}, undefined],
    [{ NO_PROXY: "*" }, undefined],
    [{ http_proxy: "", HTTPS_PROXY: " ", all_proxy: "" }, undefined],
    [{ https_proxy: "http://p:1" }, ["http://p:1", undefined]],
    [{ HTTP_PROXY: "http://p:1" }, [undefined, "http://p:1"]],
    [{ HTTP_PROXY: "http://p:1", http_proxy: "http://q:2" }, [undefined, "http://q:2"]],
    [{ HTTP_PROXY: "http://p:1", http_proxy: "" }, [undefined, "http://p:1"]],
    [{ ALL_PROXY: "p:1", https_proxy: "q:2" }, ["http://q:2", "http://p:1"]],
    [{ ALL_PROXY: "http://u:p%23@p:1", no_proxy: "b.test:443" }, [undefined, "http://u:p%23@p:1"]],
    [{ ALL_PROXY: "p:1", NO_PROXY: ".test" }, [undefined, undefined]],
    [{ ALL_PROXY: "socks5://p:1", NO_PROXY: "*" }, [undefined, undefined]]
  ]
  for (const [env, proxies] of cases) {
    it.effect(`are read from ${JSON.stringify(env)}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* proxiesBy(env), proxies)
      })
    )
  }

  it.effect("yield to BOOKIEGAMMA_PROXIES and to the sandbox", () =>
    Effect.gen(function* () {
      const env = { ALL_PROXY: "socks5://u:hunter2@p:1" }
      const given = yield* withEnvironment(env, { proxies: [Redacted.make("http://u:hunter2@q:2")] })
      assert.isUndefined(given.systemProxies)
      assert.strictEqual(wayTo(given, "https://b.test/"), " through the proxy q:2")
      assert.isUndefined((yield* withEnvironment(env, { bookmaker: undefined })).systemProxies)
    })
  )

  for (const value of [
    "socks5://u:hunter2@p:1",
    "https://u:hunter2@p:1",
    "u:57#hunter2@p:1",
    "p:1/hunter2",
    "p:hunter2"
  ]) {
    it.effect(`are refused by their variable where one has another form: ${value}`, () =>
      Effect.gen(function* () {
        const { message, setting } = yield* Effect.flip(withEnvironment({ HTTPS_PROXY: value }))
        assert.strictEqual(setting, "HTTPS_PROXY")
        assert.include(message, "HTTPS_PROXY: Expected http://user:password@host:port")
        assert.notInclude(message, "hunter2")
      })
    )
  }
})

describe("no_proxy", () => {
  const exempt = [
    ["https://api.b.test/", "b.test"],
    ["https://api.b.test/", "a.test, .b.test"],
    ["https://api.b.test./", "*.B.TEST."],
    ["https://b.test/", "a.test b.test"],
    ["https://b.test/", ".b.test"],
    ["http://b.test/", "b.test:80"],
    ["https://b.test:8443/", "b.test:8443"],
    ["https://b.test/", "a.test,*"],
    ["http://127.0.0.1:8080/", "127.0.0.1"],
    ["http://[::1]:8080/", "::1"],
    ["http://[::1]:8080/", "[::1]:8080"]
  ] as const
  for (const [url, none] of exempt) {
    it(`exempts ${url} by ${none}`, () => assert.isTrue(isExempt(new URL(url), none)))
  }

  const others = [
    ["https://b.test/", ""],
    ["https://b.test/", ", ,"],
    ["https://bb.test/", "b.test"],
    ["https://b.test/", "api.b.test"],
    ["https://b.test/", "b.test:80"],
    ["https://b.test.evil/", "b.test"],
    ["http://127.0.0.10/", "127.0.0.1"],
    ["https://b.test/", "."]
  ] as const
  for (const [url, none] of others) {
    it(`does not exempt ${url} by "${none}"`, () => assert.isFalse(isExempt(new URL(url), none)))
  }
})
