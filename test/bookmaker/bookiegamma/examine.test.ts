/**
 * The examination of a bookmaker: what it says of listings and matches in every shape, and of what is wrong with them.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import ky from "ky"
import { http } from "msw/http"
import { KyHttpClient } from "../../../adapters/ky/index.ts"
import { SimulatedBookmaker } from "../../../mocks/index.ts"
import { fetchFrom } from "../../../mocks/msw.ts"
import { BookmakerAdmin } from "../../../src/bookmaker/BookmakerAdmin.ts"
import * as BookieGammaAdmin from "../../../src/bookmaker/bookiegamma/BookieGammaAdmin.ts"
import { dayOf } from "../../../src/domain/Day.ts"
import * as Deadline from "../../../src/domain/Deadline.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import type { ClientOptions, Source } from "../../../src/index.ts"
import { type Bookmaker, bookmaker, status, text, usual } from "../../helpers/bookmaker.ts"
import { answerOf, listingOf, market, match, offer } from "../../helpers/matches.ts"
import { NOW } from "../../suites/storeTest.ts"

const extractors = ["three-way", "btts", "double-chance"] as const
const markets = extractors.map((extractor) => market(extractor))
const whole = (changes: Readonly<Record<string, unknown>> = {}) => match({ markets, ...changes })
const several = (count: number, changes: Readonly<Record<string, unknown>> = {}) =>
  Array.from({ length: count }, (_, at) => whole({ parent_match_id: at + 1, ...changes }))

type Options = Partial<ClientOptions> & { readonly source?: Source }

const examine = Effect.fnUntraced(function* (
  { layer }: Pick<Bookmaker, "layer">,
  { source = "upcoming", ...options }: Options = {}
) {
  yield* TestClock.setTime(NOW)
  const limits = { deadline: yield* Deadline.deadlineIn(10_000), attemptMillis: 10_000 }
  const { files, findings } = yield* BookmakerAdmin.use(({ examine }) =>
    examine({ source, day: dayOf(source, 0, NOW), ...limits })
  ).pipe(Effect.provide(BookieGammaAdmin.layer({ ...usual.bookmaker, ...options })), Effect.provide(layer))
  for (const { remedy, status } of findings) expect(remedy === undefined).toBe(status === "ok")
  for (const { detail } of findings) expect(detail).not.toContain("\n")
  const of = (part: string): Finding | undefined =>
    findings.find(({ subject }) => subject === `bookmaker ${source} ${part}`.trim())
  return { of, findings, files: files() }
})

const world = (answer: unknown, listing: unknown = listingOf("17")) => bookmaker({ listing, matches: { "17": answer } })

describe.each(SimulatedBookmaker.shapes)("the shape %s of the simulated bookmaker", (shape) => {
  const answer = SimulatedBookmaker.make({ shape, now: () => NOW })
  const layer = KyHttpClient.layerFrom(
    ky.create({ fetch: fetchFrom(() => [http.get("*", ({ request }) => answer(request))]) })
  )

  it.effect.each(["live", "upcoming"] as const)("is recognised, and all is well with it (%s)", (source) =>
    Effect.gen(function* () {
      const { findings, of } = yield* examine({ layer }, { source })
      expect(findings.filter(({ status }) => status !== "ok")).toEqual([])
      expect(findings.map(({ subject }) => subject.replace(`bookmaker ${source}`, "").trim())).toEqual([
        "",
        "matches",
        "counts",
        ...extractors,
        "start times"
      ])
      expect(of("")?.detail).toMatch(/^35 competitions, 5 virtual ones left out; data\.competitions(\[\]|\{\})/)
      expect(of("matches")?.detail).toMatch(/^\d+ in competition 17; (listed twice: \d+; )?data\./)
      expect(of("btts")?.detail).toMatch(/^odds in \d+ of \d+ matches; named gg\/ng \(sub_type_id 29\)/i)
    })
  )
})

describe("of an answer's shape", () => {
  it.effect.each([
    [{ data: { leagues: [{ match_count: 1, matches: [whole()] }] } }, "data.leagues[].matches[]"],
    [
      { status_code: 200, data: { competitions: { 3: { matches: { 1: whole() } } } } },
      "data.competitions{}.matches{}, status_code 200"
    ],
    [
      { data: { competitions: [{ competition_id: 1 }, { competition_id: 2 }], matches: [whole()] } },
      "data.competitions[] (2 without matches), data.matches[]"
    ]
  ])("it names the lists that hold the matches: %j", ([answer, shape]) =>
    Effect.gen(function* () {
      const { of } = yield* examine(world(answer))
      expect(of("matches")).toMatchObject({ status: "ok", detail: `1 in competition 17; ${shape}` })
    })
  )

  it.effect("it asks for up to three competitions before it says that there are no matches", () =>
    Effect.gen(function* () {
      const empty = { status_code: 200, data: [] }
      const late = bookmaker({
        listing: listingOf("1", "2", "3", "4"),
        matches: { 1: empty, 2: empty, 3: answerOf(whole()), 4: empty }
      })
      expect((yield* examine(late)).of("matches")?.detail).toContain("2 competitions before it have none")
      const none = bookmaker({ listing: listingOf("1", "2", "3", "4"), matches: { 1: empty, 2: empty, 3: empty } })
      const { findings, of } = yield* examine(none)
      expect(of("matches")).toMatchObject({
        status: "warning",
        detail: "none in the first 3 competitions; data: [], status_code 200"
      })
      expect(findings).toHaveLength(2)
      expect(none.competitions()).toEqual(["1", "2", "3"])
    })
  )

  it.effect("a listing without competitions is a warning, and so is one whose elements have no id", () =>
    Effect.gen(function* () {
      const { findings } = yield* examine(world(answerOf(), listingOf()))
      expect(findings).toMatchObject([{ status: "warning", detail: expect.stringMatching(/^0 competitions/) }])
      const { of } = yield* examine(world(answerOf(whole()), listingOf("17", "", "17")))
      expect(of("")).toMatchObject({
        status: "warning",
        detail: "1 competitions, 0 virtual ones left out, 1 named again, 1 without an id; data.competitions[]"
      })
    })
  )

  it.effect.each([
    ["refused", status(403), "BOOKIEGAMMA_CONFIG"],
    ["page", text("<html>"), "page or challenge"],
    ["drifted", { data: {} }, "shape"]
  ] as const)("a step that fails as %s has failed, whichever it is", ([reason, reply, remedy]) =>
    Effect.gen(function* () {
      const listing = yield* examine(world(answerOf(whole()), reply))
      expect(listing.findings).toMatchObject([
        { subject: "bookmaker upcoming", status: "failed", detail: expect.stringContaining(reason) }
      ])
      const { of } = yield* examine(world(reply))
      expect(of("")?.status).toBe("ok")
      expect(of("matches")).toMatchObject({ status: "failed", detail: expect.stringContaining(reason) })
      expect(of("matches")?.remedy).toContain(remedy)
    })
  )

  it.effect("matches that cannot be read are counted by reason; where none can, a run would fail", () =>
    Effect.gen(function* () {
      const one = yield* examine(world(answerOf(...several(10), whole({ home_team: "?" }))))
      expect(one.of("matches")).toMatchObject({ status: "ok", detail: expect.stringContaining("rejected: no-team 1") })
      const half = yield* examine(world(answerOf(whole(), whole({ start_time: "soon" }))))
      expect(half.of("matches")).toMatchObject({
        status: "warning",
        detail: expect.stringContaining("bad-start-time 1")
      })
      const none = yield* examine(world(answerOf(whole({ start_time: "soon" }))))
      expect(none.of("matches")).toMatchObject({ status: "failed", detail: expect.stringContaining('"start_time') })
      const twice = yield* examine(world(answerOf(whole(), whole())))
      expect(twice.of("matches")).toMatchObject({ status: "ok", detail: expect.stringContaining("listed twice: 1") })
    })
  )
})

describe("of counts", () => {
  const stating = (total: number) => ({ data: { matches: several(3), meta: { total } } })

  it.effect("fewer matches than stated are a warning that says how to ask for pages", () =>
    Effect.gen(function* () {
      const { of } = yield* examine(world(stating(312)))
      expect(of("counts")).toMatchObject({ status: "warning", detail: "312 stated, 3 there; no pages configured" })
      expect(of("counts")?.remedy).toMatch(/\{page\}.*paged\.json.*"counts": "ignore"/)
    })
  )

  it.effect("pages are counted, and what they still lack is a warning", () =>
    Effect.gen(function* () {
      const paged = (last: number) =>
        world((request: Request) => {
          const page = Number(new URL(request.url).searchParams.get("page"))
          const matches =
            page > last ? [] : [whole({ parent_match_id: page * 10 }), whole({ parent_match_id: page * 10 + 1 })]
          return Response.json({ data: { matches, meta: { total: 6 } } })
        })
      const overrides = { params: { upcoming: { matches: { page: "{page}" } } } }
      const all = yield* examine(paged(3), { overrides })
      expect(all.of("counts")).toMatchObject({ status: "ok", detail: "6 stated, 6 there; 3 pages" })
      expect(all.files.map(({ name }) => name)).toContain("upcoming-matches-3.body.json")
      const fewer = yield* examine(paged(2), { overrides })
      expect(fewer.of("counts")).toMatchObject({ status: "warning", detail: "6 stated, 4 there; 3 pages" })
    })
  )

  it.effect("more matches than stated are a warning; counts that are ignored or missing are none", () =>
    Effect.gen(function* () {
      expect((yield* examine(world(stating(1)))).of("counts")).toMatchObject({ status: "warning" })
      const ignored = yield* examine(world(stating(312)), { overrides: { counts: "ignore" } })
      expect(ignored.of("counts")).toMatchObject({
        status: "ok",
        detail: expect.stringContaining("312 stated, 3 there")
      })
      expect((yield* examine(world(answerOf(whole())))).of("counts")).toMatchObject({
        status: "ok",
        detail: expect.stringContaining("none stated")
      })
    })
  )
})

describe("of markets", () => {
  const renamed = { ...market("btts"), name: "Both to score", sub_type_id: 29 }

  it.effect("one that is found by its id alone is a warning with its new name", () =>
    Effect.gen(function* () {
      const { of } = yield* examine(world(answerOf(...several(2, { markets: [renamed] }))))
      expect(of("btts")).toMatchObject({
        status: "warning",
        detail: "odds in 2 of 2 matches; found by the id alone, named Both to score (sub_type_id 29)"
      })
      expect(of("three-way")).toMatchObject({ status: "warning", detail: expect.stringContaining("no-market 2") })
      const some = yield* examine(world(answerOf(whole(), whole({ parent_match_id: 2, markets: [renamed] }))))
      expect(some.of("btts")).toMatchObject({
        status: "ok",
        detail: expect.stringContaining("1 of them found by the id")
      })
    })
  )

  it.effect("one whose outcomes cannot be read has failed, with what stands there", () =>
    Effect.gen(function* () {
      const unknown = { name: "GG/NG", outcomes: [offer("oui"), offer("non")] }
      const { of } = yield* examine(world(answerOf(whole({ markets: [unknown] }))))
      expect(of("btts")).toMatchObject({ status: "failed", detail: expect.stringContaining("oui, non") })
    })
  )

  it.effect("what is suspended is counted", () =>
    Effect.gen(function* () {
      const { of } = yield* examine(
        world(answerOf(...several(2), whole({ parent_match_id: 9, bet_status: "STOPPED" })))
      )
      expect(of("btts")).toMatchObject({ status: "ok", detail: expect.stringContaining("; suspended 1") })
    })
  )

  it.effect("no text of the answer is shown where it may repeat what the user sends", () =>
    Effect.gen(function* () {
      const overrides = {
        headers: { upcoming: { matches: { authorization: Redacted.make("Bearer hush-hush") } } }
      }
      const echo = { ...renamed, name: "hush-hush" }
      const { files, findings } = yield* examine(world(answerOf(whole({ markets: [echo] }))), { overrides })
      expect(JSON.stringify([findings, files])).not.toContain("hush")
      expect(JSON.stringify(findings)).toContain("not shown because")
    })
  )
})

describe("of times", () => {
  it.effect("upcoming matches of another day are counted, with an example", () =>
    Effect.gen(function* () {
      const other = whole({ parent_match_id: 2, start_time: "2026-11-25 10:00:00" })
      const { of } = yield* examine(world(answerOf(whole({ start_time: "2026-11-23 23:59:59" }), other)))
      expect(of("start times")).toMatchObject({
        status: "warning",
        detail: "1 of 2 on 2026-11-23, Nairobi time; 1 later, such as 2026-11-25 10:00:00"
      })
    })
  )

  it.effect.each([
    ["2026-11-22 23:59:59", "0 of 1 on 2026-11-23, Nairobi time; 1 earlier, such as 2026-11-22 23:59:59"],
    ["2026-11-24 00:00:01", "0 of 1 on 2026-11-23, Nairobi time; 1 later, such as 2026-11-24 00:00:01"],
    ["2026-11-23 00:00:00", "1 of 1 on 2026-11-23, Nairobi time"],
    ["2026-11-23 23:59:59", "1 of 1 on 2026-11-23, Nairobi time"]
  ] as const)("a match of a day begins in it: %s", ([start_time, detail]) =>
    Effect.gen(function* () {
      const { of } = yield* examine(world(answerOf(whole({ start_time }))))
      expect(of("start times")).toMatchObject({ status: detail.startsWith("1") ? "ok" : "warning", detail })
    })
  )

  it.effect("live matches of the future or of long ago are counted, which a wrong time zone would look like", () =>
    Effect.gen(function* () {
      const hours = [-5, -3.9, 0, 0.2].map((hour) => new Date(NOW + (3 + hour) * 3_600_000).toISOString())
      const starts = hours.map((time) => time.slice(0, 19).replace("T", " "))
      const matches = starts.map((start_time, at) => whole({ parent_match_id: at + 1, start_time }))
      const { of } = yield* examine(world(answerOf(...matches)), { source: "live" })
      expect(of("start times")).toMatchObject({
        status: "warning",
        detail: `2 of 4 begun in the last 4 h, Nairobi time; 1 earlier, such as ${starts[0]}; 1 in the future, such as ${starts[3]}`
      })
    })
  )

  it.effect("old copies from a cache are a warning with their age", () =>
    Effect.gen(function* () {
      const old = (age: string, body: unknown) => () => Response.json(body, { headers: { age } })
      const { of } = yield* examine(world(old("300", answerOf(whole())), old("60", listingOf("17"))))
      expect(of("age")).toMatchObject({ status: "warning", detail: expect.stringMatching(/^2 answers .* 300 s old$/) })
    })
  )
})

describe("of bytes", () => {
  const answer = (bytes: Uint8Array<ArrayBuffer>, charset: string) => () =>
    new Response(bytes, { headers: { "content-type": `application/json; charset=${charset}` } })
  const latin1 = Uint8Array.from(JSON.stringify(answerOf(whole({ home_team: "Bodø" }))), (letter) =>
    letter.charCodeAt(0)
  )

  it.effect.each([
    ["iso-8859-1", "ok", "iso-8859-1"],
    ["utf-8", "warning", "some bytes are no text in UTF-8"],
    ["klingon", "warning", "klingon is not known; read as UTF-8"]
  ] as const)("the charset %s is %s", ([charset, status, detail]) =>
    Effect.gen(function* () {
      const { of } = yield* examine(world(answer(latin1, charset)))
      expect(of("charset")).toMatchObject({ status, detail })
    })
  )

  it.effect("a charset or status_code that may repeat what was sent is not named", () =>
    Effect.gen(function* () {
      const overrides = { headers: { upcoming: { matches: { "x-key": Redacted.make("klingon") } } } }
      const stated = () =>
        new Response(JSON.stringify({ ...answerOf(whole()), status_code: "kling" }), {
          headers: { "content-type": "application/json; charset=klingon" }
        })
      const { findings, of } = yield* examine(world(stated), { overrides })
      expect(of("charset")?.detail).toMatch(/^7 characters, not shown .*; read as UTF-8$/)
      expect(of("matches")?.detail).toContain("status_code that is no number")
      expect(JSON.stringify(findings)).not.toContain("kling")
    })
  )
})

describe("as files", () => {
  it.effect("there are a request and a body for each answer, whatever its status and form", () =>
    Effect.gen(function* () {
      const page = () => new Response("<html>blocked", { status: 403, headers: { age: "7" } })
      const { files } = yield* examine(world(page), { upcoming: "http://bookmaker.test/odds?key=hush&src=2" })
      expect(files.map(({ name }) => name)).toEqual([
        "upcoming-competitions.request.txt",
        "upcoming-competitions.body.json",
        "upcoming-matches-1.request.txt",
        "upcoming-matches-1.body.txt"
      ])
      expect(files[1]?.text).toBe(JSON.stringify(listingOf("17")))
      expect(files[2]?.text).toMatch(
        /^GET http:\/\/bookmaker\.test\/odds\?key=\[secret\]&src=2&src=2&.*&competition_id=17&.*\nheaders sent: accept\n\nstatus 403\n/
      )
      expect(files[2]?.text).toContain("age: 7\n")
      expect(files[2]?.text).toContain("a run would say: refused: status 403")
      expect(files[3]?.text).toBe("<html>blocked")
    })
  )

  it.effect("a body that is too large is not kept", () =>
    Effect.gen(function* () {
      const large = () => new Response(new Uint8Array(9 * 1024 * 1024))
      const { files, of } = yield* examine(world(large))
      expect(of("matches")).toMatchObject({ status: "failed", detail: expect.stringContaining("too-large") })
      expect(files.at(-1)?.text).toContain("body: none")
    })
  )

  it.effect("what may be a key in the path, a name without a value and what is no UTF-8 are secrets", () =>
    Effect.gen(function* () {
      const upcoming = "http://bookmaker.test/api/k3y-hush/odds?%FFhush1&=hush2&a=%FEhush3"
      const overrides = { params: { upcoming: { matches: { hush4: "" } } } }
      const echo = ({ url }: Request) =>
        new Response(`<p>${url} ${decodeURIComponent(url.replaceAll(/%F[EF]/g, "\ufffd"))}`)
      const { files } = yield* examine(world(echo), { upcoming, overrides })
      expect(files.at(-2)?.text).toMatch(/^GET http:\/\/bookmaker\.test\/api\/…\/odds\?/)
      expect(files.at(-1)?.text).toContain("/odds?")
      for (const { text } of files) expect(text).not.toMatch(/hush/i)
    })
  )

  it.effect("secrets that are sent on the way are taken out, and answers that may repeat them are not shown", () =>
    Effect.gen(function* () {
      const secrets = [Redacted.make("hushUser"), Redacted.make("hush:pass")]
      const page = () => new Response(`<p>hushUser may not go on ${btoa("hushUser:hush:pass")}`)
      const { files, findings } = yield* examine(world(page), { secrets })
      expect(files.at(-1)?.text).toMatch(/^<p>\[secret\] may not go on \[secret\]=*$/)
      expect(JSON.stringify(findings)).toContain("not shown because they may repeat what was sent")
      const open = yield* examine(world(page), { secrets: [] })
      expect(JSON.stringify(open.findings)).toContain("hushUser may not go on")
    })
  )

  it.effect("the names that the API has are left as they are, even where a parameter of the user's is one", () =>
    Effect.gen(function* () {
      const overrides = { params: { upcoming: { matches: { kind: "competition", size: "1234" } } } }
      const answer = { data: { competitions: [{ competition_id: "1234", matches: [whole()] }] } }
      const { files } = yield* examine(world(answer), { overrides })
      const body = files.at(-1)!.text
      expect(body).toContain(`{"competitions":[{"competition_id":"[secret]"`)
      expect(JSON.parse(body)).toMatchObject({
        data: { competitions: [{ matches: [{ away_team: "Tottenham Hotspur" }] }] }
      })
    })
  )
})
