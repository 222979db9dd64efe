/**
 * The line of rights in docs/reference/stores.md, and remedies, with a real redis-server without modules: the line is understood and allows
 * every command of Redis itself that a run sends, and no more. What JSON and search add to it is not tried here.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisAdmin, RedisOddsStore } from "../../../adapters/redis/index.ts"
import * as scripts from "../../../adapters/redis/scripts.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { ourPort, plain, plainVersion } from "../../helpers/redisServers.ts"

/** The words of the document's line; commands that this server does not have are left out. */
const line =
  /^ACL SETUSER .*$/m.exec(readFileSync(new URL("../../../docs/reference/stores.md", import.meta.url), "utf8"))?.[0] ??
  ""
const words = line.split(" ").slice(1)
const known = words.filter((word) => !/^\+(json|ft)\./.test(word))
const keys = Keys.ofMarket("lst", Markets.btts, "live")

const messageOf = (error: Redis.RedisError) => (error.cause instanceof Error ? error.cause.message : "")

const admin = (url: string) => RedisAdmin.make(Redacted.make(url)).examine([keys])
const openStore = (url: string) =>
  Effect.flip(OddsStore.pipe(Effect.provide(RedisOddsStore.layer(Redacted.make(url))), Effect.asVoid))

const first = (findings: ReadonlyArray<Finding>) => findings[0] ?? { subject: "", status: "ok", detail: "" }

it("the documented line of rights has every command of the scripts", () => {
  const [publication = ""] = scripts.publishArguments({
    ...{ stream: "", marker: "", prefix: "", suffix: "", documents: [], deadline: "" },
    ...{ expirySeconds: 1, streamRetentionSeconds: 1, markerExpirySeconds: 1 }
  })
  const called = Array.from(
    (publication + scripts.change.lua).matchAll(/redis\.p?call\('([^']+)'/g),
    ([, name]) => name
  )
  assert.isAbove(called.length, 10)
  for (const name of called) assert.include(words, `+${name?.toLowerCase()}`)
})

if (plainVersion === undefined) {
  it("a plain redis-server is installed where CI runs", () => {
    console.log("not run: rights and refusals against a plain redis-server; none is installed")
    assert.isUndefined(process.env.CI, "CI installs redis-server")
  })
} else {
  describe(`redis-server ${plainVersion}`, () => {
    it.live("lets a user with the documented rights do what a run does, and nothing else", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.flatMap(Redis.Redis, ({ send }) => send("ACL", ...known)).pipe(
          Effect.provide(ourPort(server.url))
        )
        yield* Effect.gen(function* () {
          const { eval: run, send } = yield* Redis.Redis
          const note = Keys.note("lst", "trial", "live", 0)
          yield* send("SET", note, "1", "EX", "60")
          assert.strictEqual(yield* send("GET", note), "1")
          assert.isAbove(yield* send<number>("PTTL", note), 0)
          yield* send("TIME")
          yield* send("SCAN", "0", "MATCH", `${keys.matchedPrefix}*`, "COUNT", "1000")
          yield* send("INFO", "server")
          yield* send("COMMAND", "INFO", "EVAL")
          yield* send("CLIENT", "INFO")
          const change = { entry: `${keys.matchedPrefix}1`, matchId: 1, document: "", deadline: "", asOf: 0 }
          assert.strictEqual(yield* run(scripts.change)({ ...change, outcomes: [] }), "gone")
          const [script = "", ...rest] = scripts.publishArguments({
            ...{
              stream: keys.stream,
              marker: note,
              prefix: keys.publishedPrefix,
              suffix: "-0",
              documents: ["[", "1]"]
            },
            ...{ expirySeconds: 60, streamRetentionSeconds: 600, markerExpirySeconds: 60, deadline: "" }
          })
          yield* send("DEL", note)
          const plainly = script.replace("'JSON.SET', key, '$', documents", "'SET', key, documents")
          const [key = ""] = yield* send<ReadonlyArray<string>>("EVAL", plainly, ...rest)
          assert.match(key, /^BookieGamma_lst-BTTS_live:\d+-0$/)
          yield* send("XRANGE", keys.stream, "-", "+")
          for (const command of [["FLUSHALL"], ["KEYS", "*"], ["CONFIG", "GET", "*"], ["GET", "other"]]) {
            const [name = "", ...args] = command
            assert.match(messageOf(yield* Effect.flip(send(name, ...args))), /NOPERM/, name)
          }
        }).pipe(Effect.provide(ourPort(`redis://extractor:PASSWORD@127.0.0.1:${server.port}`)))
      }).pipe(Effect.scoped)
    )

    it.live("that wants a password, or another one, has an error with what to do, and its address once", () =>
      Effect.gen(function* () {
        const { port } = yield* plain("--requirepass", "hunter2")
        for (const login of ["", ":letmein@"]) {
          const url = `redis://${login}127.0.0.1:${port}`
          const finding = first(yield* admin(url))
          assert.match(finding.detail, /^[^:]*(NOAUTH|WRONGPASS)/)
          assert.include(finding.remedy ?? "", "check user and password in REDIS_URL")
          const { message } = yield* openStore(url)
          assert.match(message, /check user and password in REDIS_URL/)
          assert.lengthOf(message.split(`127.0.0.1:${port}`), 2)
        }
      }).pipe(Effect.scoped)
    )

    it.live("that is down is named once in an error", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.promise(() => server.kill())
        const finding = first(yield* admin(server.url))
        assert.include(finding.subject, String(server.port))
        assert.notInclude(finding.detail, String(server.port))
        assert.include(finding.remedy ?? "", "check REDIS_URL or REDIS_HOST")
      }).pipe(Effect.scoped)
    )
  })
}
