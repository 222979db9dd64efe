/**
 * The eighth try is the last, even where the circuit, opened by others meanwhile, takes the place of how it ended.
 */
import { expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { BookieGammaError } from "../../../src/bookmaker/BookmakerError.ts"
import * as BookieGamma from "../../../src/bookmaker/bookiegamma/BookieGamma.ts"
import type { Courtesy } from "../../../src/bookmaker/http/Throttle.ts"
import * as TimeLimit from "../../../src/bookmaker/http/TimeLimits.ts"

const held = new BookieGammaError({ reason: "circuit-open", detail: "others failed", tries: 0, retryAfterMillis: 1000 })

it.effect("no ninth request is sent after a circuit has opened during the eighth", () =>
  Effect.gen(function* () {
    let sent = 0
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        sent++
        return HttpClientResponse.fromWeb(request, new Response(null, { status: 429 }))
      })
    )
    const courtesy: Courtesy = {
      send: (request) => Effect.catch(request, (error) => Effect.fail(sent === BookieGamma.MAX_TRIES ? held : error)),
      heldBack: () => 0
    }
    const url = "http://bookmaker.test/"
    const matches = BookieGamma.matches(
      {
        bookmaker: { live: url, upcoming: url, changes: {} },
        source: "live",
        day: "2026-11-23",
        subTypeIds: ["29"],
        deadline: (yield* Clock.currentTimeMillis) + 600_000,
        tryMillis: 5000,
        timeLimit: yield* TimeLimit.make,
        courtesy
      },
      (found) => found.length
    )
    const fetching = Effect.flip(matches("17", BookieGamma.attempts()))
    const fiber = yield* Effect.forkChild(Effect.provideService(fetching, HttpClient.HttpClient, client))
    yield* TestClock.adjust("5 minutes")
    expect((yield* Fiber.join(fiber)).reason).toBe("circuit-open")
    expect(sent).toBe(8)
  })
)
