/**
 * The Redis client with a real redis-server without modules: connecting, passwords, TLS, strings, streams, expiry,
 * scripts, kill and restart. Also the command with a server that cannot be the store.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schedule } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient, type Tls } from "../../../adapters/redis/index.ts"
import * as scripts from "../../../adapters/redis/scripts.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { pem, pemFile } from "../../helpers/certificates.ts"
import { emptyFolder, run } from "../../helpers/command.ts"
import { ourPort, plain, plainVersion, plainWith, standIn, tlsFlags } from "../../helpers/redisServers.ts"

const messageOf = (error: unknown): string =>
  error instanceof Redis.RedisError && error.cause instanceof Error ? error.cause.message : String(error)

const open = (url: string) =>
  Effect.scoped(RedisClient.make({ url: Redacted.make(url) })).pipe(Effect.flip, Effect.map(messageOf))

const nothingToRunAgainst = () => console.log("not run: the port against a plain redis-server; none is installed")

if (plainVersion === undefined) {
  describe("a plain redis-server", () => {
    it("is installed where CI runs", () => {
      nothingToRunAgainst()
      assert.isUndefined(process.env.CI, "CI installs redis-server")
    })
  })
} else {
  describe(`the port against redis-server ${plainVersion}`, () => {
    for (const protocol of [2, 3] as const) {
      it.live(`carries strings, streams, expiry and scripts over protocol ${protocol}`, () =>
        Effect.gen(function* () {
          const server = yield* plain()
          yield* Effect.gen(function* () {
            const { eval: run, send } = yield* Redis.Redis
            assert.strictEqual(yield* send("SET", "k", "v é \0", "PX", "3600000"), "OK")
            assert.strictEqual(yield* send("GET", "k"), "v é \0")
            assert.isAbove(yield* send<number>("PTTL", "k"), 0)
            yield* send("PEXPIRE", "k", "1")
            yield* Effect.sleep("20 millis")
            assert.isNull(yield* send("GET", "k"))
            const id = yield* send<string>("XADD", "s", "MINID", "=", "5", "*", "data_key", "x")
            assert.deepStrictEqual(yield* send("XRANGE", "s", "-", "+"), [[id, ["data_key", "x"]]])
            const script = Redis.script((key: string, value: string) => [key, value], {
              lua: "redis.call('SET', KEYS[1], ARGV[1]) return { KEYS[1], redis.call('GET', KEYS[1]) }",
              numberOfKeys: 1
            }).withReturnType<ReadonlyArray<string>>()
            assert.deepStrictEqual(yield* run(script)("a", "1"), ["a", "1"])
            yield* send("SCRIPT", "FLUSH")
            assert.deepStrictEqual(yield* run(script)("a", "2"), ["a", "2"])
            const wrongType = yield* Effect.flip(send("GET", "s"))
            assert.match(messageOf(wrongType), /^Redis 127\.0\.0\.1:\d+: WRONGTYPE/)
          }).pipe(
            Effect.provideServiceEffect(Redis.Redis, RedisClient.make({ url: Redacted.make(server.url), protocol }))
          )
        }).pipe(Effect.scoped)
      )
    }

    it.live("fails without a password or with a wrong one, with host and reason but without the password", () =>
      Effect.gen(function* () {
        const { port } = yield* plain("--requirepass", "hunter2")
        const none = yield* open(`redis://127.0.0.1:${port}`)
        assert.match(none, new RegExp(`^Redis 127\\.0\\.0\\.1:${port}: .*NOAUTH`))
        const wrong = yield* open(`redis://:letmein@127.0.0.1:${port}`)
        assert.match(wrong, /WRONGPASS/)
        assert.notInclude(wrong, "letmein")
        const right = yield* Effect.flatMap(Redis.Redis, ({ send }) => send("PING")).pipe(
          Effect.provide(ourPort(`redis://:hunter2@127.0.0.1:${port}`))
        )
        assert.strictEqual(right, "PONG")
      }).pipe(Effect.scoped)
    )

    it.live("fails for a rediss URL of a server without TLS", () =>
      Effect.gen(function* () {
        const { port } = yield* plain()
        assert.match(yield* open(`rediss://127.0.0.1:${port}`), /^Redis 127\.0\.0\.1:\d+: ./)
      }).pipe(Effect.scoped)
    )

    it.live("is reached by the command through TLS with a trusted authority and a client certificate alone", () =>
      Effect.gen(function* () {
        const server = yield* plainWith((port) => tlsFlags(port))
        const env = { REDIS_URL: `rediss://127.0.0.1:${server.port}` }
        const doctor = (more: Record<string, string>) =>
          Effect.promise(async () => {
            const options = { cwd: emptyFolder(), env: { ...env, ...more }, entry: "built" } as const
            for (;;) {
              const { stdout } = await run(["doctor", "--sandbox", "--format", "json"], options)
              const { findings }: { findings: ReadonlyArray<Finding> } = JSON.parse(stdout)
              const detail = findings.find(({ subject }) => subject.startsWith("Redis"))?.detail ?? ""
              // A loaded machine may take longer than a handshake may.
              if (!/not answer/.test(detail)) return detail
            }
          })
        const REDIS_CA_FILE = pemFile("authority")
        const client = { REDIS_CERT_FILE: pemFile("client"), REDIS_KEY_FILE: pemFile("client-key") }
        assert.include(yield* doctor({ REDIS_CA_FILE, ...client }), `Redis ${plainVersion} has no JSON.GET`)
        const byRuntime = { NODE_EXTRA_CA_CERTS: REDIS_CA_FILE, ...client }
        assert.include(yield* doctor(byRuntime), `Redis ${plainVersion} has no JSON.GET`)
        assert.match(yield* doctor({}), /^its certificate is signed by Test authority, which is not trusted here/)
      }).pipe(Effect.scoped)
    )

    for (const protocols of ["TLSv1.2", "TLSv1.3"]) {
      it.live(`says what is wrong with the client's certificate, by ${protocols}`, () =>
        Effect.gen(function* () {
          const server = yield* plainWith((port) => tlsFlags(port, "--tls-protocols", protocols))
          const openedWith = (more: Tls.Options) => {
            const url = Redacted.make(`rediss://127.0.0.1:${server.port}`)
            const opening = Effect.scoped(RedisClient.make({ url, tls: { ca: pem("authority"), ...more } }))
            return Effect.map(Effect.result(opening), (result) =>
              Result.isSuccess(result) ? "opened" : messageOf(result.failure)
            )
          }
          const shown = (name: string) => ({ certificate: pem(name), key: Redacted.make(pem(`${name}-key`)) })
          assert.strictEqual(yield* openedWith(shown("client")), "opened")
          assert.match(yield* openedWith({}), /: it (refuses .* )?demands a client certificate$/)
          assert.match(yield* openedWith(shown("stranger")), /: it does not accept the client certificate/)
          assert.match(
            yield* openedWith(shown("expired")),
            /: it does not accept the client certificate, which has expired$/
          )
        }).pipe(Effect.scoped)
      )
    }

    it.live("sends commands issued together in one write", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          const reads = Effect.map(send<string>("INFO", "stats"), (info) =>
            Number(/total_reads_processed:(\d+)/.exec(info)?.[1])
          )
          const before = yield* reads
          yield* Effect.all(
            Array.from({ length: 100 }, (_, index) => send("SET", `k${index}`, "v")),
            { concurrency: "unbounded" }
          )
          assert.isAtMost((yield* reads) - before, 3)
        }).pipe(Effect.provide(ourPort(server.url)))
      }).pipe(Effect.scoped)
    )

    it.live("fails at once while the server is down, and works again when it is back", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          assert.strictEqual(yield* send("PING"), "PONG")
          yield* Effect.promise(() => server.kill())
          const down = yield* Effect.flip(send("PING")).pipe(Effect.timeout("10 seconds"))
          assert.strictEqual(down._tag, "RedisError")
          yield* Effect.promise(() => server.start())
          const again = Effect.retry(send("PING"), Schedule.upTo(Schedule.spaced("50 millis"), { times: 100 }))
          assert.strictEqual(yield* again, "PONG")
        }).pipe(Effect.provide(ourPort(server.url)))
      }).pipe(Effect.scoped)
    )

    it.live("interrupts a blocking command, and closes its scope", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.gen(function* () {
          const { reserve } = yield* Redis.Redis
          const blocked = Effect.flatMap(reserve, ({ send }) => send("BLPOP", "none", "0")).pipe(Effect.scoped)
          const result = yield* Effect.result(Effect.timeout(blocked, "200 millis"))
          assert.isTrue(Result.isFailure(result))
        }).pipe(Effect.provide(ourPort(server.url)))
      }).pipe(Effect.scoped)
    )

    /** Publishes by the script on a server without JSON: as a string. */
    const publishPlainly = (deadline: string) => {
      const [script = "", ...rest] = scripts.publishArguments({
        ...{ stream: "stream", marker: "marker", prefix: "entry:", suffix: "-0", documents: ["[", "1]"] },
        ...{ expirySeconds: 200, streamRetentionSeconds: 600, markerExpirySeconds: 600, deadline }
      })
      const plainly = script.replace("'JSON.SET', key, '$', documents", "'SET', key, documents")
      return Effect.flatMap(Redis.Redis, ({ send }) =>
        send<ReadonlyArray<string>>("EVAL", plainly, ...rest).pipe(Effect.mapError(messageOf))
      )
    }

    it.live("runs the publication script: entry, expiry, announcement and marker", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          const [key = "", id = ""] = yield* publishPlainly("")
          assert.strictEqual(yield* send("GET", key), "[1]")
          const left = yield* send<number>("TTL", key)
          assert.isAtMost(left, 200)
          assert.isAbove(left, 100)
          assert.deepStrictEqual(yield* send("XRANGE", "stream", "-", "+"), [[id, ["data_key", key]]])
          assert.deepStrictEqual(yield* publishPlainly(""), [key, id])
          assert.strictEqual(yield* send("DBSIZE"), 3)
        }).pipe(Effect.provide(ourPort(server.url)))
      }).pipe(Effect.scoped)
    )

    it.live("rejects scripts after their deadline, for example after a stall", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        yield* Effect.gen(function* () {
          const { eval: run, send } = yield* Redis.Redis
          // Before the pause, which must not be over where this process is held up.
          const deadline = String(Date.now() + 200)
          yield* send("CLIENT", "PAUSE", "600")
          const error = yield* Effect.flip(publishPlainly(deadline))
          assert.match(error, /TOOLATE/)
          const change = yield* Effect.flip(
            run(scripts.change)({ entry: "entry", matchId: 1, document: "", deadline, asOf: 0, outcomes: [] })
          )
          assert.match(messageOf(change), /TOOLATE/)
          assert.strictEqual(yield* send("DBSIZE"), 0)
        }).pipe(Effect.provide(ourPort(server.url)))
      }).pipe(Effect.scoped)
    )

    it.live("leaves no entry behind if the stream's last id is the maximum, like the stand-in", () =>
      Effect.gen(function* () {
        const last = "18446744073709551615-18446744073709551615"
        const errors = (url: string) =>
          Effect.gen(function* () {
            const { send } = yield* Redis.Redis
            yield* send("XADD", "stream", last, "data_key", "theirs")
            const added = yield* Effect.flip(send("XADD", "stream", "*", "data_key", "x"))
            const published = yield* Effect.flip(publishPlainly(""))
            assert.strictEqual(yield* send("DBSIZE"), 1)
            return [added.cause, published].map((error) => String(error).replace(/^.*?: (?=ERR)| script: .*/g, ""))
          }).pipe(Effect.provide(ourPort(url)))
        const real = yield* errors((yield* plain()).url)
        assert.match(real.join(), /exhausted the last possible ID/)
        assert.deepStrictEqual(yield* errors((yield* standIn()).url), real)
      }).pipe(Effect.scoped)
    )

    it.live("makes the command print what is missing and exit with 74", () =>
      Effect.gen(function* () {
        const server = yield* plain()
        const { code, stderr, stdout } = yield* Effect.promise(() =>
          run(["btts", "live", "--sandbox", "--format", "json"], {
            cwd: emptyFolder(),
            env: { REDIS_URL: server.url },
            entry: "built"
          })
        )
        assert.strictEqual(code, 74)
        assert.include(stderr, `Redis ${plainVersion} has no JSON.GET`)
        assert.include(stderr, "start Redis 8, or Redis Stack 7.2 or later")
        assert.strictEqual(JSON.parse(stdout).verdict, "store-failed")
      }).pipe(Effect.scoped)
    )
  })
}
