/**
 * Uses the library with your own layers: any `HttpClient`, here effect's on plain `fetch`, and any `OddsStore`, here an
 * in-memory one. Run it with `node`, `deno run -A` or `bun run`; Node and Bun need the built package.
 */

import { extract, Keys, type MatchDocument, MergePatch, OddsStore } from "bookiegamma"
import { SimulatedBookmaker, serve } from "bookiegamma/mocks"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/** Makes an in-memory store: `matched` has the entries of the matcher, `entries` those that a run publishes. */
const makeMapStore = () => {
  const idsByKey = new Map<
    string,
    { readonly ids: ReadonlyArray<string>; readonly at: number; readonly until: number }
  >()
  const notes = new Map<string, string>()
  const matched = new Map<string, { bookieGamma: MatchDocument; arbitrage: number }>()
  const entries = new Map<string, { readonly documents: ReadonlyArray<MatchDocument>; readonly until: number }>()
  const stream: Array<{ readonly streamId: string; readonly key: string }> = []

  const layer = Layer.succeed(OddsStore, {
    description: "maps in memory",
    cachedIds: (key) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const cached = idsByKey.get(key)
        return cached === undefined || cached.until <= now
          ? Option.none()
          : Option.some({ ids: cached.ids, ageSeconds: Math.floor((now - cached.at) / 1000) })
      }),
    cacheIds: (key, ids, expirySeconds) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        idsByKey.set(key, { ids, at: now, until: now + expirySeconds * 1000 })
      }),
    note: (key) => Effect.sync(() => Option.fromUndefinedOr(notes.get(key))),
    keepNote: (key, text) => Effect.sync(() => void notes.set(key, text)),
    entriesOf: (keys, matchIds) =>
      Effect.sync(() => {
        const found = new Map<number, Array<string>>()
        for (const [key, { bookieGamma }] of matched) {
          const id = bookieGamma.parent_match_id
          if (!key.startsWith(keys.matchedPrefix) || !matchIds.includes(id)) continue
          found.set(id, [...(found.get(id) ?? []), key])
        }
        return { entries: found, leftOut: 0 }
      }),
    change: (market, changes, { onResult }) =>
      Effect.sync(() => {
        for (const change of changes) {
          const { document, entry, matchId } = change
          const old = matched.get(entry)
          if (old?.bookieGamma.parent_match_id !== matchId) {
            onResult(change, "gone")
            continue
          }
          const patch =
            document === undefined
              ? MergePatch.withdrawal(market, old.bookieGamma)
              : MergePatch.update(market, old.bookieGamma, document)
          matched.set(entry, { bookieGamma: MergePatch.apply(old.bookieGamma, patch) as MatchDocument, arbitrage: 0 })
          onResult(change, "merged")
        }
      }),
    publish: ({ expirySeconds, json, keys, period }) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        let second = Math.floor(now / 1000)
        while (entries.has(Keys.published(keys, second, period))) second++
        const key = Keys.published(keys, second, period)
        const streamId = `${now}-${stream.length}`
        entries.set(key, { documents: JSON.parse(json), until: now + expirySeconds * 1000 })
        stream.push({ streamId, key })
        return { key, streamId }
      }),
    announced: (keys, after) =>
      Effect.sync(() =>
        stream.flatMap(({ key, streamId }) => {
          const entry = entries.get(key)
          return entry === undefined || !key.startsWith(keys.publishedPrefix) || streamId <= after
            ? []
            : [{ streamId, key, documents: entry.documents }]
        })
      )
  })
  return { entries, layer }
}

const program = Effect.gen(function* () {
  const bookmaker = yield* Effect.acquireRelease(
    Effect.promise(() => serve(SimulatedBookmaker.make({ seed: 7 }), { port: 0 })),
    (server) => Effect.promise(() => server.close())
  )
  const store = makeMapStore()
  const results = yield* extract({
    extractors: ["three-way", "btts"],
    source: "live",
    period: 0,
    prefix: "example",
    bookmaker: { live: bookmaker.url, upcoming: bookmaker.url }
  }).pipe(Effect.provide(Layer.merge(FetchHttpClient.layer, store.layer)))

  for (const { report } of results) {
    console.log(
      `${report.extractor}: ${report.verdict}, ${report.matches.kept} kept, ${report.documents.created} created`
    )
  }
  for (const [key, { documents }] of store.entries) console.log(`${key}: ${documents.length} documents`)
})

await Effect.runPromise(Effect.scoped(program))
