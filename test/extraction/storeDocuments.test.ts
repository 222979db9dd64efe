/**
 * A failing store: the run does the rest of its work, counts every document, and has the verdict store-failed. Also a
 * dry run, which does not use the store.
 */
import { setImmediate } from "node:timers/promises"
import { describe, expect, vi } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as documents from "../../src/domain/documentOf.ts"
import { OddsStore, StoreError } from "../../src/index.ts"
import { bookmaker, keysOf, run, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { documentOf, entryText } from "../suites/storeTest.ts"

type Operation = Exclude<keyof OddsStore["Service"], "description">

const keys = keysOf()
const entry = `${keys.matchedPrefix}1`
const cacheKey = "lst-odi_competition_ids_upcoming-0"
const newServer = () =>
  bookmaker({
    listing: listingOf("17"),
    matches: { "17": answerOf(...[1, 2, 3].map((id) => match({ parent_match_id: id })), match({ markets: [] })) }
  })

/** Replaces operations of the store. */
const storeWith = (operations: (store: OddsStore["Service"]) => Partial<OddsStore["Service"]>) =>
  Effect.provide(
    Layer.effect(
      OddsStore,
      Effect.map(OddsStore, (store) => ({ ...store, ...operations(store) }))
    )
  )

const broken = (operation: Operation) => () =>
  Effect.fail(
    new StoreError({
      operation: operation === "change" || operation === "publish" ? "write" : "read",
      message: operation
    })
  )

/** Runs while one operation fails; entries of match 1 and of a match without odds exist. */
const failing = Effect.fnUntraced(function* (operation: Operation) {
  const probe = yield* StoreProbe
  yield* probe.putEntry(entry, entryText(documentOf(1)))
  yield* probe.putEntry(`${entry}2`, entryText(documentOf(50850101)))
  const server = newServer()
  const [extracted] = yield* runAgainst(server).pipe(storeWith(() => ({ [operation]: broken(operation) })))
  const { report } = extracted!
  expect(report.verdict).toBe("store-failed")
  expect(report.problem).toMatchObject({ step: "store", detail: expect.stringContaining(operation) })
  expect(report.matches).toStrictEqual({ seen: 4, kept: 3, rejected: { "no-market": 1 } })
  return { probe, report, server }
})

describe("a store that fails", () => {
  runTest("to read cached ids: the listing is requested, and everything else is stored", () =>
    Effect.gen(function* () {
      const { probe, report, server } = yield* failing("cachedIds")
      expect(server.listings()).toBe(1)
      expect(report.documents).toStrictEqual({ updated: 1, created: 2, unstored: 0, withdrawn: 1 })
      expect((yield* probe.cached(cacheKey))!.text).toBe('["17"]')
      expect(yield* probe.stream(keys.stream)).toHaveLength(1)
    })
  )

  runTest("to cache ids: everything else is stored", () =>
    Effect.gen(function* () {
      const { probe, report } = yield* failing("cacheIds")
      expect(report.documents).toStrictEqual({ updated: 1, created: 2, unstored: 0, withdrawn: 1 })
      expect(yield* probe.cached(cacheKey)).toBeUndefined()
    })
  )

  runTest("to look up entries: nothing is published, because it is not known which documents are new", () =>
    Effect.gen(function* () {
      const { probe, report } = yield* failing("entriesOf")
      expect(report.documents).toStrictEqual({ updated: 0, created: 0, unstored: 3, withdrawn: 0 })
      expect(yield* probe.stream(keys.stream)).toStrictEqual([])
      expect((yield* probe.cached(cacheKey))!.text).toBe('["17"]')
    })
  )

  runTest("to update entries: known documents are unstored instead of published, and new ones are published", () =>
    Effect.gen(function* () {
      const { probe, report } = yield* failing("change")
      expect(report.documents).toStrictEqual({ updated: 0, created: 2, unstored: 1, withdrawn: 0 })
      const published = JSON.parse((yield* probe.published(report.entries.created!))!.text)
      expect(published.map((document: { parent_match_id: number }) => document.parent_match_id)).toStrictEqual([2, 3])
    })
  )

  runTest("to publish: known documents are merged, new ones are unstored", () =>
    Effect.gen(function* () {
      const { probe, report } = yield* failing("publish")
      expect(report.documents).toStrictEqual({ updated: 1, created: 0, unstored: 2, withdrawn: 1 })
      expect(report.entries).toStrictEqual({ updated: [entry, `${entry}2`], created: null, streamId: null })
      expect(yield* probe.stream(keys.stream)).toStrictEqual([])
    })
  )

  runTest("to update one of several entries: only that entry's document is unstored", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const id of [1, 2]) yield* probe.putEntry(`${keys.matchedPrefix}${id}`, entryText(documentOf(id)))
      const [extracted] = yield* runAgainst(newServer()).pipe(
        storeWith((store) => ({
          change: (market, changes, options) => {
            options.onResult(changes[0]!, "failed", "it is damaged")
            return store.change(market, changes.slice(1), options)
          }
        }))
      )
      const { report } = extracted!
      expect(report.verdict).toBe("store-failed")
      expect(report.problem?.detail).toBe(
        `1 matches could not be merged, such as ${keys.matchedPrefix}1: it is damaged`
      )
      expect(report.documents).toStrictEqual({ updated: 1, created: 1, unstored: 1, withdrawn: 0 })
    })
  )

  runTest("for one extractor does not fail the run's other extractors", () =>
    Effect.gen(function* () {
      const btts = { outcomes: [1, 2].map((id) => match({ parent_match_id: id })) }
      const server = bookmaker({ listing: listingOf("17"), matches: { "17": answerOf(...btts.outcomes) } })
      const [doubleChance, second] = yield* runAgainst(server, { extractors: ["double-chance", "btts"] }).pipe(
        storeWith((store) => ({
          entriesOf: (where, ids) =>
            where.index.includes("double_chance") ? broken("entriesOf")() : store.entriesOf(where, ids)
        }))
      )
      expect(doubleChance!.report.verdict).toBe("store-failed")
      expect(second!.report).toMatchObject({ verdict: "complete", documents: { created: 2 } })
    })
  )

  runTest("while the bookmaker fails too: the verdict is store-failed, which is lower in the table of verdicts", () =>
    Effect.gen(function* () {
      const server = bookmaker({ listing: {}, matches: {} })
      const [extracted] = yield* runAgainst(server).pipe(storeWith(() => ({ cachedIds: broken("cachedIds") })))
      expect(extracted!.report.verdict).toBe("store-failed")
      expect(extracted!.report.problem, "the problem is the one that the verdict names").toStrictEqual({
        step: "store",
        reason: "read",
        detail: "cachedIds"
      })
    })
  )
})

