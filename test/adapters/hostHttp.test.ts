/**
 * The HTTP client of the command, on each runtime its own, as programs use it: with a tracer, which the command switches off.
 */
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { serve } from "../../mocks/index.ts"
import { commandHttp } from "../helpers/commandHttp.ts"

it.live("a request within a span has no header of a trace", () =>
  Effect.gen(function* () {
    const names: Array<string> = []
    const server = yield* Effect.acquireRelease(
      Effect.promise(() =>
        serve(
          (request) => {
            names.push(...request.headers.keys())
            return new Response("an answer")
          },
          { port: 0 }
        )
      ),
      (opened) => Effect.promise(() => opened.close())
    )
    const response = yield* HttpClient.get(server.url).pipe(Effect.provide(commandHttp), Effect.withSpan("a run"))
    expect(yield* response.text).toBe("an answer")
    expect(names).toContain("host")
    expect(names.filter((name) => /trace|b3/.test(name))).toStrictEqual([])
  })
)
