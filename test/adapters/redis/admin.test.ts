/**
 * What `doctor` finds in a Redis: entries that an index does not know or has left out, a server that cannot be written
 * to, and a user without some rights. It takes back what it writes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisAdmin, RedisOddsStore } from "../../../adapters/redis/index.ts"
import * as MatchedIndex from "../../../adapters/redis/MatchedIndex.ts"
import type { Running } from "../../../mocks/redis/Server.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { type Keys, OddsStore } from "../../../src/index.ts"
import { onTarget, ourPort, over, standIn, targets } from "../../helpers/redisServers.ts"
import { type IndexKind, StoreProbe } from "../../suites/StoreProbe.ts"
import { documentOf, entryText, newEntry, newKeys } from "../../suites/storeTest.ts"

const examine = (url: string, keys: Keys.MarketKeys) => RedisAdmin.make(Redacted.make(url)).examine([keys])

const ofSubject = (findings: ReadonlyArray<Finding>, subject: string) => {
  const finding = findings.find((one) => one.subject.startsWith(subject))
  if (finding === undefined) throw new Error(`no finding of ${subject} in ${JSON.stringify(findings)}`)
  return finding
}

const putEntries = Effect.fnUntraced(function* (keys: Keys.MarketKeys, texts: ReadonlyArray<string>) {
  const { putEntry } = yield* StoreProbe
  return yield* Effect.forEach(texts, (text) => {
    const key = newEntry(keys)
    return Effect.as(putEntry(key, text), key)
  })
})

const createIndex = (keys: Keys.MarketKeys) =>
  Effect.flatMap(Redis.Redis, ({ send }) => send("FT.CREATE", ...MatchedIndex.createArguments(keys)))

/** Runs a test with its own stand-in. */
const withServer = <A, E>(
  options: Parameters<typeof standIn>[0],
  body: (server: Running) => Effect.Effect<A, E, OddsStore | StoreProbe | Redis.Redis>
) =>
  Effect.gen(function* () {
    const server = yield* standIn(options)
    return yield* body(server).pipe(Effect.provide(over(ourPort(server.url))))
  }).pipe(Effect.scoped)

for (const target of targets) {
  describe(`doctor with ${target.name}`, () => {
    it.live("says ok of an index that knows all entries, and leaves nothing behind", () =>
      onTarget(target, (url) =>
        Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          const keys = newKeys()
          yield* createIndex(keys)
          yield* putEntries(
            keys,
            [1, 2, 3].map((id) => entryText(documentOf(id)))
          )
          const own = Effect.map(send<ReadonlyArray<string>>("KEYS", `*${keys.stream.split("-")[0]}*`), (names) =>
            [...names].sort()
          )
          const before = yield* own
          const findings = yield* examine(url, keys)
          assert.deepStrictEqual(
            findings.filter(({ status }) => status !== "ok"),
            []
          )
          assert.match(ofSubject(findings, "index").detail, /^3 entries, fields bookmaker, /)
          assert.match(ofSubject(findings, "writing").detail, /merged and published/)
          assert.lengthOf(before, 3)
          assert.deepStrictEqual(yield* own, before)
        })
      )
    )

    it.live("names entries that an index made with SKIPINITIALSCAN does not know", () =>
      onTarget(target, (url) =>
        Effect.gen(function* () {
          const { makeIndex } = yield* StoreProbe
          const keys = newKeys()
          const old = yield* putEntries(
            keys,
            [1, 2].map((id) => entryText(documentOf(id)))
          )
          yield* makeIndex(keys, "notScanned")
          yield* putEntries(keys, [entryText(documentOf(3))])
          const finding = ofSubject(yield* examine(url, keys), "index")
          assert.strictEqual(finding.status, "warning")
          assert.include(finding.detail, "does not know 2 of the 3 entries that were looked at")
          for (const key of old) assert.include(finding.detail, key)
          assert.include(finding.remedy ?? "", "FT.DROPINDEX")
        })
      )
    )

    it.live("names entries that the index left out, and is content when they are repaired", () =>
      onTarget(target, (url) =>
        Effect.gen(function* () {
          const { putEntry } = yield* StoreProbe
          const keys = newKeys()
          yield* createIndex(keys)
          const wrong = yield* putEntries(keys, [
            entryText(documentOf(1), { arbitrage: "7" }),
            entryText({ ...documentOf(2), parent_match_id: "2" })
          ])
          yield* putEntries(keys, [entryText(documentOf(3))])
          const finding = ofSubject(yield* examine(url, keys), "index")
          assert.strictEqual(finding.status, "warning")
          assert.include(finding.detail, "left out 2 entries of the 3 that were looked at")
          assert.include(finding.detail, `${wrong[0]} (arbitrage)`)
          assert.include(finding.detail, `${wrong[1]} (BookieGamma_id)`)
          for (const [index, key] of wrong.entries()) yield* putEntry(key, entryText(documentOf(index + 1)))
          const repaired = ofSubject(yield* examine(url, keys), "index")
          assert.strictEqual(repaired.status, "ok")
          assert.include(repaired.detail, "is repaired or gone")
        })
      )
    )

    const unfit = {
      filtered: "has the FILTER",
      notIndexed: "with NOINDEX",
      ofHashes: "is made ON HASH",
      narrower: "covers matched_teams_",
      idOfOtherType: "has another field under BookieGamma_id",
      idOfOtherPath: "has another field under BookieGamma_id",
      withoutId: "has no field BookieGamma_id"
    } as const satisfies Partial<Record<IndexKind, string>>
    it.live.each(Object.entries(unfit) as ReadonlyArray<[IndexKind, string]>)(
      "fails for an index that cannot do the work: %s",
      ([kind, says]) =>
        onTarget(target, (url) =>
          Effect.gen(function* () {
            const { makeIndex } = yield* StoreProbe
            const keys = newKeys()
            yield* makeIndex(keys, kind)
            const finding = ofSubject(yield* examine(url, keys), "index")
            assert.strictEqual(finding.status, "failed")
            assert.include(finding.detail, says)
            assert.isAbove(finding.remedy?.length ?? 0, 20)
          })
        )
    )
  })
}

