/**
 * Settings: flags win over the environment, and invalid or incomplete settings are refused.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { inspect } from "node:util"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Exit, Fiber, FileSystem, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as HostFiles from "../../adapters/host/HostFiles.ts"
import { Tls } from "../../adapters/redis/index.ts"
import { loadSettings } from "../../src/cli/loadSettings.ts"
import { Parts } from "../../src/cli/Parts.ts"
import { type FlagTexts, settings } from "../../src/cli/Settings.ts"
import * as settingsFlags from "../../src/cli/settingsFlags.ts"
import { StopSignal } from "../../src/extraction/Shutdown.ts"
import { pem, pemFile } from "../helpers/certificates.ts"
import config from "../vectors/config.example.json" with { type: "json" }

const urls = { BOOKIEGAMMA_LIVE_URL: "http://b/live", BOOKIEGAMMA_UPCOMING_URL: "https://b/up?x=1" }
const folder = mkdtempSync(join(tmpdir(), "bookiegamma-settings-"))
const file = (name: string, content: string) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const loadWith = (env: Record<string, string>, flags: FlagTexts = {}, sandbox = false, files = HostFiles.layer) =>
  loadSettings(flags, sandbox, { files, decodeTls: (texts) => Effect.fromResult(Tls.decode(texts)) }).pipe(
    Effect.provide(
      Layer.merge(NodePath.layer, ConfigProvider.layer(ConfigProvider.fromUnknown(env, { preserveEmptyStrings: true })))
    )
  )

describe("settings", () => {
  it.effect("none: the sandbox, with its own prefix and file", () =>
    Effect.gen(function* () {
      const settings = yield* loadWith({})
      assert.isTrue(settings.sandbox)
      assert.strictEqual(settings.prefix, "sandbox")
      assert.deepStrictEqual(settings.store, { _tag: "Sqlite", path: resolve("bookiegamma-sandbox.sqlite") })
      assert.strictEqual(settings.minCoverage, 1)
    })
  )

  it.effect("the sandbox uses its own prefix and file, whatever is configured for real odds", () =>
    Effect.gen(function* () {
      const settings = yield* loadWith({ ...urls, PREFIX: "lst", SQLITE_PATH: "/data/odds.db" }, {}, true)
      assert.isTrue(settings.sandbox)
      assert.strictEqual(settings.prefix, "sandbox")
      assert.deepStrictEqual(settings.store, { _tag: "Sqlite", path: resolve("/data/odds-sandbox.db") })
      assert.strictEqual((yield* loadWith({ PREFIX: "sandbox2" })).prefix, "sandbox2")
    })
  )

  it.effect("a bookmaker's URLs only: the default prefix and file", () =>
    Effect.gen(function* () {
      const settings = yield* loadWith(urls)
      assert.isFalse(settings.sandbox)
      assert.deepStrictEqual(settings.bookmaker, {
        live: urls.BOOKIEGAMMA_LIVE_URL,
        upcoming: urls.BOOKIEGAMMA_UPCOMING_URL,
        overrides: {}
      })
      assert.strictEqual(settings.prefix, "lst")
      assert.deepStrictEqual(settings.store, { _tag: "Sqlite", path: resolve("bookiegamma.sqlite") })
    })
  )

  it.effect("flags take precedence over the environment", () =>
    Effect.gen(function* () {
      const settings = yield* loadWith(
        {
          ...urls,
          PREFIX: "env",
          BOOKIEGAMMA_BUDGET: "10",
          BOOKIEGAMMA_CONCURRENCY: "5",
          BOOKIEGAMMA_ENTRY_EXPIRY: "9"
        },
        { prefix: "flag", budget: "2.5" }
      )
      assert.strictEqual(settings.prefix, "flag")
      assert.strictEqual(settings.budgetSeconds, 2.5)
      assert.strictEqual(settings.concurrency, 5)
      assert.strictEqual(settings.entryExpirySeconds, 9)
    })
  )

  it.effect("a file of headers and parameters, whose headers are redacted", () =>
    Effect.gen(function* () {
      const path = file("config.json", JSON.stringify(config))
      const { bookmaker } = yield* loadWith({ ...urls, BOOKIEGAMMA_CONFIG: path })
      const agent = bookmaker?.overrides?.headers?.live?.matches?.["user-agent"]
      assert.isTrue(Redacted.isRedacted(agent))
      assert.notInclude(JSON.stringify(bookmaker), "Mozilla")
      assert.deepStrictEqual(bookmaker?.overrides?.params?.upcoming?.competitions, { trials: null, page_size: "500" })
    })
  )

  it.effect("proxies in their order, which are redacted", () =>
    Effect.gen(function* () {
      const { proxies } = yield* loadWith({ ...urls, BOOKIEGAMMA_PROXIES: "http://u:hunter2@h:1, http://i:2" })
      assert.deepStrictEqual(proxies.map(Redacted.value), ["http://u:hunter2@h:1", "http://i:2"])
      for (const shown of [JSON.stringify(proxies), String(proxies), inspect(proxies, { depth: 9 })]) {
        assert.notInclude(shown, "hunter2")
      }
    })
  )

  it.effect("a Redis by URL or by host, whose password is redacted", () =>
    Effect.gen(function* () {
      const redisOf = (env: Record<string, string>) =>
        Effect.map(loadWith({ ...urls, ...env }), ({ store }) => {
          assert.notInclude(JSON.stringify(store), "hunter2")
          return store._tag === "Redis" ? Redacted.value(store.url) : store._tag
        })
      assert.strictEqual(yield* redisOf({ REDIS_URL: "rediss://u:hunter2@h:1/0" }), "rediss://u:hunter2@h:1/0")
      assert.strictEqual(yield* redisOf({ REDIS_HOST: "h" }), "redis://h:6379/0")
      assert.strictEqual(
        yield* redisOf({ REDIS_HOST: "h", REDIS_PORT: "7", REDIS_DB: "2", REDIS_PASS: "hunter2@/:" }),
        "redis://:hunter2%40%2F%3A@h:7/2"
      )
      assert.strictEqual(
        yield* redisOf({ REDIS_HOST: "h", REDIS_USER: "a%41", REDIS_PASS: "50%off hunter2é" }),
        "redis://a%2541:50%25off%20hunter2%C3%A9@h:6379/0"
      )
      assert.strictEqual(yield* redisOf({ REDIS_HOST: "::1", REDIS_PASS: "" }), "redis://[::1]:6379/0")
      assert.strictEqual(yield* redisOf({ REDIS_PORT: "6379", REDIS_DB: "0", REDIS_PASS: "hunter2" }), "Sqlite")
    })
  )
})

/** A Redis with TLS, its authority, and a client certificate. */
const tls = {
  ...urls,
  REDIS_URL: "rediss://h",
  REDIS_CA_FILE: pemFile("authority"),
  REDIS_CERT_FILE: pemFile("client"),
  REDIS_KEY_FILE: pemFile("client-key")
}
const without = (env: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(env).filter(([other]) => other !== name))
const keyText = pem("client-key")
/** The lines of a key. */
const keyLines = [keyText, pem("locked-key")].flatMap((text) => text.split("\n").filter((line) => /^\w{10}/.test(line)))
const traditional = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA"

