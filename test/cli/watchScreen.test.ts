/**
 * The live screen of `watch`, in virtual time: what it is drawn from, what keys do, and how it leaves the terminal.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Key } from "../../src/cli/Parts.ts"
import type { WatchView } from "../../src/extraction/watch/WatchView.ts"
import { OddsStore } from "../../src/index.ts"
import { commandLine } from "../helpers/commandLine.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { bookmaker, json, status, timed } from "../helpers/virtualTime.ts"
import { begin, pass } from "../helpers/watching.ts"

const ENTER = "\x1b[?1049h\x1b[?25l"
const LEAVE = "\x1b[?25h\x1b[?1049l"

/** A bookmaker whose odds and status can be changed; it may be silent. */
const scripted = () => {
  const state = { odds: ["1.61"], status: 200, isSilent: false }
  const server = bookmaker((competition) => {
    if (state.isSilent) return Effect.never
    if (state.status !== 200) return status(state.status)
    if (competition === "") return json(listingOf("1"))
    return json(
      answerOf(
        ...state.odds.map((odds, index) =>
          match({
            parent_match_id: index + 1,
            markets: [{ name: "GG/NG", outcomes: [offer("yes", odds), offer("no")] }]
          })
        )
      )
    )
  })
  return { state, server }
}

/** Opens the screen of `watch btts live`. */
const onScreen = Effect.fnUntraced(function* ({ server } = scripted(), every = "20s") {
  const odds = yield* OddsStore
  const views: Array<WatchView> = []
  let press: (key: Key) => void = () => {}
  const { code, written } = commandLine({
    ...{ args: ["watch", "btts", "live", "--every", every], http: server.layer },
    store: Layer.succeed(OddsStore, odds),
    terminal: {
      listen: (onKey) =>
        Effect.sync(() => {
          press = onKey
        }),
      draw: (view) => {
        // What it holds goes on.
        views.push({ ...view, moves: [...view.moves], messages: [...view.messages] })
        return ["first", "second"]
      }
    }
  })
  const { end, ended } = yield* begin(code, () => views.length > 0)
  return {
    written,
    views,
    /** Presses a key, and returns what is drawn for it at once. */
    press: (key: Key) =>
      Effect.gen(function* () {
        const before = views.length
        press(key)
        for (let turn = 0; turn < 10; turn++) yield* TestClock.adjust(0)
        expect(views.length, "it is drawn for the key").toBe(before + 1)
        return views.at(-1)!
      }),
    quit: Effect.suspend(() => {
      press("quit")
      return ended
    }),
    end
  }
})

