/** Runs `mergeCases` against a store. */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { mergeCases, OddsStore } from "../../src/index.ts"
import { StoreProbe } from "./StoreProbe.ts"
import { changeAll, FOREIGN, memberText, newEntry, newKeys, type SuiteOptions, storeTest } from "./storeTest.ts"

/** Returns the text of a matched entry with this bookmaker's object, or without one. */
const entryOf = (ours: unknown) =>
  `{"match_team_objects":{${ours === undefined ? "" : `"BookieGamma":${JSON.stringify(ours)},`}"OtherBookie":${FOREIGN}},"arbitrage":7,"teams":"a;b"}`

export const mergeCasesSuite = (options: SuiteOptions) =>
  describe("a store that updates an entry", () => {
    const test = storeTest(options)
    for (const { after, before, change, market, promise, result } of mergeCases) {
      test(promise, () =>
        Effect.gen(function* () {
          const store = yield* OddsStore
          const probe = yield* StoreProbe
          const entry = newEntry(newKeys())
          yield* probe.putEntry(entry, entryOf(before))
          const untouched = (yield* probe.entry(entry))!.text
          expect(yield* changeAll(store, market, [{ ...change, entry }])).toStrictEqual([result])
          const { text } = (yield* probe.entry(entry))!
          const isUnchanged = result === "gone" || JSON.stringify(after) === JSON.stringify(before)
          expect(JSON.parse(text).match_team_objects.BookieGamma).toStrictEqual(
            after === undefined ? undefined : JSON.parse(JSON.stringify(after))
          )
          expect(memberText(text, "OtherBookie")).toBe(memberText(untouched, "OtherBookie"))
          if (result === "gone") expect(text).toBe(untouched)
          else if (!isUnchanged) expect(JSON.parse(text).arbitrage).toBe(0)
        })
      )
    }
  })