describe("TLS to a Redis", () => {
  it.effect("is made with the files that are named, of which the key is redacted", () =>
    Effect.gen(function* () {
      const { store } = yield* loadWith(tls)
      assert.strictEqual(store._tag, "Redis")
      const texts = store._tag === "Redis" ? store.tls : undefined
      assert.strictEqual(texts?.ca, pem("authority"))
      assert.strictEqual(texts?.certificate, pem("client"))
      assert.strictEqual(Redacted.value(texts?.key ?? Redacted.make("")), keyText)
      for (const line of keyLines) assert.notInclude(JSON.stringify(store), line)
    })
  )

  it.effect("is made with a file that holds both certificate and key, without keeping the key in the open", () =>
    Effect.gen(function* () {
      const both = file("both.pem", pem("client-key") + pem("client"))
      const { store } = yield* loadWith({ ...tls, REDIS_CERT_FILE: both, REDIS_KEY_FILE: both })
      for (const line of keyLines) assert.notInclude(JSON.stringify(store), line)
    })
  )

  it.effect("may have the authorities alone", () =>
    Effect.gen(function* () {
      const { store } = yield* loadWith({ ...urls, REDIS_URL: "REDISS://h", REDIS_CA_FILE: tls.REDIS_CA_FILE })
      assert.deepStrictEqual(store._tag === "Redis" ? store.tls : undefined, { ca: pem("authority") })
    })
  )
})

