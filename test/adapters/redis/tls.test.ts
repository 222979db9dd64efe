/**
 * TLS to a Redis with the real command: which files it takes, and what `doctor` says when the handshake fails. The server is the
 * stand-in behind a TLS socket. What a real redis-server does is in `plain.test.ts`.
 */
import type { TLSSocket } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { RedisAdmin, RedisClient, RedisOddsStore, Tls } from "../../../adapters/redis/index.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { OddsStore } from "../../../src/index.ts"
import { type Front, pem, pemFile, tlsFront } from "../../helpers/certificates.ts"
import { emptyFolder, run } from "../../helpers/command.ts"
import { standIn } from "../../helpers/redisServers.ts"
import { runtime } from "../../helpers/runtime.ts"

const files = { ca: "REDIS_CA_FILE", certificate: "REDIS_CERT_FILE", key: "REDIS_KEY_FILE" } as const
const settingsOf = (names: { readonly [part in keyof typeof files]?: string }): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([part, name]) => [files[part as keyof typeof files], pemFile(name)]))

const trusting = settingsOf({ ca: "authority" })
const asClient = settingsOf({ ca: "authority", certificate: "client", key: "client-key" })

/** The lines of every key: none may be in what a command prints. */
const secrets = ["client-key", "stranger-key", "locked-key"].flatMap((name) =>
  pem(name)
    .split("\n")
    .filter((line) => line.length > 10 && !line.startsWith("-"))
)
const assertNoSecret = (text: string) =>
  assert.deepStrictEqual(
    secrets.filter((secret) => text.includes(secret)),
    []
  )

/** Runs a command with a stand-in behind TLS. */
const withFront = Effect.fnUntraced(function* (args: ReadonlyArray<string>, front: Front, env: Record<string, string>) {
  const server = yield* standIn({ version: "7.4" })
  const port = yield* tlsFront(server.port, front)
  const url = `rediss://127.0.0.1:${port}`
  const ended = yield* Effect.promise(() =>
    run([...args, "--sandbox", "--format", "json"], { cwd: emptyFolder(), env: { REDIS_URL: url, ...env } })
  )
  assertNoSecret(ended.stdout + ended.stderr)
  return { ...ended, server }
}, Effect.scoped)

const findingsOf = (stdout: string) => {
  const { findings }: { findings: ReadonlyArray<Finding> } = JSON.parse(stdout)
  return (subject: string) => {
    const finding = findings.find((one) => one.subject.startsWith(subject))
    if (finding === undefined) throw new Error(`no finding of ${subject} in ${stdout}`)
    return finding
  }
}

describe("the command", () => {
  it.live("stores through TLS with a client certificate where the server demands one", () =>
    Effect.gen(function* () {
      const { code, server, stderr, stdout } = yield* withFront(["btts", "live"], { demands: true }, asClient)
      assert.strictEqual(code, 0, stderr)
      assert.strictEqual(JSON.parse(stdout).verdict, "complete")
      assert.strictEqual(server.seen.commands.get("eval"), 1)
    })
  )

  it.live("exits 74 where the server demands one and it has none, with that and what to do in the problem", () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* withFront(["btts", "live"], { demands: true }, trusting)
      assert.strictEqual(code, 74, stderr)
      assert.match(
        JSON.stringify(JSON.parse(stdout).problem),
        /Redis 127\.0\.0\.1:\d+: it demands a client certificate; name one in REDIS_CERT_FILE/
      )
    })
  )

  it.live("doctor says which files TLS is made with, and nothing of them", () =>
    Effect.gen(function* () {
      const of = findingsOf((yield* withFront(["doctor"], { demands: true }, asClient)).stdout)
      assert.strictEqual(of("Redis").status, "ok")
      assert.match(of("settings").detail, /; TLS to the Redis with REDIS_CA_FILE, REDIS_CERT_FILE, REDIS_KEY_FILE$/)
    })
  )

  it.live("doctor trusts the authority of NODE_EXTRA_CA_CERTS, and says so", () =>
    Effect.gen(function* () {
      const env = { NODE_EXTRA_CA_CERTS: pemFile("authority") }
      const of = findingsOf((yield* withFront(["doctor"], {}, env)).stdout)
      assert.strictEqual(of("Redis").status, "ok")
      assert.match(of("settings").detail, /with the runtime's authorities and those of NODE_EXTRA_CA_CERTS$/)
    })
  )
})

