/**
 * One whole run through ky's own `fetch`. On Node, MSW's server intercepts it; on Deno and Bun, where MSW cannot, the
 * same answers come from a real local port.
 */
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { http } from "msw/http"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { serve } from "../../mocks/index.ts"
import { extract, extractors } from "../../src/index.ts"
import { usual } from "../helpers/bookmaker.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { expectedOf, vectors } from "../helpers/vectors.ts"

const answer = (request: Request): Response => {
  const id = new URL(request.url).searchParams.get("competition_id")
  if (id === "") return Response.json(vectors.competitionsResponse)
  return Response.json(id === "17" ? vectors.matchesResponse : { data: { competitions: [] } })
}

/** Answers at a URL until closed. */
const answering = async (): Promise<{ url: string; close: () => unknown }> => {
  if (runtime.name !== "node") {
    console.log(`MSW cannot intercept fetch on ${runtime.name}: the run goes over a real local port instead`)
    const server = await serve(answer, { port: 0 })
    return { url: server.url, close: server.close }
  }
  const { setupServer } = await import("msw/node")
  const url = "http://intercepted.invalid/odds"
  const server = setupServer(http.get(url, ({ request }) => answer(request)))
  server.listen()
  return { url, close: () => server.close() }
}

it.live("a whole run through ky's own fetch gives the contract's documents", () =>
  Effect.gen(function* () {
    const { url } = yield* Effect.acquireRelease(Effect.promise(answering), ({ close }) =>
      Effect.promise(async () => close())
    )
    const extracts = yield* extract({
      ...usual,
      extractors,
      bookmaker: { live: url, upcoming: url }
    }).pipe(Effect.provide([KyHttpClient.layer, SqliteOddsStore.layerMemory]))
    for (const { documents, report } of extracts) {
      expectSums(report)
      const { create_date, target_date } = documents[0]!
      const expected = expectedOf(report.extractor)
      expect(documents).toStrictEqual(expected.documents.map((document) => ({ ...document, create_date, target_date })))
      expect(report.matches.rejected).toStrictEqual(expected.rejected)
      expect(report.verdict).toBe("complete")
    }
    expect(extracts).toHaveLength(extractors.length)
  })
)