describe("an invalid setting is refused, with its name", () => {
  const cases: ReadonlyArray<
    readonly [what: string, env: Record<string, string>, setting: string, says: string, flags?: FlagTexts]
  > = [
    ["a live URL alone", { BOOKIEGAMMA_LIVE_URL: "http://b/" }, "BOOKIEGAMMA_UPCOMING_URL", "is missing"],
    ["an upcoming URL alone", { BOOKIEGAMMA_UPCOMING_URL: "http://b/" }, "BOOKIEGAMMA_LIVE_URL", "is missing"],
    ["a file without URLs", { BOOKIEGAMMA_CONFIG: "x.json" }, "BOOKIEGAMMA_LIVE_URL", "BOOKIEGAMMA_CONFIG is set"],
    ["a missing file", { ...urls, BOOKIEGAMMA_CONFIG: "/no/x.json" }, "BOOKIEGAMMA_CONFIG", "/no/x.json"],
    ["a file that is not JSON", { ...urls, BOOKIEGAMMA_CONFIG: file("no.json", "{") }, "BOOKIEGAMMA_CONFIG", "no.json"],
    [
      "a misspelt section",
      { ...urls, BOOKIEGAMMA_CONFIG: file("typo.json", '{"header":{}}') },
      "BOOKIEGAMMA_CONFIG",
      '["header"]'
    ],
    [
      "a header with a line break",
      { ...urls, BOOKIEGAMMA_CONFIG: file("crlf.json", '{"headers":{"live":{"matches":{"x":"hunter2\\r\\ny: z"}}}}') },
      "BOOKIEGAMMA_CONFIG",
      '["x"]'
    ],
    ...["Expect", "keep-alive", "Transfer-Encoding", "upgrade"].map(
      (name) =>
        [
          `a header that not every client sends: ${name}`,
          {
            ...urls,
            BOOKIEGAMMA_CONFIG: file(
              `${name}.json`,
              JSON.stringify({ headers: { live: { matches: { [name]: "hunter2" } } } })
            )
          },
          "BOOKIEGAMMA_CONFIG",
          `headers that every client sends; ${name} is not one`
        ] as const
    ),
    ["a URL with another scheme", { ...urls, BOOKIEGAMMA_LIVE_URL: "ftp://b/" }, "BOOKIEGAMMA_LIVE_URL", "http://"],
    [
      "a URL with a password",
      { ...urls, BOOKIEGAMMA_LIVE_URL: "http://u:hunter2@b/" },
      "BOOKIEGAMMA_LIVE_URL",
      "authorization header"
    ],
    ["an empty URL", { ...urls, BOOKIEGAMMA_LIVE_URL: "" }, "BOOKIEGAMMA_LIVE_URL", "empty"],
    ["a prefix with a separator", { PREFIX: "a-b" }, "PREFIX", "letters and digits"],
    ["a prefix that is too long", { PREFIX: "a".repeat(33) }, "PREFIX", "1 to 32"],
    ["a prefix by flag", {}, "--prefix", "letters and digits", { prefix: "ä" }],
    ["the sandbox's prefix for real odds", { ...urls, PREFIX: "sandbox" }, "PREFIX", "kept for the sandbox"],
    ["a budget of 0", { BOOKIEGAMMA_BUDGET: "0" }, "BOOKIEGAMMA_BUDGET", "1 to 86400"],
    [
      "an invalid number",
      { BOOKIEGAMMA_CONCURRENCY: "0x10" },
      "BOOKIEGAMMA_CONCURRENCY",
      "from 1 to 50, got no number"
    ],
    [
      "a number in another notation",
      { BOOKIEGAMMA_BUDGET: "1e2" },
      "BOOKIEGAMMA_BUDGET",
      "got 1e2; write it in digits"
    ],
    ["a coverage above 1", {}, "--min-coverage", "0 to 1", { minCoverage: "2" }],
    [
      "an expiry of half a second",
      { BOOKIEGAMMA_ENTRY_EXPIRY: "0.5" },
      "BOOKIEGAMMA_ENTRY_EXPIRY",
      "whole seconds from 1 to 86400, got 0.5"
    ],
    ["both Redis URL and Redis host", { ...urls, REDIS_URL: "redis://h", REDIS_HOST: "h" }, "REDIS_URL", "REDIS_HOST"],
    ["a Redis URL with another scheme", { ...urls, REDIS_URL: "http://h" }, "REDIS_URL", "redis://"],
    ["a Redis database that is no number", { ...urls, REDIS_URL: "redis://:hunter2@h/abc" }, "REDIS_URL", "number"],
    ["a Redis password with a bare %", { ...urls, REDIS_URL: "redis://:hunter2%ss@h" }, "REDIS_URL", "%25"],
    ["a Redis user that is not UTF-8", { ...urls, REDIS_URL: "redis://%ff:hunter2@h" }, "REDIS_URL", "%25"],
    [
      "a proxy's password with a bare %",
      { ...urls, BOOKIEGAMMA_PROXIES: "http://h:1,http://u:hunter2%off@h:1" },
      "BOOKIEGAMMA_PROXIES",
      "proxy number 2"
    ],
    ...[
      "redis://default:57#hunter2@h",
      "redis://default:57?hunter2@h",
      "redis://default:57\\hunter2@h",
      "redis://:hunter2#@h",
      "redis://:hunter2 x@h",
      "redis://:hunter2\tx@h",
      "redis://:hunter2\nx@h",
      "redis://:hunter2\u007fx@h",
      "redis://h/?db=3",
      "redis://h/3?",
      "redis://h?password=hunter2"
    ].map(
      (url) =>
        [`a Redis URL like ${JSON.stringify(url)}`, { ...urls, REDIS_URL: url }, "REDIS_URL", "%23 and %3F"] as const
    ),
    ...["redis:57hunter2@h", "redis://default:57/hunter2@h", "redis://:57/hunter2", "//:hunter2@h", "hunter2@h"].map(
      (url) =>
        [`a Redis URL like ${JSON.stringify(url)}`, { ...urls, REDIS_URL: url }, "REDIS_URL", "redis://host"] as const
    ),
    ...[
      "http://u:57#hunter2@h:1",
      "http://u:57?hunter2@h:1",
      "http://u:57/hunter2@h:1",
      "http://u:57\\hunter2@h:1",
      "http://u:57,hunter2@h:1",
      "http://u:57\t9hunter2@h:1",
      "http://u:hunter2 x@h:1",
      "http://u:hunter2\nx@h:1",
      "http:u:hunter2@h:1",
      "http:\\\\u:hunter2@h:1",
      "http:///u:hunter2@h:1",
      "http://u:hunter2＠h:1",
      "https://u:hunter2@h:1",
      "u:hunter2@h:1",
      "http://u:hunter2@h:1/?",
      "http://u:hunter2@:1"
    ].map(
      (url) =>
        [
          `a proxy like ${JSON.stringify(url)}`,
          { ...urls, BOOKIEGAMMA_PROXIES: `http://h:1,${url}` },
          "BOOKIEGAMMA_PROXIES",
          url.startsWith("http://u:57,") ? "proxy number 3" : "proxy number 2"
        ] as const
    ),
    ...["http://u:57/hunter2@h/", "http://h/a#hunter2", "http://h/a b?hunter2", "http:\\\\u:57\\hunter2@h/"].map(
      (url) =>
        [
          `a bookmaker's URL like ${JSON.stringify(url)}`,
          { ...urls, BOOKIEGAMMA_LIVE_URL: url },
          "BOOKIEGAMMA_LIVE_URL",
          "%40, %5C and %23"
        ] as const
    ),
    ...["hunter2@h", "h#hunter2", "h?hunter2", "h/hunter2", "h\\hunter2", "h hunter2", "h\thunter2"].map(
      (host) =>
        [`a Redis host like ${JSON.stringify(host)}`, { ...urls, REDIS_HOST: host }, "REDIS_HOST", "host name"] as const
    ),
    ["a Redis host with a port", { ...urls, REDIS_HOST: "h:1/x" }, "REDIS_HOST", "host name"],
    ["a certificate without its key", without(tls, "REDIS_KEY_FILE"), "REDIS_KEY_FILE", "REDIS_CERT_FILE is set; both"],
    [
      "a key without its certificate",
      without(tls, "REDIS_CERT_FILE"),
      "REDIS_CERT_FILE",
      "REDIS_KEY_FILE is set; both"
    ],
    [
      "a file of authorities for a Redis without TLS",
      { ...tls, REDIS_URL: "redis://:hunter2@h" },
      "REDIS_CA_FILE",
      "REDIS_URL is not a rediss:// URL"
    ],
    [
      "a file of authorities for a Redis by its host",
      { ...without(tls, "REDIS_URL"), REDIS_HOST: "h" },
      "REDIS_CA_FILE",
      "instead of REDIS_HOST"
    ],
    [
      "a file of TLS without a Redis",
      { REDIS_KEY_FILE: tls.REDIS_KEY_FILE },
      "REDIS_KEY_FILE",
      "is not a rediss:// URL"
    ],
    [
      "authorities that are no PEM",
      { ...tls, REDIS_CA_FILE: file("der.pem", "0\u0082hunter2") },
      "REDIS_CA_FILE",
      "der.pem holds no certificate in PEM"
    ],
    [
      "a key in place of a certificate",
      { ...tls, REDIS_CERT_FILE: tls.REDIS_KEY_FILE },
      "REDIS_CERT_FILE",
      "no certificate"
    ],
    [
      "a certificate in place of a key",
      { ...tls, REDIS_KEY_FILE: tls.REDIS_CERT_FILE },
      "REDIS_KEY_FILE",
      "no private key"
    ],
    [
      "a damaged authority among others",
      { ...tls, REDIS_CA_FILE: file("damaged.pem", pem("authority") + pem("other").replace(/\nM/, "\nA")) },
      "REDIS_CA_FILE",
      "holds a damaged certificate, number 2 of 2"
    ],
    [
      "a damaged key",
      { ...tls, REDIS_KEY_FILE: file("damaged-key.pem", keyText.replace(/\nM/, "\nA")) },
      "REDIS_KEY_FILE",
      "holds a damaged private key"
    ],
    [
      "the key of another certificate",
      { ...tls, REDIS_KEY_FILE: pemFile("stranger-key") },
      "REDIS_KEY_FILE",
      "of another"
    ],
    ["an encrypted key", { ...tls, REDIS_KEY_FILE: pemFile("locked-key") }, "REDIS_KEY_FILE", "holds an encrypted key"],
    [
      "a key that is encrypted as it used to be",
      { ...tls, REDIS_KEY_FILE: file("old-key.pem", traditional) },
      "REDIS_KEY_FILE",
      "without a passphrase: openssl pkey"
    ],
    [
      "a key that is not there",
      { ...tls, REDIS_KEY_FILE: "/no/key.pem" },
      "REDIS_KEY_FILE",
      "/no/key.pem: no such file"
    ],
    ["a key that is a device", { ...tls, REDIS_KEY_FILE: "/dev/zero" }, "REDIS_KEY_FILE", "/dev/zero is a device"],
    [
      "authorities of more than 1 MiB",
      { ...tls, REDIS_CA_FILE: file("large.pem", " ".repeat(2 ** 20 + 1)) },
      "REDIS_CA_FILE",
      "has more than 1 MiB; name a PEM file of certificates"
    ],
    ...[
      keyText,
      keyText.replaceAll("\n", "\\n"),
      btoa(keyText),
      keyText.replaceAll(/-----.*-----|\n/g, ""),
      `${keyText.replaceAll(/-----.*-----|\n/g, "")}\n`
    ].map(
      (text) =>
        [
          `a key itself in place of its file, like ${JSON.stringify(text.slice(0, 12))}`,
          { ...tls, REDIS_KEY_FILE: text },
          "REDIS_KEY_FILE",
          "the path of a PEM file"
        ] as const
    ),
    ["a Redis without URLs and without --sandbox", { REDIS_URL: "redis://h" }, "REDIS_URL", "--sandbox"]
  ]
  for (const [what, env, setting, says, flags] of cases) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(loadWith(env, flags))
        assert.strictEqual(error.setting, setting)
        assert.isTrue(error.message.startsWith(`${setting}: `), error.message)
        assert.include(error.message, says)
        assert.notInclude(error.message, "hunter2")
        for (const line of keyLines) assert.notInclude(error.message, line)
      })
    )
  }

  it.effect("a name in the file of headers that may be a secret is not repeated, and one that is plain is", () =>
    Effect.gen(function* () {
      const refusal = (text: string) =>
        Effect.map(
          Effect.flip(loadWith({ ...urls, BOOKIEGAMMA_CONFIG: file("names.json", text) })),
          ({ message }) => message
        )
      const at = (step: string) => `{"headers":{"live":{"matches":${step}}}}`
      assert.include(yield* refusal(at(`{"x-api-key":5}`)), `null at ["headers"]["live"]["matches"]["x-api-key"]`)
      assert.include(yield* refusal(at(`{"authorization: hunter2":"x"}`)), `["matches"]["…"]`)
      assert.include(yield* refusal(`{"params":{"live":{"matches":{"token=hunter2":5}}}}`), `["matches"]["…"]`)
      assert.include(yield* refusal(`{"hunter2b":{}}`), `Expected no excess property at ["…"]`)
      assert.include(yield* refusal(`"hunter2"`), "names.json: Expected object")
    })
  )

  it.effect("a file that has no end is read up to 1 MiB, and not at all where it is a device or a pipe", () =>
    Effect.gen(function* () {
      const refusal = (path: string) =>
        Effect.map(Effect.flip(loadWith({ ...urls, BOOKIEGAMMA_CONFIG: path })), ({ message }) => message)
      assert.include(yield* refusal(file("large.json", " ".repeat(2 ** 20 + 1))), "has more than 1 MiB")
      assert.include(yield* refusal("/dev/null"), "/dev/null is a device; name a regular file")
      assert.include(yield* refusal(folder), "is a directory; name a regular file")
      assert.include(yield* refusal(join(folder, "nothing")), "nothing: no such file")
      const fifo = join(folder, "fifo")
      execFileSync("mkfifo", [fifo])
      assert.include(yield* refusal(fifo), "is a pipe (FIFO); name a regular file")
      const whole = `{"counts":"ignore"}${" ".repeat(2 ** 20 - 19)}`
      const { bookmaker } = yield* loadWith({ ...urls, BOOKIEGAMMA_CONFIG: file("whole.json", whole) })
      assert.deepStrictEqual(bookmaker?.overrides, { counts: "ignore" })
    })
  )

  const silentFiles = FileSystem.layerNoop({ stat: () => Effect.never })

  it.effect("a file that does not come is waited for 5 s", () =>
    Effect.gen(function* () {
      const loading = loadWith({ ...urls, BOOKIEGAMMA_CONFIG: "remote.json" }, {}, false, silentFiles)
      const fiber = yield* Effect.forkChild(Effect.flip(loading))
      yield* TestClock.adjust("5 seconds")
      assert.include((yield* Fiber.join(fiber)).message, "remote.json could not be read in 5 s")
    })
  )

  const remote = {
    "of headers and parameters": { ...urls, BOOKIEGAMMA_CONFIG: "remote.json" },
    "of a private key": { ...without(tls, "REDIS_CA_FILE"), REDIS_KEY_FILE: "remote.pem" }
  }
  it.effect.each(Object.entries(remote))(
    "a file %s that does not come keeps no signal from ending the command",
    ([, env]) =>
      Effect.gen(function* () {
        const stop = yield* Deferred.make<void>()
        const decoding = settingsFlags
          .decode({ sandbox: false })
          .pipe(
            Effect.provideService(Parts, { files: silentFiles } as Parts["Service"]),
            Effect.provideService(StopSignal, Deferred.await(stop)),
            Effect.provide(Layer.merge(NodePath.layer, ConfigProvider.layer(ConfigProvider.fromUnknown(env))))
          )
        const fiber = yield* Effect.forkChild(decoding)
        yield* TestClock.adjust("1 second")
        yield* Deferred.succeed(stop, undefined)
        assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      })
  )

  it.effect("but a Redis is accepted with the sandbox if --sandbox is set", () =>
    Effect.gen(function* () {
      const { prefix, sandbox, store } = yield* loadWith({ REDIS_URL: "redis://h" }, {}, true)
      assert.deepStrictEqual([sandbox, prefix, store._tag], [true, "sandbox", "Redis"])
    })
  )
})

