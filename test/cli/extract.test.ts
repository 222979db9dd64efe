/**
 * The commands that run extractors, in virtual time: how long they take, what they print, and when a reader goes.
 */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"
import { OddsStore, type Report } from "../../src/index.ts"
import { commandLine } from "../helpers/commandLine.ts"
import { answerOf, listingOf, market, match } from "../helpers/matches.ts"
import { bookmaker, elapse, json, status, timed } from "../helpers/virtualTime.ts"

const ids = ["31", "4", "159", "26"]
const markets = [market("three-way"), market("btts"), market("double-chance")]

/** The ids of a competition's matches: the second of its place before the first. */
const matchIds = (competition: string) => [2, 1].map((nth) => ids.indexOf(competition) * 10 + nth)

/** Makes a server that answers the last competition first, and the first one after a second. */
const newServer = (unanswered: ReadonlyArray<string> = []) =>
  bookmaker((competition) => {
    if (competition === "") return json(listingOf(...ids))
    if (unanswered.includes(competition)) return status(403)
    const answer = answerOf(...matchIds(competition).map((id) => match({ parent_match_id: id, markets })))
    return Effect.delay(json(answer), 1000 - 100 * ids.indexOf(competition))
  })

/** The store of the test, which takes milliseconds to open, and when that began. */
const opening = Effect.fnUntraced(function* (millis = 0) {
  const odds = yield* OddsStore
  const opened = { began: 0 }
  const open = Effect.gen(function* () {
    opened.began = yield* Clock.currentTimeMillis
    yield* Effect.sleep(millis)
    return odds
  })
  return { opened, store: Layer.effect(OddsStore, open) }
})

/** Runs an extractor whose store takes long to open; gives its report and how long it took since opening began. */
const runWhileOpening = Effect.fnUntraced(function* (
  millis: number,
  http: Layer.Layer<HttpClient.HttpClient>,
  ...args: ReadonlyArray<string>
) {
  const { opened, store } = yield* opening(millis)
  const { code, written } = commandLine({ args: [...args, "--format", "json"], http, store })
  const { value } = yield* elapse(code)
  const report: Report = JSON.parse(written.stdout)
  return {
    code: value,
    report,
    started: Date.parse(report.startedAt) - opened.began,
    finished: Date.parse(report.finishedAt) - opened.began
  }
})

describe("the time that opening the store takes", () => {
  timed("is a part of the budget, and the report starts before it", () =>
    Effect.gen(function* () {
      const silent = bookmaker(() => Effect.never)
      const { code, finished, started } = yield* runWhileOpening(1500, silent.layer, "btts", "live", "--budget", "4")
      expect(code).toBe(69)
      expect(started).toBe(0)
      expect(finished, "80 % of the budget, not of what is left of it").toBe(3200)
    })
  )

  timed("is half of the budget at most: after that the store has failed, and the run goes on", () =>
    Effect.gen(function* () {
      const { layer } = newServer()
      const { code, finished, report } = yield* runWhileOpening(60_000, layer, "btts", "live", "--budget", "4")
      expect(code).toBe(74)
      expect(finished, "2 s for the store, and the slowest answer").toBe(3000)
      expect(report.problem).toMatchObject({ step: "store", reason: "open", detail: "the store did not answer in 2 s" })
      expect(report.matches.kept).toBe(8)
    })
  )

  timed("is 5 s at most, however long the run may take", () =>
    Effect.gen(function* () {
      const { layer } = newServer()
      const { finished, report } = yield* runWhileOpening(60_000, layer, "btts", "upcoming", "3", "--budget", "3600")
      expect(finished).toBe(6000)
      expect(report.problem?.detail).toBe("the store did not answer in 5 s")
      expect(report).toMatchObject({ extractor: "btts", source: "upcoming", period: 3 })
    })
  )
})

describe("ndjson", () => {
  timed("has a document a line, in the order of the listing, whatever the order of the answers", () =>
    Effect.gen(function* () {
      const { code, written } = commandLine({
        args: ["btts", "live", "--format", "ndjson"],
        http: newServer().layer,
        store: (yield* opening()).store
      })
      expect((yield* elapse(code)).value).toBe(0)
      const lines = written.stdout.trimEnd().split("\n")
      expect(lines.map((line) => JSON.parse(line).parent_match_id)).toStrictEqual(ids.flatMap(matchIds))
      expect(written.stderr).toMatch(/^btts: complete$/m)
    })
  )

  timed("of all extractors has them one after another, each with its documents in that order", () =>
    Effect.gen(function* () {
      const { code, written } = commandLine({
        args: ["all", "upcoming", "--format", "ndjson"],
        http: newServer().layer,
        store: (yield* opening()).store
      })
      expect((yield* elapse(code)).value).toBe(0)
      const lines = written.stdout.trimEnd().split("\n")
      const shown = lines.map((line) => JSON.parse(line)).map((line) => [line.extractor, line.document.parent_match_id])
      expect(shown).toStrictEqual(
        ["three-way", "btts", "double-chance"].flatMap((extractor) =>
          ids.flatMap(matchIds).map((id) => [extractor, id])
        )
      )
    })
  )
})

describe("a reader that goes", () => {
  for (const format of ["json", "ndjson"]) {
    timed(`before a result in ${format} changes neither the exit code nor the verdict on stderr`, () =>
      Effect.gen(function* () {
        const { code, written } = commandLine({
          args: ["btts", "live", "--format", format],
          http: newServer(["4"]).layer,
          store: (yield* opening()).store,
          reads: 0
        })
        expect((yield* elapse(code)).value).toBe(75)
        expect(written.stdout).toBe("")
        expect(written.stderr).toMatch(/^btts: partial \(matches: .*403.*\)$/m)
        expect(written.stderr).not.toContain("error:")
      })
    )
  }
})