const client = { ca: pem("authority"), certificate: pem("client"), key: Redacted.make(pem("client-key")) }
const stranger = { ...client, certificate: pem("stranger"), key: Redacted.make(pem("stranger-key")) }
const trusted = { ca: pem("authority") }

const isBun = runtime.name === "bun"
if (isBun)
  console.log("not run: what listens after a TLS handshake, because Bun lets the client do so before it emits more")

describe("the connection", () => {
  it.live.runIf(!isBun)(
    "has a listener for errors right after the handshake, when the alert of a server may come",
    () =>
      Effect.gen(function* () {
        const server = yield* standIn()
        const port = yield* tlsFront(server.port, { demands: true })
        const tls = process.getBuiltinModule("node:tls") as { connect: (...args: Array<never>) => TLSSocket }
        const { connect } = tls
        const listeners: Array<number> = []
        tls.connect = (...args) => {
          const socket = connect(...args)
          const emit = socket.emit.bind(socket)
          socket.emit = (event: string | symbol, ...values: ReadonlyArray<unknown>) => {
            const heard = emit(event as "data", ...(values as [Buffer]))
            if (event === "secureConnect") listeners.push(socket.listenerCount("error"))
            return heard
          }
          return socket
        }
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            tls.connect = connect
          })
        )
        const url = Redacted.make(`rediss://127.0.0.1:${port}`)
        yield* Effect.scoped(RedisClient.make({ url, tls: client }))
        assert.isAtLeast(listeners.length, 1)
        assert.isAtLeast(Math.min(...listeners), 1)
      }).pipe(Effect.scoped)
  )
})

describe("doctor says", () => {
  const failures: ReadonlyArray<readonly [what: string, front: Front, tls: Tls.Options, says: RegExp, remedy: RegExp]> =
    [
      [
        "whose authority is not trusted",
        {},
        { ca: pem("other") },
        /^its certificate is signed by Test authority, which is not trusted here \([A-Z_]+\)$/,
        /REDIS_CA_FILE, or in NODE_EXTRA_CA_CERTS/
      ],
      [
        "whose certificate has expired",
        { certificate: "expired" },
        trusted,
        /^its certificate has expired, on 2020-12-31$/,
        /renewed/
      ],
      [
        "whose certificate is for another name",
        { certificate: "named" },
        trusted,
        /^its certificate is for DNS:redis\.example, not for 127\.0\.0\.1$/,
        /name the server in REDIS_URL as its certificate does/
      ],
      [
        "that demands a client certificate",
        { demands: true },
        trusted,
        /^it demands a client certificate$/,
        /REDIS_CERT_FILE, and its key in REDIS_KEY_FILE/
      ],
      [
        "with TLS 1.2 that may demand one",
        { demands: true, maxVersion: "TLSv1.2" },
        trusted,
        /^it (refuses the handshake; perhaps it )?demands a client certificate$/,
        /REDIS_CERT_FILE, and its key in REDIS_KEY_FILE/
      ]
    ]
  const examine = (url: string, tls?: Tls.Options) =>
    Effect.map(RedisAdmin.make(Redacted.make(url), tls).examine([]), ([finding]) => finding!)

  for (const [what, front, tls, says, remedy] of failures) {
    it.live(`what is wrong with a server ${what}, and what to do`, () =>
      Effect.gen(function* () {
        const server = yield* standIn()
        const finding = yield* examine(`rediss://127.0.0.1:${yield* tlsFront(server.port, front)}`, tls)
        assert.strictEqual(finding.status, "failed")
        assert.match(finding.detail, says)
        assert.match(finding.remedy ?? "", remedy)
        assert.strictEqual(server.seen.total, 0)
      }).pipe(Effect.scoped)
    )
  }

  it.live("that a server speaks no TLS", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      const { detail, remedy } = yield* examine(`rediss://127.0.0.1:${server.port}`, trusted)
      assert.match(detail, /speaks no TLS at this port$/)
      assert.match(remedy ?? "", /redis:\/\//)
    }).pipe(Effect.scoped)
  )

  it.live("that a server may speak TLS alone", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      const { detail, remedy } = yield* examine(`redis://127.0.0.1:${yield* tlsFront(server.port)}`)
      assert.match(detail, /perhaps it speaks TLS alone$/)
      assert.match(remedy ?? "", /rediss:\/\//)
    }).pipe(Effect.scoped)
  )

  it.live("nothing of a client certificate that is not accepted but that it failed", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      const port = yield* tlsFront(server.port, { demands: true })
      const finding = yield* examine(`rediss://127.0.0.1:${port}`, stranger)
      assert.strictEqual(finding.status, "failed")
      assertNoSecret(JSON.stringify(finding))
      assert.strictEqual(server.seen.total, 0)
    }).pipe(Effect.scoped)
  )
})

