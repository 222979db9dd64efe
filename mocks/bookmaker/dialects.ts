/**
 * Answers that mix all shapes and spellings of the contract. A competition keeps its shape and a match its spellings,
 * chosen by seed and id. Bets that must be passed over stand beside the right ones, at odds of 9.99.
 * How single markets are written is in marketDialects.ts; what they offer is decided in offers.ts.
 */

import type { Fields, Listed, Page, Writer } from "./answers.ts"
import type { Competition } from "./competitions.ts"
import { type Fixture, localTime } from "./fixtures.ts"
import { type ListStyle, listAs, listStyles, writeMarket } from "./marketDialects.ts"
import { offersOf } from "./offers.ts"
import { hash, pick, sequence } from "./random.ts"

const layouts = ["competitions", "leagues", "matches"] as const
const envelopes = [{}, {}, { status_code: 200, status_description: "ok" }, { status_code: "200" }] as const
const counts = ["none", "total", "total-text", "groups"] as const
const inheritances = ["own", "absent", "null"] as const

/** The sport, as a group or a match gives it; where neither does, it is the one that was asked for. */
const sports: ReadonlyArray<Fields> = [
  { sport_name: "Soccer" },
  { sport_name: "soccer" },
  { sport_name: "Football" },
  { s_binomen: "soccer", sport_id: 1 },
  { sport_name: "", s_binomen: "Soccer" },
  { sport_name: null, s_binomen: "football" },
  {}
]

const stopped = ["STOPPED", "Stopped", "BET_STOP", "suspended"] as const
const started: ReadonlyArray<Fields> = [{}, { bet_status: "STARTED" }, { bet_status: null }, { bet_status: "" }]

/** How the answers for a competition are laid out. */
interface AnswerStyle {
  readonly layout: (typeof layouts)[number]
  readonly envelope: Fields
  readonly counts: (typeof counts)[number]
  readonly groups: ListStyle
  readonly matches: ListStyle
  readonly sport: Fields
  /** Names other competitions too, without their matches. */
  readonly navigation: boolean
  /** Has two groups of the same competition instead of one. */
  readonly divided: boolean
}

const answerStyle = (seed: number, { index }: Competition): AnswerStyle => {
  const next = sequence(hash(seed, "answer", index))
  return {
    layout: layouts[hash(seed, "layout", index) % layouts.length]!,
    envelope: pick(next, envelopes),
    counts: pick(next, counts),
    groups: pick(next, listStyles),
    matches: pick(next, listStyles),
    sport: pick(next, sports),
    navigation: next() < 0.5,
    divided: next() < 0.25
  }
}

const nameOf = ({ category, id, name }: Competition): Fields => ({
  competition_id: id,
  competition_name: name,
  category_name: category
})

/** Lists competitions without their matches; their counts are not those of the answer. */
const navigation = (listed: ReadonlyArray<Listed>): ReadonlyArray<Fields> =>
  listed.map(({ competition, size }) => ({ ...nameOf(competition), match_count: size }))

const inherited: Readonly<Record<(typeof inheritances)[number], (competition: Competition) => Fields>> = {
  own: nameOf,
  absent: () => ({}),
  null: () => ({ competition_id: null, competition_name: null, category_name: null, sport_name: null })
}

const writeMatch = ({ competition, moment }: Page, fixture: Fixture, inGroup: boolean): Fields => {
  const next = sequence(hash(moment.seed, "match", fixture.id))
  const id = next() < 0.5 ? fixture.id : String(fixture.id)
  const inherits = pick(next, inheritances)
  const own = !inGroup || inherits === "own"
  const sport = pick(next, sports)
  const listStyle = pick(next, listStyles)
  const off = { bet_status: pick(next, stopped) }
  const on = pick(next, started)
  const { offers, suspended } = offersOf(moment, fixture)
  return {
    parent_match_id: id,
    home_team: fixture.home,
    away_team: fixture.away,
    start_time: localTime(fixture.start),
    ...inherited[own ? "own" : inherits](competition),
    ...(own ? sport : {}),
    ...(suspended ? off : on),
    markets: listAs(
      listStyle,
      offers.flatMap((offer) => writeMarket(moment, fixture, offer))
    )
  }
}

const writeGroups = (page: Page, style: AnswerStyle): ReadonlyArray<Fields> => {
  const { competition, fixtures, others, paged, total } = page
  const half = style.divided && !paged ? Math.ceil(fixtures.length / 2) : fixtures.length
  const parts = [fixtures.slice(0, half), fixtures.slice(half)].filter((part, i) => i === 0 || part.length > 0)
  const groups = parts.map((part) => ({
    ...nameOf(competition),
    ...style.sport,
    ...(style.counts === "groups" ? { match_count: paged ? total : String(part.length) } : {}),
    matches: listAs(
      style.matches,
      part.map((fixture) => writeMatch(page, fixture, true))
    )
  }))
  return style.layout === "competitions" && style.navigation ? [...navigation(others), ...groups] : groups
}

const writeMatches = (page: Page): Fields => {
  const style = answerStyle(page.moment.seed, page.competition)
  const { layout } = style
  const stated = style.counts === "none" && page.paged ? "total" : style.counts
  const isTotal = stated === "total" || stated === "total-text" || (stated === "groups" && layout === "matches")
  const total = stated === "total-text" ? String(page.total) : page.total
  return {
    ...style.envelope,
    data: {
      ...(style.navigation && layout !== "competitions" ? { competitions: navigation(page.others) } : {}),
      [layout]:
        layout === "matches"
          ? listAs(
              style.matches,
              page.fixtures.map((fixture) => writeMatch(page, fixture, false))
            )
          : listAs(style.groups, writeGroups(page, style)),
      ...(isTotal ? { meta: { total } } : {})
    }
  }
}

const nothings: ReadonlyArray<Fields> = [
  { status_code: 200, status_description: "ok", data: [] },
  { data: { competitions: [] } },
  { data: { matches: {}, meta: { total: 0 } } },
  { status_code: 200, data: { competitions: [], leagues: [] } }
]

/** A shape of its own: the others, and more, mixed by seed, competition and match. */
export const mixed: Writer = {
  listing: ({ live, seed }, _, listed) => {
    if (listed.length === 0) return { status_code: 200, data: [] }
    // One of the two sources lists its competitions as an object.
    const style = (hash(seed, "listing") % 2 === 0) === live ? "object" : "array"
    const competitions = listed.map(({ competition, size }) => ({
      ...nameOf(competition),
      sport_name: "Soccer",
      ...(competition.index % 3 === 0 ? { match_count: String(size) } : {}),
      ...(competition.index % 2 === 0 ? { matches: [] } : {})
    }))
    return { ...(live ? { status_code: 200 } : {}), data: { competitions: listAs(style, competitions) } }
  },
  matches: writeMatches,
  nothing: ({ seed }, _, id) => nothings[hash(seed, "nothing", id) % nothings.length]!
}