describe("doctor", () => {
  it.live("fails for a clock that is more than 5 s ahead or behind", () =>
    Effect.gen(function* () {
      for (const [ahead, status] of [
        [-60_000, "failed"],
        [60_000, "failed"],
        [0, "ok"]
      ] as const) {
        const finding = yield* withServer({ now: () => Date.now() + ahead }, (server) =>
          Effect.map(examine(server.url, newKeys()), (findings) => ofSubject(findings, "clock"))
        )
        assert.strictEqual(finding.status, status)
        if (status === "failed") {
          assert.match(finding.detail, ahead < 0 ? /(59|60)\.\d s behind/ : /(59|60)\.\d s ahead of/)
          assert.include(finding.remedy ?? "", "NTP")
        }
      }
    })
  )

  it.live("names five entries that an index lacks, and says how many more there are", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        const { makeIndex } = yield* StoreProbe
        const keys = newKeys()
        const old = yield* putEntries(
          keys,
          [1, 2, 3, 4, 5, 6, 7].map((id) => entryText(documentOf(id)))
        )
        yield* makeIndex(keys, "notScanned")
        const { detail } = ofSubject(yield* examine(server.url, keys), "index")
        assert.include(detail, "does not know 7 of the 7 entries")
        assert.include(detail, " and 2 more")
        assert.lengthOf(
          old.filter((key) => detail.includes(key)),
          5
        )
      })
    )
  )
})

describe("what doctor writes", () => {
  it.live("stands under names that begin with the prefix, and that no run has", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        const keys = newKeys()
        yield* createIndex(keys)
        yield* examine(server.url, keys)
        const published = server.log.flatMap(({ args, name }) => (name === "EVAL" ? [args[2]] : []))
        assert.match(String(published), new RegExp(`^${keys.stream.split("-")[0]}[0-9a-f]{12}-BTTS_live_stream$`))
      })
    )
  )
})

describe("what doctor writes and cannot delete", () => {
  it.live("expires within a minute", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const keys = newKeys()
        yield* createIndex(keys)
        // Not the marker's, which is a part of the trial.
        server.faults.refuse = (name, args) => (name === "DEL" && args.length > 1 ? "ERR lost" : undefined)
        assert.strictEqual(ofSubject(yield* examine(server.url, keys), "writing").status, "ok")
        const left = yield* send<ReadonlyArray<string>>("KEYS", "*")
        const kinds = yield* Effect.forEach(left, (key) => send<string>("TYPE", key))
        assert.deepStrictEqual([...kinds].sort(), ["ReJSON-RL", "ReJSON-RL", "stream", "string"])
        for (const key of left) {
          const millis = yield* send<number>("PTTL", key)
          assert.isAbove(millis, 0, key)
          assert.isAtMost(millis, 60_000, key)
        }
      })
    )
  )
})

