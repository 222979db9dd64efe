/** `StoreProbe` in Redis commands, on the same `Redis` service as the store. */
import { Effect, Layer } from "effect"
import * as Redis from "effect/persistence/Redis"
import type { Keys } from "../../src/index.ts"
import { type IndexKind, type StoredValue, StoreProbe } from "../suites/StoreProbe.ts"

const OURS = "$.match_team_objects.BookieGamma"
const ID = [`${OURS}.parent_match_id`, "AS", "BookieGamma_id", "NUMERIC"]
const ARBITRAGE = ["$.arbitrage", "AS", "arbitrage", "NUMERIC"]
const onJson = (prefix: string, ...more: ReadonlyArray<string>) => [
  "ON",
  "JSON",
  "PREFIX",
  "1",
  prefix,
  ...more,
  "SCHEMA"
]

/** The arguments of FT.CREATE after the name, by kind and the prefix of the entries. */
const indexDefinitions: Readonly<Record<IndexKind, (prefix: string) => ReadonlyArray<string>>> = {
  filtered: (prefix) => [...onJson(prefix, "FILTER", "@arbitrage>0"), ...ARBITRAGE, ...ID],
  notIndexed: (prefix) => [...onJson(prefix), ...ARBITRAGE, ...ID, "SORTABLE", "NOINDEX"],
  ofHashes: (prefix) => ["ON", "HASH", "PREFIX", "1", prefix, "SCHEMA", "BookieGamma_id", "NUMERIC"],
  narrower: (prefix) => [...onJson(`${prefix}0`), ...ID],
  ofOtherKeys: (prefix) => [...onJson(`other_${prefix}`), ...ID],
  withoutId: (prefix) => [...onJson(prefix), ...ARBITRAGE],
  idOfOtherType: (prefix) => [...onJson(prefix), `${OURS}.parent_match_id`, "AS", "BookieGamma_id", "TAG"],
  idOfOtherPath: (prefix) => [...onJson(prefix), `${OURS}.create_date`, "AS", "BookieGamma_id", "NUMERIC"],
  notScanned: (prefix) => [...onJson(prefix, "SKIPINITIALSCAN"), ...ARBITRAGE, ...ID],
  // All markets of the test's prefixes, and none of what others have.
  broader: (prefix) => [
    "ON",
    "JSON",
    "PREFIX",
    "2",
    "other:",
    prefix.replace(/^(.*p)[0-9a-z]+-.*$/, "$1"),
    "SCHEMA",
    ...ID
  ],
  withMore: (prefix) => [...onJson(prefix), "$.x", "AS", "x", "NUMERIC", ...ID, "SORTABLE"]
}

const make = Effect.map(Redis.Redis, ({ send }) => {
  const command = <A = unknown>(name: string, ...args: ReadonlyArray<string>) => Effect.orDie(send<A>(name, ...args))
  const readValue = (read: Effect.Effect<string | null>, key: string) =>
    Effect.map(Effect.all([read, command<number>("PTTL", key)]), ([text, millis]): StoredValue | undefined =>
      text === null ? undefined : { text, timeToLive: millis < 0 ? undefined : millis }
    )
  const namesWith = (text: string) => (name: string) => name.toLowerCase().includes(text.toLowerCase())
  const scan = Effect.fnUntraced(function* (pattern: string) {
    const keys = new Set<string>()
    for (let cursor = "0", isFirst = true; isFirst || cursor !== "0"; isFirst = false) {
      const [next, page] = yield* command<readonly [string, ReadonlyArray<string>]>(
        ...(["SCAN", cursor, "MATCH", pattern, "COUNT", "1000"] as const)
      )
      for (const key of page) keys.add(key)
      cursor = String(next)
    }
    return keys
  })
  const clear = Effect.fnUntraced(function* (text: string) {
    // Indexes first, so that they need not follow the keys.
    for (const index of yield* command<Iterable<string>>("FT._LIST")) {
      if (namesWith(text)(String(index))) yield* command("FT.DROPINDEX", String(index))
    }
    for (const spelling of new Set([text, text.toUpperCase()])) {
      const keys = [...(yield* scan(`*${spelling}*`))]
      for (let at = 0; at < keys.length; at += 500) yield* command("DEL", ...keys.slice(at, at + 500))
    }
  })
  const index = ({ index: name }: Keys.MarketKeys) =>
    send("FT.INFO", name).pipe(
      Effect.map((reply) => {
        const members = Array.isArray(reply) ? reply : Object.entries(reply as object).flat()
        const at = (member: string) => members[members.indexOf(member) + 1]
        return JSON.stringify([at("index_definition"), at("attributes")])
      }),
      Effect.orElseSucceed(() => undefined)
    )
  const json = (key: string) => readValue(command<string | null>("JSON.GET", key), key)
  const expire = (key: string, expiry: number | undefined) =>
    expiry === undefined ? Effect.void : Effect.asVoid(command("PEXPIRE", key, String(expiry)))
  return StoreProbe.of({
    makeIndex: (keys, kind) =>
      Effect.asVoid(command("FT.CREATE", keys.index, ...indexDefinitions[kind](keys.matchedPrefix))),
    index,
    clear,
    putEntry: (key, text, expiry) => Effect.andThen(command("JSON.SET", key, "$", text), expire(key, expiry)),
    entry: json,
    deleteEntry: (key) => Effect.asVoid(command("DEL", key)),
    putCached: (key, text) => Effect.asVoid(command("SET", key, text)),
    cached: (key) => readValue(command<string | null>("GET", key), key),
    putPublished: (key, text, expiry) => Effect.andThen(command("JSON.SET", key, "$", text), expire(key, expiry)),
    published: json,
    stream: (name) =>
      Effect.map(
        command<ReadonlyArray<readonly [string, ReadonlyArray<string>]>>("XRANGE", name, "-", "+"),
        (entries) =>
          entries.map(([id, [field, data_key = ""]]) => {
            if (field !== "data_key") throw new Error(`a stream entry has the field ${field}`)
            return { id, data_key }
          })
      ),
    announce: (name, id, dataKey) => Effect.asVoid(command("XADD", name, id, "data_key", dataKey))
  })
})

/** Provides the probe of a Redis. */
export const layerProbe: Layer.Layer<StoreProbe, never, Redis.Redis> = Layer.effect(StoreProbe, make)