/** Settings that are numbers. */
const numbers = Object.values(settings).filter(({ schema }) => schema.ast._tag === "Number")

describe.each(numbers)("$env, as each number,", ({ env, ...setting }) => {
  it.effect("says what is allowed and what was given, and nothing that is no number", () =>
    Effect.gen(function* () {
      for (const given of ["-1", "2.345", "1e9", "20s", "90%", "1,5", "999999999", "1234567890"]) {
        const error = yield* Effect.flip(loadWith({ [env]: given })).pipe(Effect.orElseSucceed(() => undefined))
        if (error === undefined) assert.include(["2.345", "999999999"], given)
        else assert.match(error.message, new RegExp(`^${env}: Expected [a-z ]+ from [\\d.]+ to \\d+, got ${given}$`))
      }
      for (const given of ["hunter2", "0x10", "Infinity", "NaN", "twenty", "12345678-1234-1234-1234-123456789012"]) {
        const { message } = yield* Effect.flip(loadWith({ [env]: given }))
        assert.match(message, /: Expected [a-z ]+ from [\d.]+ to \d+, got no number$/)
      }
    })
  )

  it.effect("by its flag too", () =>
    Effect.gen(function* () {
      if (!("flag" in setting)) return
      const [name] = Object.entries(settings).find(([, one]) => one.env === env) ?? []
      const { message } = yield* Effect.flip(loadWith({}, { [name ?? ""]: "-3" }))
      assert.match(message, new RegExp(`^--${setting.flag}: Expected [a-z ]+ from [\\d.]+ to \\d+, got -3$`))
    })
  )
})