describe("a store whose index left entries out", () => {
  runTest("has their number in the warnings, and the verdict stays", () =>
    Effect.gen(function* () {
      const [extracted] = yield* runAgainst(newServer()).pipe(
        storeWith((store) => ({
          entriesOf: (...args) => Effect.map(store.entriesOf(...args), (found) => ({ ...found, leftOut: 2 }))
        }))
      )
      const { report } = extracted!
      expect(report).toMatchObject({ verdict: "complete", warnings: { "index-left-out": 2 } })
      const [plain] = yield* runAgainst(newServer())
      expect(plain!.report.warnings).not.toHaveProperty("index-left-out")
    })
  )
})

describe("a dry run", () => {
  runTest("calls no operation of the store: documents are unstored, and the verdict is that of the bookmaker", () =>
    Effect.gen(function* () {
      const touched: Array<string> = []
      const operations = ["cachedIds", "cacheIds", "entriesOf", "change", "publish", "announced"] as const
      const watched = operations.map((operation) => [
        operation,
        () =>
          Effect.andThen(
            Effect.sync(() => touched.push(operation)),
            broken(operation)()
          )
      ])
      const server = newServer()
      const [extracted] = yield* run({ dryRun: true }).pipe(
        storeWith(() => Object.fromEntries(watched)),
        Effect.provide(server.layer)
      )
      expect(touched).toStrictEqual([])
      expect(extracted!.documents).toHaveLength(3)
      expect(extracted!.report).toMatchObject({
        verdict: "complete",
        documents: { updated: 0, created: 0, unstored: 3, withdrawn: 0 },
        entries: { updated: [], created: null, streamId: null }
      })
    })
  )

  runTest("does not use cached ids, so it sends the same requests as a first run", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* runAgainst(server)
      const [extracted] = yield* runAgainst(server, { dryRun: true })
      expect(extracted!.report.competitions.fromCache).toBe(false)
      expect(server.listings()).toBe(2)
    })
  )
})

describe("a document", () => {
  /** Runs against two competitions, and returns whether the first one's document was written before the second one had answered. */
  const isWrittenEarly = (options: { readonly dryRun?: boolean } = {}) =>
    Effect.gen(function* () {
      const write = vi.spyOn(documents, "jsonRest")
      const isWritten = () => write.mock.calls.some(([{ id }]) => id === 1)
      let wasWritten = false
      const server = bookmaker({
        listing: listingOf("17", "18"),
        matches: {
          "17": answerOf(match({ parent_match_id: 1 })),
          "18": async () => {
            for (let turn = 0; turn < 500 && !isWritten(); turn++) await setImmediate()
            wasWritten = isWritten()
            return Response.json(answerOf(match({ parent_match_id: 2 })))
          }
        }
      })
      const [extracted] = yield* Effect.ensuring(
        runAgainst(server, options),
        Effect.sync(() => write.mockRestore())
      )
      expect(extracted!.documents).toHaveLength(2)
      return wasWritten
    })

  runTest("is written while other answers are waited for", () =>
    Effect.map(isWrittenEarly(), (isEarly) => expect(isEarly).toBe(true))
  )

  runTest("is not written by a dry run", () =>
    Effect.map(isWrittenEarly({ dryRun: true }), (isEarly) => expect(isEarly).toBe(false))
  )
})
