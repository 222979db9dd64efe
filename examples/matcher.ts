/**
 * A minimal matcher, the program that consumes what a run publishes: reads announcements from the stream with a
 * consumer group, checks that every document has exactly one pair of teams, and writes every second match as a matched
 * entry, as if another bookmaker offered it too. The next run finds these entries and merges its odds into them.
 *
 * Usage: `matcher.ts REDIS_URL [PREFIX] [EXTRACTOR] [SOURCE]`, with `node`, `deno run -A` or `bun run`.
 */
import { type Extractor, extractors, Keys, Markets, type Source, sources } from "bookiegamma"
import { RedisClient } from "bookiegamma/adapters/redis"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"

const GROUP = "matcher"
const BATCH = "100"

type Announcement = readonly [streamId: string, fields: ReadonlyArray<string>]

const matcher = Effect.fn("matcher")(function* (prefix: string, extractor: Extractor, source: Source) {
  const { send } = yield* Redis.Redis
  const keys = Keys.ofMarket(prefix, Markets[extractor], source)
  yield* send("XGROUP", "CREATE", keys.stream, GROUP, "0", "MKSTREAM").pipe(
    Effect.catchIf(
      (error) => String(error.cause).includes("BUSYGROUP"),
      () => Effect.void
    )
  )

  /** Reads announcements new to the group. The reply is a map (RESP3), or null if there are none. */
  const next = send<Readonly<Record<string, ReadonlyArray<Announcement>>> | null>(
    "XREADGROUP",
    ...["GROUP", GROUP, "example", "COUNT", BATCH, "STREAMS", keys.stream, ">"]
  ).pipe(Effect.map((reply) => reply?.[keys.stream] ?? []))

  let entries = 0
  let documents = 0
  let matched = 0
  for (let batch = yield* next; batch.length > 0; batch = yield* next) {
    for (const [streamId, [, key = ""]] of batch) {
      const teamKeys = yield* send<ReadonlyArray<ReadonlyArray<string>> | null>("JSON.OBJKEYS", key, "$.*.teams")
      for (const [position, teams] of (teamKeys ?? []).entries()) {
        if (teams.length !== 1 || teams[0]?.split(";").length !== 2) {
          return yield* Effect.die(`${key} has a document at ${position} with the teams ${teams}`)
        }
        documents++
        if (position % 2 === 1) continue
        const [document] = JSON.parse(yield* send<string>("JSON.GET", key, `$.[${position}]`))
        const entry = {
          match_team_objects: { BookieGamma: document, OtherBookie: { ...document, bookmaker: "OtherBookie" } },
          teams: `${teams[0]};${teams[0]}`,
          created: Number(streamId.split("-")[0]),
          arbitrage: 1,
          arb_updated: 0,
          bookie_updated: 0,
          match_date: document.target_date,
          start_time: document.start_time,
          arbitrage_opportunities: []
        }
        yield* send("JSON.SET", `${keys.matchedPrefix}${crypto.randomUUID()}`, "$", JSON.stringify(entry))
        matched++
      }
      yield* send("XACK", keys.stream, GROUP, streamId)
      entries++
    }
  }
  console.log(`${keys.stream}: ${entries} entries with ${documents} documents read, ${matched} matches written`)
})

const [url, prefix = "lst", extractor = "btts", source = "live"] = process.argv.slice(2)
if (url === undefined || !extractors.includes(extractor as Extractor) || !sources.includes(source as Source)) {
  console.error("usage: matcher.ts REDIS_URL [PREFIX] [EXTRACTOR] [SOURCE]")
  process.exit(64)
}
await Effect.runPromise(
  matcher(prefix, extractor as Extractor, source as Source).pipe(
    Effect.provide(RedisClient.layer({ url: Redacted.make(url) }))
  )
)
