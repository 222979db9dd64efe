/**
 * The live screen of `watch` on a terminal: what it shows is kept here, how it is drawn is an adapter's business.
 *
 * It is drawn twice a second, and at once for a key. Lines that would be logged stand on it meanwhile.
 */

import * as Clock from "effect/Clock"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Terminal from "effect/Terminal"
import { Bookmaker } from "../../../bookmaker/Bookmaker.ts"
import { monotonicMillis } from "../../../domain/Deadline.ts"
import { StopSignal } from "../../../extraction/Shutdown.ts"
import * as OddsChanges from "../../../extraction/watch/OddsChanges.ts"
import type { WatchEvent } from "../../../extraction/watch/WatchEvent.ts"
import * as WatchState from "../../../extraction/watch/WatchState.ts"
import type { ShownMove } from "../../../extraction/watch/WatchView.ts"
import { write } from "../../output.ts"
import { Parts } from "../../Parts.ts"

/** Moves that can be scrolled to, and lines that are kept. */
const MAX_MOVES = 500
const MAX_MESSAGES = 20
const REDRAW = Duration.millis(500)
/** Lines by which a page scrolls. */
const PAGE = 10
/** The time over which requests a second are counted, in milliseconds. */
const RATE_MILLIS = 5000

/** The other screen of the terminal, without a cursor; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l"
const LEAVE = "\x1b[?25h\x1b[?1049l"
const HOME = "\x1b[H"
const CLEAR_TO_LINE_END = "\x1b[K"
const CLEAR_BELOW = "\x1b[J"

const teamsOf = ({ teams }: OddsChanges.OddsChange["document"]) => Object.keys(teams)[0] ?? ""

type Listen = Effect.Success<Parts["Service"]["keys"]>

/** Opens the screen until the scope closes. */
export const open = Effect.fnUntraced(function* (listen: NonNullable<Listen>) {
  const { screen } = yield* Parts
  const terminal = yield* Terminal.Terminal
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
  const startedAt = yield* Clock.currentTimeMillis
  const gate = Latch.makeUnsafe(true)
  const quit = yield* Deferred.make<void>()
  const stopped = Effect.raceFirst(yield* StopSignal, Deferred.await(quit))
  const redraw = yield* Queue.sliding<void>(1)
  const changes = OddsChanges.make()
  const moves: Array<ShownMove> = []
  const messages: Array<string> = []
  let state = WatchState.initial
  let scrolled = 0
  let samples: ReadonlyArray<{ readonly at: number; readonly requests: number }> = []

  const draw = Effect.gen(function* () {
    const [now, monotonic] = [yield* Clock.currentTimeMillis, yield* monotonicMillis]
    // The bookmaker is there once the runs are; until then there is no traffic.
    const bookmaker = yield* Effect.serviceOption(Bookmaker)
    const traffic = Option.getOrUndefined(bookmaker)?.traffic?.()
    const requests = traffic?.requests ?? 0
    samples = [...samples.filter(({ at }) => monotonic - at <= RATE_MILLIS), { at: monotonic, requests }]
    const first = samples[0]!
    const lines = yield* screen(
      {
        now,
        startedAt,
        state,
        isPaused: !gate.isOpen(),
        requestsPerSecond: monotonic > first.at ? ((requests - first.requests) * 1000) / (monotonic - first.at) : 0,
        retries: traffic?.retries ?? 0,
        inFlight: traffic?.inFlight ?? 0,
        circuitOpenMillis: Math.max(0, (traffic?.circuitOpenUntil ?? 0) - monotonic),
        moves,
        scrolled,
        messages
      },
      { columns: (yield* terminal.columns) || 80, rows: (yield* terminal.rows) || 24, colors: canColor }
    )
    yield* write(`${HOME}${lines.map((line) => `${line}${CLEAR_TO_LINE_END}`).join("\r\n")}${CLEAR_BELOW}`)
  })

  const onKey = {
    quit: () => Deferred.doneUnsafe(quit, Effect.void),
    pause: () => (gate.isOpen() ? gate.closeUnsafe() : gate.openUnsafe()),
    up: () => scroll(-1),
    down: () => scroll(1),
    pageUp: () => scroll(-PAGE),
    pageDown: () => scroll(PAGE)
  }
  const scroll = (lines: number) => {
    scrolled = Math.max(0, Math.min(moves.length - 1, scrolled + lines))
  }

  yield* Effect.acquireRelease(write(ENTER), () => write(LEAVE))
  yield* listen((key) => {
    onKey[key]()
    Queue.offerUnsafe(redraw, undefined)
  })
  const logger = Logger.make(({ message }) => {
    messages.push([message].flat().map(String).join(" "))
    if (messages.length > MAX_MESSAGES) messages.shift()
  })
  const drawing = Effect.forever(Effect.andThen(draw, Effect.raceFirst(Effect.sleep(REDRAW), Queue.take(redraw))))
  return {
    /** Is closed while the user pauses. */
    gate,
    /** Completes at the stop signal, and when the user quits. */
    stopped,
    logger: Logger.layer([logger]),
    /** Draws until it is interrupted. */
    drawing,
    /** Takes an event in, with the state after it. */
    take: (event: WatchEvent, next: WatchState.WatchState, now: number) =>
      Effect.sync(() => {
        state = next
        if (event._tag !== "RunEnded") return
        const source = WatchState.nameOf(event.watched)
        const fresh = event.results.flatMap((result) =>
          changes.add(event.watched, result).flatMap((change) =>
            change.kind !== "moved"
              ? []
              : change.moves
                  .filter(({ from }) => from !== "")
                  .map(
                    (move): ShownMove => ({
                      ...move,
                      at: now,
                      source,
                      extractor: result.market.id,
                      teams: teamsOf(change.document)
                    })
                  )
          )
        )
        moves.unshift(...fresh.slice(0, MAX_MOVES))
        moves.length = Math.min(moves.length, MAX_MOVES)
        // Whoever has scrolled keeps the lines that are looked at.
        if (scrolled > 0) scrolled = Math.min(moves.length - 1, scrolled + fresh.length)
      })
  }
})
