/**
 * Answers that have not changed from one run to the next: not sent again where the server can tell, not read again
 * otherwise; and the same in every document.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import type { LayerOptions } from "../../src/bookmaker/http/ClientOptions.ts"
import * as KeptAnswers from "../../src/bookmaker/http/KeptAnswers.ts"
import { Body } from "../../src/bookmaker/http/ResponseBody.ts"
import { BookieGamma, Bookmaker, Extraction, type RequestOverrides } from "../../src/index.ts"
import { bookmaker, runTest, usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, outcomes } from "../helpers/matches.ts"
import { expectSums } from "../helpers/report.ts"

const { bookmaker: client, ...options } = usual

/** Makes a server with one competition, and a function that makes a run and returns what came of it. */
const serverOf = (reply: unknown) => bookmaker({ listing: listingOf("1"), matches: { 1: reply } })

const over = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  server: ReturnType<typeof bookmaker>,
  layerOptions: LayerOptions = { keepsAnswers: true }
) =>
  Effect.provide(
    effect,
    Layer.provideMerge(Extraction.layer, BookieGamma.layer(client, layerOptions)).pipe(Layer.provide(server.layer))
  )

const run = Effect.gen(function* () {
  const [result] = yield* Extraction.use((extraction) => extraction.run(options))
  expectSums(result!.report)
  yield* TestClock.adjust("20 seconds")
  return result!
})
const traffic = Effect.map(Bookmaker, (bookmaker) => bookmaker.traffic?.())

const json =
  (body: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { headers: { "content-type": "application/json", ...headers } })

describe("an answer that is equal to the last one", () => {
  runTest("is not read again, and brings the same documents with the time of the new run", () =>
    over(
      Effect.gen(function* () {
        const first = yield* run
        const second = yield* run
        assert.strictEqual((yield* traffic)?.equal, 1)
        assert.strictEqual(second.report.verdict, "complete")
        const [before, after] = [first.documents[0]!, second.documents[0]!]
        assert.strictEqual(after.create_date - before.create_date, 20)
        assert.deepStrictEqual({ ...after, create_date: 0 }, { ...before, create_date: 0 })
      }),
      serverOf(answerOf(match()))
    )
  )

  runTest("is read again once anything in it has changed, be it one letter", () => {
    const server = serverOf(answerOf(match()))
    return over(
      Effect.gen(function* () {
        yield* run
        server.script.matches = {
          1: answerOf(
            match({ markets: [{ name: "GG/NG", outcomes: [{ ...outcomes[0], odd_value: "1.62" }, outcomes[1]] }] })
          )
        }
        const { documents } = yield* run
        assert.strictEqual((yield* traffic)?.equal, 0)
        assert.include(JSON.stringify(documents), "1.62")
      }),
      server
    )
  })

  runTest("that failed in between is asked for and read as if it had not", () => {
    const answer = answerOf(match())
    const server = serverOf(answer)
    return over(
      Effect.gen(function* () {
        yield* run
        server.script.matches = { 1: () => new Response("{}", { status: 403 }) }
        assert.strictEqual((yield* run).report.verdict, "blocked")
        server.script.matches = { 1: answer }
        assert.strictEqual((yield* run).report.matches.kept, 1)
      }),
      server
    )
  })
})