describe("the library", () => {
  const opened = (url: string, tls: Tls.Options) =>
    OddsStore.pipe(Effect.provide(RedisOddsStore.layer(Redacted.make(url), tls)), Effect.result, (opening) =>
      Effect.map(opening, (result) => (Result.isFailure(result) ? result.failure.message : result.success.description))
    )

  it.live("takes the same as options of the layer", () =>
    Effect.gen(function* () {
      const server = yield* standIn({ version: "7.4" })
      const url = `rediss://127.0.0.1:${yield* tlsFront(server.port, { demands: true })}`
      assert.match(yield* opened(url, client), /^Redis 7\.4/)
    }).pipe(Effect.scoped)
  )

  it.live("fails for what is wrong with them before it connects, without a word of a key", () =>
    Effect.gen(function* () {
      for (const [url, tls, says] of [
        ["redis://127.0.0.1:1", client, "tls.ca is given, but the URL does not begin with rediss://"],
        [
          "rediss://127.0.0.1:1",
          { ...client, key: Redacted.make(pem("stranger-key")) },
          "tls.key holds the key of another"
        ],
        ["rediss://127.0.0.1:1", { certificate: pem("client") }, "tls.key is missing"]
      ] as const) {
        const message = yield* opened(url, tls)
        assert.include(message, `Redis 127.0.0.1:1: ${says}`)
        assertNoSecret(message)
      }
    })
  )

  it("takes certificates and key out of what else is in the texts", () => {
    const all = `Bag Attributes: none\r\n${pem("client-key")}${pem("client")}${pem("authority")}`
    const decoded = Result.getOrThrow(Tls.decode({ ca: all, certificate: all, key: Redacted.make(all) }))
    assert.strictEqual(decoded.certificate, `${pem("client")}\n${pem("authority")}`.replaceAll("\n\n", "\n"))
    assert.strictEqual(decoded.ca, decoded.certificate)
    assert.strictEqual(Redacted.value(decoded.key!), pem("client-key"))
  })

  it("reads a megabyte of beginnings without an end at once", () => {
    const text = "-----BEGIN CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4".repeat(14_000)
    // The time of the processor, which others take nothing of.
    const before = process.cpuUsage()
    const result = Tls.decode({ ca: text, key: Redacted.make(text) })
    assert.isTrue(Result.isFailure(result))
    const { system, user } = process.cpuUsage(before)
    assert.isBelow((user + system) / 1000, 2000)
  })
})
