/**
 * Two requests for the same at once, where answers are kept: each brings what its own answer holds, though the memory of the one
 * before is used for the next.
 */
import { expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import * as KeptAnswers from "../../../src/bookmaker/http/KeptAnswers.ts"
import { readResponse } from "../../../src/bookmaker/http/readResponse.ts"

const format = {
  decode: (json: unknown) => Result.succeed(json),
  publicWords: { params: {}, members: new Set<string>() }
}
const request = HttpClientRequest.get("https://bookmaker.test/")

/** A response that is read when its body is sent. */
const responseOf = (status: number) => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const web = new Response(status === 304 ? null : readable, { status })
  return {
    response: HttpClientResponse.fromWeb(request, web),
    send: async (json: unknown) => {
      const writer = writable.getWriter()
      await writer.write(new TextEncoder().encode(JSON.stringify(json)))
      await writer.close()
    }
  }
}

it.live("requests for the same at once bring each its own answer, and the last one is kept", () =>
  Effect.gen(function* () {
    const slot = KeptAnswers.make<unknown>().slot("a")
    const ask = (json: unknown) => {
      const { response, send } = responseOf(200)
      const reading = Effect.runPromise(readResponse(response, format, { slot }))
      return { reading, answer: () => send(json).then(() => reading) }
    }
    const contentOf = (json: unknown) => Effect.promise(async () => (await ask(json).answer()).content)
    expect(yield* contentOf({ odds: "1.10" })).toEqual({ odds: "1.10" })
    const memory = slot.last()!.body.memory

    // Both began while the first answer was kept; the second to come is equal to the first one, which is no longer there.
    const [one, other] = [ask({ odds: "1.20" }), ask({ odds: "1.10" })]
    expect((yield* Effect.promise(one.answer)).content).toEqual({ odds: "1.20" })
    expect((yield* Effect.promise(other.answer)).content).toEqual({ odds: "1.10" })
    expect(slot.last()).toMatchObject({ content: { odds: "1.10" } })
    expect(slot.last()!.body.text()).toBe('{"odds":"1.10"}')
    expect(slot.last()!.body.memory).toBe(memory)
  })
)

it.live("an answer that has not changed is not put back where another has taken its place meanwhile", () =>
  Effect.gen(function* () {
    const kept = KeptAnswers.make<unknown>().slot("a")
    const first = responseOf(200)
    const reading = Effect.runPromise(readResponse(first.response, format, { slot: kept }))
    yield* Effect.promise(() => first.send({ odds: "1.10" }))
    yield* Effect.promise(() => reading)
    const last = kept.last()!
    // As it is where the fiber gives way to another between taking the last answer and putting it back.
    let asked = 0
    const slot: KeptAnswers.Slot<unknown> = { ...kept, last: () => (asked++ === 0 ? last : kept.last()) }
    const second = responseOf(200)
    const readingSecond = Effect.runPromise(readResponse(second.response, format, { slot: kept }))
    yield* Effect.promise(() => second.send({ odds: "1.20" }))
    yield* Effect.promise(() => readingSecond)
    expect(yield* readResponse(responseOf(304).response, format, { slot })).toMatchObject({ content: { odds: "1.10" } })
    expect(kept.last()).toMatchObject({ content: { odds: "1.20" } })
    expect(kept.last()!.body.text()).toBe('{"odds":"1.20"}')
  })
)

it.live("an answer that cannot be read leaves none behind", () =>
  Effect.gen(function* () {
    const slot = KeptAnswers.make<unknown>().slot("a")
    const ask = (text: string) =>
      Effect.exit(readResponse(HttpClientResponse.fromWeb(request, new Response(text)), format, { slot }))
    yield* ask('{"odds":"1.10"}')
    expect((yield* ask('{"odds":"1.1'))._tag).toBe("Failure")
    expect(slot.last()).toBeUndefined()
    expect(yield* Effect.map(ask('{"odds":"1.10"}'), ({ _tag }) => _tag)).toBe("Success")
  })
)
