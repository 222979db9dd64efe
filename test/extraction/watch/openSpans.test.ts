/**
 * How the place of a run is described: the innermost open spans, with those around them, and not too many.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Tracer } from "effect"
import * as OpenSpans from "../../../src/extraction/watch/OpenSpans.ts"

/** Runs a program until it stands still, and returns its described place. */
const standing = <A, E>(program: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const spans = OpenSpans.make(yield* Tracer.Tracer)
    const before = spans.traceId()
    const fiber = yield* Effect.forkChild(Effect.provideService(program, Tracer.Tracer, spans.tracer), {
      startImmediately: true
    })
    const paths = spans.paths()
    yield* Fiber.interrupt(fiber)
    return { before, paths, traceId: spans.traceId() }
  })

const stands = (name: string) => Effect.withSpan(Effect.never, name)

describe("where a run stands", () => {
  it.effect("is its innermost open spans, and none that has ended", () =>
    Effect.gen(function* () {
      const program = Effect.andThen(
        Effect.withSpan(Effect.void, "listing"),
        Effect.all([stands("a"), Effect.withSpan(stands("b"), "page")], { concurrency: "unbounded" })
      ).pipe(Effect.withSpan("run"))
      const { before, paths, traceId } = yield* standing(program)
      assert.deepStrictEqual(paths, ["run > a", "run > page > b"])
      assert.isUndefined(before)
      assert.match(traceId ?? "", /^[0-9a-f]{32}$/)
    })
  )

  it.effect("says how often a span is open, and names 20 at most", () =>
    Effect.gen(function* () {
      const names = ["same", "same", ...Array.from({ length: 30 }, (_, index) => `other ${index}`)]
      const { paths } = yield* standing(Effect.forEach(names, stands, { concurrency: "unbounded" }))
      assert.strictEqual(paths[0], "same (2 times)")
      assert.strictEqual(paths[1], "other 0")
      assert.lengthOf(paths, 20)
    })
  )
})
