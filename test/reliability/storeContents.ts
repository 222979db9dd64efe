/**
 * Reads the contents of a store directly, after a process or server was killed, and checks them: no partial entry, no
 * publication twice, no key without expiry.
 */
import { DatabaseSync } from "node:sqlite"
import { createClient } from "@redis/client"
import { expect } from "vitest"
import { Keys, Markets } from "../../src/index.ts"

/** A published entry, and the number of its announcements in the stream. */
export interface Entry {
  readonly key: string
  readonly text: string
  readonly announced: number
}

/** The contents of a store. */
export interface StoreContents {
  readonly published: ReadonlyArray<Entry>
  /** Announced keys that do not exist. */
  readonly dangling: ReadonlyArray<string>
  /** Keys that never expire, except those of matched entries. */
  readonly everlasting: ReadonlyArray<string>
  readonly matched: ReadonlyArray<{ readonly key: string; readonly text: string }>
  /** The cached ids, as text. */
  readonly cached: string | undefined
}

/** The keys that the runs use. */
export const keys = Keys.ofMarket("lst", Markets.btts, "live")
const idsKey = Keys.cachedIds("lst", "live", 0)

type Pair = readonly [key: string, text: string]

const storeContents = (
  values: ReadonlyArray<Pair>,
  stream: ReadonlyArray<string>,
  everlasting: ReadonlyArray<string>,
  matched: ReadonlyArray<Pair>
): StoreContents => {
  const published = values.filter(([key]) => key.startsWith(keys.publishedPrefix))
  const existing = new Set(published.map(([key]) => key))
  return {
    published: published.map(([key, text]) => ({ key, text, announced: stream.filter((name) => name === key).length })),
    dangling: stream.filter((name) => !existing.has(name)),
    everlasting,
    matched: matched.map(([key, text]) => ({ key, text })),
    cached: values.find(([key]) => key === idsKey)?.[1]
  }
}

/** Reads the contents of a SQLite file; expects it to pass its integrity check. */
export const inSqlite = (path: string): StoreContents => {
  const database = new DatabaseSync(path)
  try {
    const all = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row).map(String))
    expect(all("PRAGMA integrity_check"), "the file is sound").toStrictEqual([["ok"]])
    if (all("SELECT name FROM sqlite_master WHERE name = 'stream'").length === 0) return storeContents([], [], [], [])
    return storeContents(
      all("SELECT key, value FROM kept") as ReadonlyArray<ReadonlyArray<string>> as ReadonlyArray<Pair>,
      all(`SELECT data_key FROM stream WHERE name = '${keys.stream}'`).map(([key]) => key!),
      all("SELECT key FROM kept WHERE expires IS NULL").map(([key]) => key!),
      all("SELECT key, entry FROM matched") as ReadonlyArray<ReadonlyArray<string>> as ReadonlyArray<Pair>
    )
  } finally {
    database.close()
  }
}

/** Writes a matched entry into a SQLite file, as the matcher does. */
export const matchInSqlite = (path: string, key: string, text: string): void => {
  const database = new DatabaseSync(path)
  database.prepare("INSERT OR REPLACE INTO matched (key, entry) VALUES (?, ?)").run(key, text)
  database.close()
}

/** Calls `use` with a connection to a Redis, and closes it. */
export const withRedis = async <A>(
  url: string,
  use: (send: (...words: ReadonlyArray<string>) => Promise<unknown>) => Promise<A>
): Promise<A> => {
  const client = createClient({ url, RESP: 2 })
  client.on("error", () => {})
  await client.connect()
  try {
    return await use((...words) => client.sendCommand([...words]))
  } finally {
    client.destroy()
  }
}

/** Reads the contents of a Redis. */
export const inRedis = (url: string): Promise<StoreContents> =>
  withRedis(url, async (send) => {
    const names = ((await send("KEYS", "*")) as ReadonlyArray<string>).toSorted()
    const kinds = await Promise.all(names.map(async (name) => [name, String(await send("TYPE", name))] as const))
    /** Reads the values of a kind; one may have expired meanwhile, as cached ids do. */
    const read = async (wanted: string, command: string) => {
      const ofKind = kinds.filter(([, kind]) => kind === wanted)
      const values = await Promise.all(ofKind.map(async ([name]) => [name, await send(command, name)] as const))
      return values.flatMap(([name, value]): ReadonlyArray<Pair> => (value === null ? [] : [[name, String(value)]]))
    }
    const [texts, documents] = [await read("string", "GET"), await read("ReJSON-RL", "JSON.GET")]
    const stream = (await send("XRANGE", keys.stream, "-", "+")) as ReadonlyArray<[string, ReadonlyArray<string>]>
    const matched = documents.filter(([key]) => key.startsWith(keys.matchedPrefix))
    const lives = await Promise.all(names.map(async (name) => [name, Number(await send("PTTL", name))] as const))
    const permanent = new Set([keys.stream, ...matched.map(([key]) => key)])
    return storeContents(
      [...texts, ...documents],
      stream.map(([, [, key]]) => key!),
      lives.flatMap(([name, life]) => (life === -1 && !permanent.has(name) ? [name] : [])),
      matched
    )
  })

interface Document {
  readonly parent_match_id: number
  readonly teams: Readonly<Record<string, Readonly<Record<string, { readonly odd_value: string }>>>>
  readonly [outcome: string]: unknown
}

/** Returns all distinct odds of a document: one value if it was written by one run. */
const oddsIn = (document: Document): ReadonlySet<string> =>
  new Set([
    ...Object.values(document.teams).flatMap((odds) => Object.values(odds).map(({ odd_value }) => odd_value)),
    ...["yes", "no"].map((outcome) => (document[outcome] as { readonly odd_: string }).odd_)
  ])

/** Expects a store to be consistent; returns the odds of each publication, which identify its run. */
export const expectWhole = (contents: StoreContents, matchIds: ReadonlyArray<number>): ReadonlyArray<string> => {
  const { cached, dangling, everlasting, matched, published } = contents
  expect(dangling, "no announcement without its documents").toStrictEqual([])
  expect(everlasting, "nothing without an expiry").toStrictEqual([])
  if (cached !== undefined) expect(JSON.parse(cached).length, "cached ids are all of them").toBeGreaterThan(0)
  const known = matched.map(({ key, text }) => {
    const { arbitrage, match_team_objects: objects } = JSON.parse(text)
    expect(oddsIn(objects.BookieGamma).size, `merged as a whole: ${key} ${text}`).toBe(1)
    expect(objects.OtherBookie, "the other bookmaker's object is kept").toBeDefined()
    expect(arbitrage).toBe(oddsIn(objects.BookieGamma).has("2.000001") ? 1 : 0)
    return objects.BookieGamma.parent_match_id as number
  })
  const runs = published.map(({ announced, key, text }) => {
    expect(announced, `announced once: ${key}`).toBe(1)
    const documents: ReadonlyArray<Document> = JSON.parse(text)
    const odds = new Set(documents.flatMap((document) => [...oddsIn(document)]))
    expect(odds.size, `of one run: ${key}`).toBe(1)
    const isFirst = odds.has("2.000001")
    const expected = isFirst ? matchIds : matchIds.filter((id) => !known.includes(id))
    expect(
      documents.map((document) => document.parent_match_id),
      `whole: ${key}`
    ).toStrictEqual(expected)
    return [...odds][0]!
  })
  expect(new Set(runs).size, "no run has published twice").toBe(runs.length)
  return runs
}
