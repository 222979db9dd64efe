/**
 * Any status with any text, at any place: the run adds up, and its verdict is what the contract says of such answers.
 * In memory and in virtual time. `RELIABILITY_PROPERTY_RUNS` says how many, `RELIABILITY_PROPERTY_SEED` seeds them.
 */
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { vi } from "vitest"
import { type Report, verdicts } from "../../src/index.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { bookmaker, reportOf, timed } from "../helpers/virtualTime.ts"

const RUNS = numberFrom("RELIABILITY_PROPERTY_RUNS", { quick: 100, usual: 200, long: 5000 })
const SEED = numberFrom("RELIABILITY_PROPERTY_SEED", 1)

vi.setConfig({ testTimeout: 60_000 + RUNS * 200 })

interface Answer {
  readonly status: number
  readonly text: string
}

const status = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(201, 301, 302, 308, 400, 401, 403, 404, 407, 408, 418, 429, 451) },
  { weight: 1, arbitrary: fc.constantFrom(500, 502, 503, 504, 520) }
)
const wrong = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    " ",
    "<html>",
    "[]",
    "{}",
    "null",
    '{"data":null}',
    '{"data":{}}',
    '{"data":{"competitions":{}}}',
    "NaN"
  )
)
const mostly = (good: fc.Arbitrary<unknown>): fc.Arbitrary<Answer> =>
  fc.record({ status, text: fc.oneof({ weight: 3, arbitrary: good.map((body) => JSON.stringify(body)) }, wrong) })

const element = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }).map((id) => match({ parent_match_id: id })) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) }
)
const rejected = fc.constantFrom(null, 1, {}, match({ parent_match_id: 0 }), match({ markets: [] }))
const matches = fc
  .oneof(
    { weight: 3, arbitrary: fc.array(element, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(rejected, { maxLength: 3 }) }
  )
  .map((elements) => answerOf(...elements))
const bookmakers = fc
  .array(mostly(matches), { maxLength: 4 })
  .chain((answers) =>
    mostly(fc.constant(listingOf(...answers.keys().map(String)))).map((listing) => ({ listing, answers }))
  )

type Family = "drifted" | "blocked" | "unavailable"

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Returns the elements of a list, or of an object of objects. */
const listOf = (value: unknown): ReadonlyArray<unknown> | undefined =>
  Array.isArray(value)
    ? value
    : isObject(value) && Object.values(value).every(isObject)
      ? Object.values(value)
      : undefined

/** Says what the contract makes of an answer that is not good; undefined where it is. */
const familyOf = ({ status: code, text }: Answer, lists: ReadonlyArray<string>): Family | undefined => {
  if ([401, 403, 407, 429, 451].includes(code) || (code >= 300 && code < 400)) return "blocked"
  if (code >= 400) return "unavailable"
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return /^\s*($|[[{])/.test(text) ? "drifted" : "blocked"
  }
  const data = (body as { readonly data?: Readonly<Record<string, unknown>> } | null)?.data
  const present = lists.filter((list) => listOf(data?.[list]) !== undefined)
  const competitions = listOf(data?.competitions)?.filter(isObject) ?? []
  const isNavigation =
    lists.length > 1 &&
    present.join() === "competitions" &&
    competitions.length > 0 &&
    competitions.every(({ matches }) => listOf(matches) === undefined)
  return present.length > 0 && !isNavigation ? undefined : "drifted"
}

/** Says which verdict the contract gives, from the answers and from what was counted of their matches. */
const expected = ({ answers, listing }: { listing: Answer; answers: ReadonlyArray<Answer> }, report: Report) => {
  const listed = familyOf(listing, ["competitions"])
  if (listed !== undefined) return { verdict: listed, failed: [] }
  const competitions = new Set(
    (listOf(JSON.parse(listing.text).data.competitions) ?? []).flatMap((one) =>
      isObject(one) && typeof one.competition_id === "string" ? [one.competition_id] : []
    )
  )
  const families = answers.flatMap((answer, id) => {
    const family = competitions.has(String(id)) ? familyOf(answer, ["competitions", "leagues", "matches"]) : undefined
    return family === undefined ? [] : [[String(id), family] as const]
  })
  const failed = families.map(([id]) => id)
  const { kept, seen } = report.matches
  if (families.length === 0) return { verdict: kept > 0 ? "complete" : seen > 0 ? "filtered" : "empty", failed }
  if (families.length < competitions.size) return { verdict: "partial", failed }
  const order = Object.keys(verdicts)
  return {
    verdict: families.map(([, family]) => family).sort((a, b) => order.indexOf(b) - order.indexOf(a))[0],
    failed
  }
}

timed(`${RUNS} worlds of any answers, seed ${SEED}: every run adds up, and its verdict is the contract's`, () =>
  Effect.gen(function* () {
    const seen = new Set<string>()
    for (const [index, { answers, listing }] of fc.sample(bookmakers, { numRuns: RUNS, seed: SEED }).entries()) {
      const asked = bookmaker((id) =>
        Effect.succeed({ ...(id === "" ? listing : (answers[Number(id)] ?? { text: "{}" })) })
      )
      const { report } = yield* reportOf(asked, { prefix: `p${index}` })
      const shown = JSON.stringify({ index, listing, answers, report })
      const { failed, verdict } = expected({ answers, listing }, report)
      expect(report.verdict, shown).toBe(verdict)
      expect(
        report.competitions.failed.map(({ id }) => id),
        shown
      ).toStrictEqual(failed)
      seen.add(report.verdict)
    }
    expect([...seen].sort(), "every verdict of the bookmaker's has come").toStrictEqual([
      "blocked",
      "complete",
      "drifted",
      "empty",
      "filtered",
      "partial",
      "unavailable"
    ])
  })
)
