/**
 * Does once what a run does, on names of its own, and takes it back: keeps a note, merges into a matched entry, publishes and
 * announces. So a replica, a full memory or a missing right is found before a run finds it. Every key has an expiry too, should
 * the connection be lost before they are deleted.
 */
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import * as Keys from "../../src/store/Keys.ts"
import { STREAM_MEMORY_SECONDS } from "../../src/store/OddsStore.ts"
import type { Server } from "./ServerCheck.ts"
import * as scripts from "./scripts.ts"
import { withTimeout } from "./withTimeout.ts"

const EXPIRY_SECONDS = 60
const DEADLINE_MILLIS = 5000

const documentWith = (odds: string) => ({
  bookmaker: BOOKMAKER_ID,
  parent_match_id: 1,
  teams: { "a;b": { yes: odds } }
})

const trialError = (message: string) => new Redis.RedisError({ cause: new Error(message) })

/** Writes as a run does, under the names of a market that no other program has. */
export const writeTrial = Effect.fnUntraced(function* (real: Keys.MarketKeys, { clockOffset }: Server) {
  const { eval: run, send } = yield* Redis.Redis
  const suffix = crypto.randomUUID().replaceAll("-", "").slice(0, 12)
  const keys = Keys.forTrial(real, suffix)
  const entry = `${keys.matchedPrefix}trial`
  const marker = `${keys.publishedPrefix}marker`
  const written = [entry, marker, keys.stream]
  const expiry = String(EXPIRY_SECONDS)

  const write = Effect.gen(function* () {
    const deadline = String((yield* monotonicMillis) + clockOffset + DEADLINE_MILLIS)
    yield* send("SET", marker, "trial", "EX", expiry)
    yield* send("GET", marker)
    yield* send("PTTL", marker)
    yield* send("DEL", marker)

    const stored = { match_team_objects: { [BOOKMAKER_ID]: documentWith("1.5") }, arbitrage: 0 }
    yield* send("JSON.SET", entry, "$", JSON.stringify(stored))
    yield* send("EXPIRE", entry, expiry)
    const document = JSON.stringify(documentWith("1.6"))
    const merged = yield* run(scripts.change)({
      ...{ entry, matchId: 1, document, deadline, asOf: Number.NaN, outcomes: ["yes"] }
    })
    if (merged !== "merged")
      return yield* Effect.fail(trialError(merged === "gone" ? "a merge found no entry" : "unknown answer to EVALSHA"))

    const publish = send(
      "EVAL",
      ...scripts.publishArguments({
        ...{ stream: keys.stream, marker, prefix: keys.publishedPrefix, suffix: "-0", documents: [`[${document}]`] },
        ...{ expirySeconds: EXPIRY_SECONDS, streamRetentionSeconds: STREAM_MEMORY_SECONDS },
        ...{ markerExpirySeconds: EXPIRY_SECONDS, deadline }
      })
    )
    // In one write, so that the stream is not left without an expiry.
    const [reply] = yield* Effect.all([publish, send("EXPIRE", keys.stream, expiry)], { concurrency: "unbounded" })
    if (!Array.isArray(reply)) return yield* Effect.fail(trialError("unknown answer to EVAL"))
    written.push(String(reply[0]))
    yield* send("XRANGE", keys.stream, "-", "+")
    yield* send("JSON.GET", String(reply[0]), "$")
  })
  const takeBack = Effect.suspend(() => send("DEL", ...written)).pipe(withTimeout, Effect.ignore)
  yield* write.pipe(withTimeout, Effect.ensuring(takeBack))
})