describe("the live screen", () => {
  timed("is drawn twice a second over the terminal's other screen, which is left at the end with the last runs", () =>
    Effect.gen(function* () {
      const { end, views, written } = yield* onScreen()
      yield* pass(10)
      expect(views.length).toBeGreaterThanOrEqual(20)
      expect(views.length).toBeLessThan(25)
      expect(written.stderr).not.toContain(LEAVE)
      expect(yield* end).toBe(0)
      expect(written.stdout).toBe("")
      const [before, screen = "", ...rest] = written.stderr.split(ENTER)
      expect(before).toMatch(/^bookmaker: .*\nstore: {5}.*\nwatching: {2}.*\n$/)
      expect(rest).toEqual([])
      const [drawn, after] = screen.split(LEAVE)
      expect(drawn?.startsWith("\x1b[Hfirst\x1b[K\r\nsecond\x1b[K\x1b[J")).toBe(true)
      expect(after).toMatch(/^live 0: btts complete 1 \(1 published\); 1 competition, [\d.]+ s\n$/)
    })
  )

  timed("shows the state after each event, and the traffic of the last five seconds", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, views } = yield* onScreen(script)
      yield* pass(2)
      expect(views.at(-1)).toMatchObject({ isPaused: false, scrolled: 0, moves: [], messages: [], inFlight: 0 })
      expect(views.at(-1)?.state.sources[0]).toMatchObject({ runs: 1, isRunning: false })
      yield* pass(19)
      const { requestsPerSecond } = views.at(-1)!
      expect(requestsPerSecond).toBeGreaterThan(0)
      expect(requestsPerSecond).toBeLessThan(1)
      yield* pass(6)
      expect(views.at(-1)?.requestsPerSecond).toBe(0)
      script.state.isSilent = true
      yield* pass(14)
      expect(views.at(-1)).toMatchObject({ inFlight: 1 })
      expect(views.at(-1)?.state.sources[0]).toMatchObject({ runs: 2, isRunning: true })
      yield* end
    })
  )

  timed("begins no run while it is paused, and goes on at a turn", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, press } = yield* onScreen(script)
      yield* pass(5)
      expect((yield* press("pause")).isPaused).toBe(true)
      yield* pass(45)
      expect(script.server.timesOf("1")).toHaveLength(1)
      expect((yield* press("pause")).isPaused).toBe(false)
      yield* pass(15)
      expect(script.server.timesOf("1").map((millis) => Math.floor(millis / 1000))).toEqual([0, 60])
      expect(yield* end).toBe(0)
    })
  )

  timed("ends at the key for it as at a signal, with the code of the last runs", () =>
    Effect.gen(function* () {
      const script = scripted()
      script.state.status = 403
      const { quit, views } = yield* onScreen(script)
      yield* pass(1)
      expect(views.at(-1)?.messages).toHaveLength(1)
      expect(yield* quit).toBe(69)
    })
  )

  timed("shows odds that moved, newest first, and scrolls within them; who has scrolled keeps the lines", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, press, views } = yield* onScreen(script)
      const oddsAre = (...odds: ReadonlyArray<string>) =>
        Effect.suspend(() => {
          script.state.odds = [...odds]
          return pass(20)
        })
      yield* oddsAre("1.61")
      expect(views.at(-1)?.moves, "a new match has not moved").toEqual([])
      yield* oddsAre("1.62", "2.00")
      yield* oddsAre("1.63", "2.00")
      const moves = views.at(-1)!.moves
      expect(moves).toMatchObject([
        { outcome: "yes", from: "1.62", to: "1.63", source: "live 0", extractor: "btts" },
        { outcome: "yes", from: "1.61", to: "1.62", teams: "Arsenal FC;Tottenham Hotspur" }
      ])
      expect(moves[0]!.at - moves[1]!.at).toBe(20_000)
      expect((yield* press("up")).scrolled).toBe(0)
      expect((yield* press("down")).scrolled).toBe(1)
      expect((yield* press("down")).scrolled, "the last one stays").toBe(1)
      yield* oddsAre("1.64", "2.05")
      expect(views.at(-1)).toMatchObject({ scrolled: 3, moves: { length: 4 } })
      expect((yield* press("pageUp")).scrolled).toBe(0)
      expect((yield* press("pageDown")).scrolled).toBe(3)
      yield* end
    })
  )

  timed("keeps 500 moves and 20 messages", () =>
    Effect.gen(function* () {
      const script = scripted()
      const { end, views } = yield* onScreen(script, "2s")
      for (const odds of ["1.61", "1.62", "1.63"]) {
        script.state.odds = Array.from({ length: 300 }, () => odds)
        yield* pass(2)
      }
      expect(views.at(-1)?.moves).toHaveLength(500)
      for (let outage = 0; outage < 11; outage++) {
        script.state.status = outage % 2 === 0 ? 403 : 200
        yield* pass(2)
      }
      script.state.odds = ["1.61"]
      for (let outage = 0; outage < 11; outage++) {
        script.state.status = outage % 2 === 0 ? 200 : 403
        yield* pass(2)
      }
      const { messages } = views.at(-1)!
      expect(messages).toHaveLength(20)
      expect(messages.at(-1)).toMatch(/^bookmaker, live: works again/)
      expect(
        messages.filter((message) => message.includes("complete")),
        "good runs have no line"
      ).toEqual([])
      yield* end
    })
  )
})