describe("a server with validators", () => {
  for (const [header, value, condition] of [
    ["etag", '"7"', "if-none-match"],
    ["last-modified", "Mon, 23 Nov 2026 10:00:00 GMT", "if-modified-since"]
  ] as const) {
    runTest(`is asked with ${condition}, and 304 brings the documents of the last answer`, () => {
      const server = serverOf((request: Request) =>
        request.headers.get(condition) === value
          ? new Response(null, { status: 304, headers: { [header]: value } })
          : json(answerOf(match()), { [header]: value })()
      )
      return over(
        Effect.gen(function* () {
          const first = yield* run
          for (let nth = 0; nth < 3; nth++) {
            const { documents, report } = yield* run
            assert.strictEqual(report.verdict, "complete")
            assert.deepStrictEqual(
              documents.map((document) => ({ ...document, create_date: 0 })),
              first.documents.map((document) => ({ ...document, create_date: 0 }))
            )
          }
          assert.strictEqual((yield* traffic)?.notModified, 3)
          assert.strictEqual(
            (yield* traffic)?.bytes,
            JSON.stringify(listingOf("1")).length + JSON.stringify(answerOf(match())).length
          )
        }),
        server
      )
    })
  }

  runTest("whose 304 is an old copy is flagged as stale", () => {
    const server = serverOf((request: Request) =>
      request.headers.has("if-none-match")
        ? new Response(null, { status: 304, headers: { age: "300" } })
        : json(answerOf(match()), { etag: '"7"' })()
    )
    return over(
      Effect.gen(function* () {
        yield* run
        assert.strictEqual((yield* run).report.warnings["stale-answer"], 1)
      }),
      server
    )
  })

  runTest("that says 304 though nothing was asked for has failed", () => {
    const server = serverOf(() => new Response(null, { status: 304 }))
    return over(
      Effect.gen(function* () {
        const { report } = yield* run
        assert.strictEqual(report.competitions.failed[0]?.reason, "bad-status")
      }),
      server
    )
  })

  runTest("is asked without conditions where answers are not kept", () => {
    const server = serverOf(json(answerOf(match()), { etag: '"7"' }))
    return over(
      Effect.gen(function* () {
        yield* run
        yield* run
        assert.deepStrictEqual(
          server.requests.map(({ headers }) => headers.has("if-none-match")),
          server.requests.map(() => false)
        )
      }),
      server,
      {}
    )
  })
})

describe("headers and parameters that change between runs", () => {
  runTest("are sent from the next run on, and answers to the old ones are not taken for theirs", () => {
    const server = serverOf(json(answerOf(match()), { etag: '"7"' }))
    let overrides: RequestOverrides = {}
    const tokenIs = (token: string): RequestOverrides => ({
      headers: { upcoming: { matches: { authorization: Redacted.make(token) } } }
    })
    return over(
      Effect.gen(function* () {
        overrides = tokenIs("one")
        yield* run
        overrides = tokenIs("two")
        yield* run
        const sent = server.requests.filter(({ url }) => url.includes("competition_id=1"))
        assert.deepStrictEqual(
          sent.map(({ headers }) => [headers.get("authorization"), headers.get("if-none-match")]),
          [
            ["one", null],
            ["two", null]
          ]
        )
        assert.strictEqual((yield* traffic)?.equal, 0)
      }),
      server,
      { keepsAnswers: true, currentOverrides: () => overrides }
    )
  })
})

describe("pages", () => {
  runTest("are kept one by one, and counted as in the first run", () => {
    const page = (id: number) => ({ data: { matches: [match({ parent_match_id: id })], meta: { total: 3 } } })
    const server = serverOf((request: Request) => json(page(Number(new URL(request.url).searchParams.get("page"))))())
    const overrides: RequestOverrides = { params: { upcoming: { matches: { page: "{page}" } } } }
    return over(
      Effect.gen(function* () {
        const first = yield* run
        const second = yield* run
        assert.strictEqual(first.report.matches.kept, 3)
        assert.strictEqual(second.report.matches.kept, 3)
        assert.strictEqual((yield* traffic)?.equal, 3)
      }),
      server,
      { keepsAnswers: true, currentOverrides: () => overrides }
    )
  })
})

describe("what is kept", () => {
  const kept = (length: number) => ({ body: new Body([new Uint8Array(length)]), validators: {}, content: length })

  runTest(
    "is limited: what comes beyond the limit is not kept, until what is there was not asked for in ten minutes",
    () =>
      Effect.sync(() => {
        const answers = KeptAnswers.make<number>(100)
        answers.slot("a").keep(kept(60), 0)
        answers.slot("b").keep(kept(60), 1000)
        assert.strictEqual(answers.slot("a").last()?.content, 60)
        assert.strictEqual(answers.slot("b").last(), undefined)
        answers.slot("a").keep(kept(40), 2000)
        answers.slot("b").keep(kept(60), 3000)
        assert.strictEqual(answers.slot("b").last()?.content, 60)
        answers.slot("c").keep(kept(50), 602_000)
        assert.strictEqual(answers.slot("a").last(), undefined)
        assert.strictEqual(answers.slot("b").last()?.content, 60)
        assert.strictEqual(answers.slot("c").last(), undefined, "40 bytes are free, 50 are needed")
        answers.slot("c").keep(kept(40), 602_000)
        assert.strictEqual(answers.slot("c").last()?.content, 40)
      })
  )
})
