/**
 * The eighth attempt is the last one, even if other requests open the circuit breaker during it.
 */
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import * as AttemptLog from "../../../src/bookmaker/AttemptLog.ts"
import { BookmakerError } from "../../../src/bookmaker/BookmakerError.ts"
import { publicWords } from "../../../src/bookmaker/bookiegamma/requests.ts"
import * as attempts from "../../../src/bookmaker/http/attempts.ts"
import type { Throttle } from "../../../src/bookmaker/http/Throttle.ts"
import * as TimeLimits from "../../../src/bookmaker/http/TimeLimits.ts"
import * as Traffic from "../../../src/bookmaker/Traffic.ts"
import { deadlineIn } from "../../../src/domain/Deadline.ts"

const circuitOpen = new BookmakerError({
  reason: "circuit-open",
  detail: "others failed",
  attempts: 0,
  retryAfterMillis: 1000
})

it.effect("no ninth request is sent if the circuit opens during the eighth", () =>
  Effect.gen(function* () {
    let sent = 0
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        sent++
        return HttpClientResponse.fromWeb(request, new Response(null, { status: 429 }))
      })
    )
    const throttle: Throttle = {
      send: (request) =>
        Effect.catch(request, (error) => Effect.fail(sent === attempts.MAX_ATTEMPTS ? circuitOpen : error))
    }
    const connection = {
      client,
      throttle,
      settings: yield* attempts.requestSettings,
      timeLimits: yield* TimeLimits.make,
      traffic: Traffic.make()
    }
    const log = AttemptLog.make()
    const request = HttpClientRequest.get("http://bookmaker.test/")
    const format = { decode: Result.succeed, publicWords }
    const options = { deadline: yield* deadlineIn(600_000), attemptMillis: 5000, log }
    const fiber = yield* Effect.forkChild(Effect.flip(attempts.fetch(connection, request, format, options)))
    yield* TestClock.adjust("5 minutes")
    expect((yield* Fiber.join(fiber)).reason).toBe("circuit-open")
    expect(sent).toBe(8)
    expect(log).toMatchObject({ attempts: 8, heldBack: 1 })
  })
)
