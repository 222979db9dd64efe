/**
 * Property tests of a merge: whatever was stored, the document's members equal the document and all others are kept.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { extractors, Markets, OddsStore } from "../../src/index.ts"
import { isQuick } from "../helpers/testClasses.ts"
import { StoreProbe } from "./StoreProbe.ts"
import {
  canonical,
  changeAll,
  documentOf,
  entryText,
  memberText,
  newEntry,
  newKeys,
  type SuiteOptions,
  storeTest
} from "./storeTest.ts"

type Json = Readonly<Record<string, unknown>>

const names = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "teams", "yes", "no", "1", "X", "1X", "", "$", "a.b", "[0]"),
  fc.constantFrom(
    "Home;Away",
    "A;B",
    "odd_value",
    "odd_",
    "outcome",
    "live",
    "bookmaker",
    "é",
    "\u2028",
    "\ud83d\ude00"
  ),
  fc.string({ maxLength: 6 })
)

/** Any JSON text. Texts instead of values, so that `__proto__` is an ordinary member. */
const { json, members } = fc.letrec<{ json: string; members: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom("null", "true", "false", "0", "-1.50", "1e3", "12345678901234567", '""'),
    fc.string().map((text) => JSON.stringify(text)),
    fc.array(tie("json"), { maxLength: 3 }).map((list) => `[${list.join(",")}]`),
    tie("members")
  ),
  members: fc
    .uniqueArray(fc.tuple(names, tie("json")), { maxLength: 5, selector: ([name]) => name })
    .map((pairs) => `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`)
}))

/** This bookmaker's object as an earlier run, another version or the matcher may have left it. */
const oldObject = fc
  .tuple(members, fc.option(fc.oneof(members, json)), fc.option(members))
  .map(([rest, teams, outcome]): Json => {
    const object: Json = JSON.parse(rest)
    return Object.fromEntries([
      ...Object.entries(object),
      ...(teams === null ? [] : [["teams", JSON.parse(teams)] as const]),
      ...(outcome === null ? [] : [["yes", JSON.parse(outcome)] as const]),
      ["parent_match_id", 50850101]
    ])
  })

const without = (object: Json, gone: ReadonlyArray<string>): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !gone.includes(name)))

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

export const mergeProperties = (options: SuiteOptions) =>
  describe("whatever this bookmaker's object in an entry was", () => {
    const test = storeTest(options)
    const parameters = { numRuns: Math.ceil((options.propertyRuns ?? 200) / (isQuick ? 3 : 1)) }

    const changed = Effect.fnUntraced(function* (
      extractor: (typeof extractors)[number],
      old: Json,
      document: ReturnType<typeof documentOf> | undefined
    ) {
      const store = yield* OddsStore
      const probe = yield* StoreProbe
      const entry = newEntry(newKeys(extractor))
      yield* probe.putEntry(entry, entryText(old))
      const before = (yield* probe.entry(entry))!.text
      const results = yield* changeAll(store, Markets[extractor], [{ entry, matchId: 50850101, document }])
      expect(results).toStrictEqual(["merged"])
      const after = (yield* probe.entry(entry))!.text
      expect(memberText(after, "OtherBookie")).toBe(memberText(before, "OtherBookie"))
      const { match_team_objects: objects, ...rest } = JSON.parse(after)
      const { match_team_objects: _, ...oldRest } = JSON.parse(before)
      expect(rest).toStrictEqual({ ...oldRest, arbitrage: 0 })
      return objects.BookieGamma as unknown
    })

    test("after an update, the document's members equal the new document and all others are unchanged", () =>
      Effect.gen(function* () {
        const run = Effect.runPromiseWith(yield* Effect.context<OddsStore | StoreProbe>())
        const property = fc.asyncProperty(
          oldObject,
          fc.constantFrom(...extractors),
          fc.string(),
          async (old, extractor, home) => {
            const document = documentOf(50850101, { extractor, home: `${home} FC`, odds: "2.05" })
            const ours = [...Object.keys(document), ...Markets[extractor].outcomes]
            const result = await run(changed(extractor, old, document))
            expect(canonical(result)).toBe(canonical({ ...without(old, ours), ...document }))
          }
        )
        yield* Effect.promise(() => fc.assert(property, parameters))
      }))

    test("after a withdrawal, the outcomes are removed, teams keys hold {} and everything else is unchanged", () =>
      Effect.gen(function* () {
        const run = Effect.runPromiseWith(yield* Effect.context<OddsStore | StoreProbe>())
        const property = fc.asyncProperty(oldObject, fc.constantFrom(...extractors), async (old, extractor) => {
          const { teams } = old
          const emptied = Object.fromEntries(Object.keys(isObject(teams) ? teams : {}).map((name) => [name, {}]))
          const result = await run(changed(extractor, old, undefined))
          const { outcomes } = Markets[extractor]
          expect(canonical(result)).toBe(canonical({ ...without(old, ["teams", ...outcomes]), teams: emptied }))
        })
        yield* Effect.promise(() => fc.assert(property, parameters))
      }))
  })