/** The keys of the tests that have a server of their own. */
const keys = newKeys()

describe("a server that refuses to write", () => {
  const writes = /^(SET|JSON\.SET|JSON\.MERGE|XADD|EXPIRE|DEL)$/
  for (const [why, message, remedy, refused] of [
    ["a replica", "READONLY You can't write against a read only replica.", /name the primary/, writes],
    ["a full memory", "OOM command not allowed when used memory > 'maxmemory'.", /raise maxmemory/, writes],
    ["too few replicas", "NOREPLICAS Not enough good replicas to write.", /min-replicas-to-write/, writes],
    ["no scripts", "NOPERM User u has no permissions to run the 'eval' command", /ACL SETUSER/, /^EVAL$/],
    [
      "a full memory in a script",
      "OOM command not allowed when used memory > 'maxmemory'.",
      /raise maxmemory/,
      /^XADD$/
    ]
  ] as const) {
    it.live(`is a failure with a remedy: ${why}; and nothing is left behind`, () =>
      withServer({ version: "7.4" }, (server) =>
        Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          yield* createIndex(keys)
          server.faults.refuse = (name) => (refused.test(name) ? message : undefined)
          const finding = ofSubject(yield* examine(server.url, keys), "writing")
          assert.strictEqual(finding.status, "failed")
          assert.include(finding.detail, message.slice(0, 20))
          assert.notInclude(finding.detail, server.url.slice("redis://".length))
          assert.match(finding.remedy ?? "", remedy)
          server.faults.refuse = undefined
          assert.strictEqual(yield* send("DBSIZE"), 0)
        })
      )
    )
  }
})

describe("a search that may not have 10,000 results", () => {
  it.live("is a failure of the index, and of a run, with what to raise", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const store = yield* OddsStore
        yield* createIndex(keys)
        yield* send("FT.CONFIG", "SET", "MAXSEARCHRESULTS", "1000")
        const finding = ofSubject(yield* examine(server.url, keys), "index")
        assert.strictEqual(finding.status, "failed")
        assert.include(finding.detail, "LIMIT exceeds maximum of 1000")
        assert.include(finding.remedy ?? "", "MAXSEARCHRESULTS")
        const { message } = yield* Effect.flip(store.entriesOf(keys, [1]))
        assert.match(message, /LIMIT exceeds maximum of 1000; raise MAXSEARCHRESULTS/)
      })
    )
  )
})

describe("a user without some rights", () => {
  const noPermission = (name: string) => `NOPERM User u has no permissions to run the '${name.toLowerCase()}' command`

  it.live("to ask about the server can be examined, and can run", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        yield* createIndex(keys)
        server.faults.refuse = (name, args) =>
          /^(INFO|COMMAND|SCAN)$/.test(name) || (name === "CLIENT" && args[0]?.toUpperCase() === "INFO")
            ? noPermission(name)
            : undefined
        const findings = yield* examine(server.url, keys)
        assert.deepStrictEqual(
          findings.filter(({ status }) => status !== "ok"),
          []
        )
        assert.include(ofSubject(findings, "Redis").detail, "of an unknown version")
        assert.include(ofSubject(findings, "index").detail, "could not be looked at")
        const store = yield* OddsStore.pipe(Effect.provide(RedisOddsStore.layer(Redacted.make(server.url))))
        assert.include(store.description, "Redis of an unknown version")
      })
    )
  )

  it.live("to search is a failure of the index", () =>
    withServer({ version: "7.4" }, (server) =>
      Effect.gen(function* () {
        yield* createIndex(keys)
        for (const refused of ["FT.INFO", "FT.SEARCH"]) {
          server.faults.refuse = (name) => (name === refused ? noPermission(name) : undefined)
          const finding = ofSubject(yield* examine(server.url, keys), "index")
          assert.strictEqual(finding.status, "failed")
          assert.match(finding.remedy ?? "", /ACL SETUSER/)
        }
      })
    )
  )
})
