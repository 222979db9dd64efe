/**
 * The login of a Redis is in no message and in no cause of one, whatever its server repeats.
 */
import { type AddressInfo, createServer } from "node:net"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { RedisOddsStore } from "../../../adapters/redis/index.ts"
import * as RedisClient from "../../../adapters/redis/RedisClient.ts"
import { isErrorReply, isReply } from "../../../adapters/redis/retryConnection.ts"
import { withoutLogin } from "../../../adapters/redis/withoutLogin.ts"
import { OddsStore } from "../../../src/index.ts"

const PASSWORD = "p@ss/hunter2:é"
const login = `robot:${encodeURIComponent(PASSWORD)}`
const clean = withoutLogin(Redacted.make(`redis://${login}@127.0.0.1`))

describe("an error of the server", () => {
  for (const [said, shown] of [
    [
      "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'robot' 'p@ss/hun",
      "ERR unknown command 'HELLO'"
    ],
    ["ERR unknown command `AUTH`, with args beginning with: `robot`, `p@ss/hunter2:é`, ", "ERR unknown command `AUTH`"],
    [
      "NOPERM User robot has no permissions to run the 'time' command",
      "NOPERM User [secret] has no permissions to run the 'time' command"
    ],
    [`ERR bad login robot:${PASSWORD} here`, "ERR bad login [secret]:[secret] here"],
    [`ERR bad login ${encodeURIComponent(PASSWORD)}`, "ERR bad login [secret]"],
    ["ERR no p@ss/hunter2", "ERR no [secret]"],
    [
      "WRONGPASS invalid username-password pair or user is disabled.",
      "WRONGPASS invalid username-password pair or user is disabled."
    ]
  ] as const) {
    it(`is shown without the login: ${said}`, () => {
      assert.strictEqual(clean(said), shown)
    })
  }

  for (const word of ["NOPERM", "unknown", "index", "command", "err", "already exists", "WRONGTYPE", "LOADING"]) {
    it(`is understood where the password is ${word}`, () => {
      const other = withoutLogin(Redacted.make(`redis://default:${encodeURIComponent(word)}@127.0.0.1`))
      for (const said of [
        "NOPERM this user has no permissions",
        "ERR unknown command 'TIME'",
        "Unknown Index name",
        "no such index",
        "Index already exists",
        "WRONGTYPE Operation",
        "LOADING Redis is loading"
      ]) {
        const shown = other(said)
        const meaning = /^(NOPERM|WRONGTYPE|LOADING)|unknown command|unknown index name|no such index|already exists/i
        assert.match(shown, meaning)
      }
    })
  }

  it("that names the user that every server has stays as it is", () => {
    const other = withoutLogin(Redacted.make("redis://default:hunter2@127.0.0.1"))
    assert.strictEqual(other("NOPERM User default has no permissions"), "NOPERM User default has no permissions")
    assert.strictEqual(withoutLogin(Redacted.make("redis://127.0.0.1"))("ERR default hunter2"), "ERR default hunter2")
  })
})

/** Starts a server that answers each command with an error that repeats it; to HELLO with a greeting, where it `knowsHello`. */
const repeating = (knowsHello: boolean) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<{ destroy(): void }>()
      const server = createServer((socket) => {
        sockets.add(socket.on("error", () => {}))
        let sent = ""
        const replyTo = (command: string) => {
          sent += command.replaceAll(/\s+/g, " ")
          return knowsHello && command.includes("HELLO") ? "%1\r\n+server\r\n+redis\r\n" : `-ERR what is ${sent}\r\n`
        }
        socket.on("data", (bytes) => {
          for (const command of bytes.toString().split(/(?=\*\d+\r\n\$)/)) socket.write(replyTo(command))
        })
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const { port } = server.address() as AddressInfo
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      return { url: Redacted.make(`redis://${login}@127.0.0.1:${port}`), close }
    }),
    ({ close }) => Effect.sync(close)
  )

describe("a server that repeats what it is sent", () => {
  for (const knowsHello of [false, true]) {
    const when = knowsHello ? "to a command" : "to the greeting"
    it.live(`${when} has its reply in the error without the login, also in the causes`, () =>
      Effect.gen(function* () {
        const { url } = yield* repeating(knowsHello)
        const error = yield* Effect.flip(OddsStore.pipe(Effect.provide(RedisOddsStore.layer(url))))
        assert.include(error.message, "ERR what is")
        const shown = inspect(error, { depth: 10, showHidden: true }) + String(error.cause) + JSON.stringify(error)
        assert.notInclude(shown, "hunter2")
        assert.notInclude(shown, "robot")
        assert.include(error.message, "[secret]")
      }).pipe(Effect.scoped)
    )

    it.live(`${when} is known to have replied`, () =>
      Effect.gen(function* () {
        const { url } = yield* repeating(knowsHello)
        const asked = RedisClient.make({ url }).pipe(Effect.flatMap(({ send }) => send("GET", "hunter2")))
        const error = yield* Effect.flip(asked)
        assert.isTrue(isErrorReply(error))
        assert.isFalse(isReply(new Error("read ECONNRESET")))
      }).pipe(Effect.scoped)
    )
  }
})
