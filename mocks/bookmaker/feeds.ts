/**
 * Answers in the three shapes of real feeds: `grouped` (matches in leagues, competitions for navigation), `flat` (matches
 * in one list) and `groups` (matches in competitions). Each writes its fields in one way only; dialects.ts mixes.
 * Which matches, odds and suspensions there are is decided in offers.ts.
 */

import type { Fields, Listed, Page, Writer } from "./answers.ts"
import type { Competition } from "./competitions.ts"
import { type Fixture, localTime } from "./fixtures.ts"
import { type MatchOffers, type Offer, offersOf } from "./offers.ts"

const ok = { status_code: 200, status_description: "ok" }

/** Writes the outcomes of a market; what is suspended has `active` and `status` 0. */
const outcomesOf = ({ market, quoted, suspended }: Offer, fixture: Fixture, more: Fields = {}): ReadonlyArray<Fields> =>
  quoted.map(({ before, odds, outcome }, i) => ({
    outcome_id: String(i + 1),
    outcome_key: market.keys[0]![i],
    outcome_name: outcome.name(fixture),
    odd_value: odds ?? "-",
    prev_odd_value: before,
    ...more,
    active: suspended ? 0 : 1,
    status: suspended ? 0 : 1
  }))

/** Writes what all three have in common of a match. */
const matchOf = (fixture: Fixture, markets: ReadonlyArray<Fields>): Fields => ({
  game_id: String(fixture.id % 10_000).padStart(4, "0"),
  parent_match_id: String(fixture.id),
  home_team: fixture.home,
  away_team: fixture.away,
  start_time: localTime(fixture.start),
  schedule_date: localTime(fixture.start).slice(0, 10),
  markets
})

/** Where a whole match is suspended and the shape has no field for that, each of its markets is. */
const offersIn = ({ offers, suspended }: MatchOffers): ReadonlyArray<Offer> =>
  suspended ? offers.map((offer) => ({ ...offer, suspended })) : offers

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-")

const navigation = (listed: ReadonlyArray<Listed>): ReadonlyArray<Fields> =>
  listed.map(({ competition, size }, i) => ({
    competition_id: String(competition.id),
    competition_name: competition.name,
    c_binomen: slug(competition.name),
    category_name: competition.category,
    country_name: competition.category,
    match_count: String(size),
    i
  }))

const groupedData = (day: string, more: Fields): Fields => ({
  ...ok,
  data: { days: [{ schedule_date: day }], sports: [{ sport_id: "soccer", sport_name: "Soccer" }], hours: [], ...more }
})

const groupedMatch = ({ moment }: Page, fixture: Fixture): Fields => ({
  ...matchOf(
    fixture,
    offersIn(offersOf(moment, fixture)).map((offer) => ({
      sub_type_id: offer.market.subTypeId,
      odd_type: offer.name,
      lines: [{ specifiers: offer.market.specifiers ?? "", outcomes: outcomesOf(offer, fixture) }]
    }))
  ),
  sport_id: "soccer",
  status: moment.live ? "1" : "0",
  status_desc: ""
})

/** The shape of a feed with `data.leagues[].matches[]`, and `data.competitions` for navigation only. */
export const grouped: Writer = {
  listing: (_, day, listed) => groupedData(day, { competitions: navigation(listed), leagues: [] }),
  matches: (page) => {
    const { competition, day, fixtures, others, total } = page
    return groupedData(day, {
      competitions: navigation([{ competition, size: total }, ...others]),
      leagues: [
        {
          competition_id: String(competition.id),
          competition_name: competition.name,
          match_count: total,
          category_name: competition.category,
          sport_id: "soccer",
          sport_name: "Soccer",
          matches: fixtures.map((fixture) => groupedMatch(page, fixture))
        }
      ],
      meta: { producer: 0, day, sport_id: "soccer", total: String(total) }
    })
  },
  nothing: () => ({ ...ok, data: [] })
}

const flatCompetition = ({ category, id, name }: Competition): Fields => ({
  competition_id: Number(id),
  competition_name: name,
  category_name: category,
  country_name: category
})

const flatMatch = ({ competition, moment }: Page, fixture: Fixture): Fields => {
  const { offers, suspended } = offersOf(moment, fixture)
  const minutes = Math.floor((moment.now - fixture.start) / 60_000)
  return {
    ...matchOf(
      fixture,
      offers.map((offer) => {
        const { specifiers = "" } = offer.market
        const outcomes = outcomesOf(offer, fixture, { specifiers, live: moment.live ? "1" : "0" })
        const head = { sub_type_id: Number(offer.market.subTypeId), odd_type: offer.name }
        const status = offer.suspended ? -1 : 1
        return specifiers === ""
          ? { ...head, specifiers, status, outcomes }
          : { ...head, status, lines: [{ specifiers, outcomes }] }
      })
    ),
    ...flatCompetition(competition),
    competition_id: String(competition.id),
    ...(moment.live
      ? {
          sport_id: 1,
          s_binomen: "soccer",
          status: 1,
          match_time: `${minutes}:00`,
          bet_status: suspended ? "STOPPED" : "STARTED"
        }
      : { sport_id: "soccer", sport_name: "Soccer", status: 0 }),
    betradar_id: String(fixture.id)
  }
}

/** The shape of a feed with `data.matches[]`, each with its competition; in play the sport is `s_binomen`. */
export const flat: Writer = {
  listing: (_, __, listed) => ({
    status_code: 200,
    data: { competitions: listed.map(({ competition }) => flatCompetition(competition)), countries: [], matches: [] }
  }),
  matches: (page) => ({
    status_code: 200,
    data: {
      competitions: [flatCompetition(page.competition)],
      countries: [],
      matches: page.fixtures.map((fixture) => flatMatch(page, fixture)),
      meta: { total: page.total }
    }
  }),
  nothing: () => ({ status_code: 200, data: { competitions: [], countries: [], matches: [], meta: { total: 0 } } })
}

const group = ({ category, id, name }: Competition, size: number): Fields => ({
  competition_id: id,
  competition_name: name,
  category_name: category,
  sport_name: "Soccer",
  match_count: size
})

const groupsMatch = ({ moment }: Page, fixture: Fixture): Fields =>
  matchOf(
    fixture,
    offersIn(offersOf(moment, fixture)).map((offer) => {
      const { specifiers, subTypeId } = offer.market
      const outcomes = outcomesOf(offer, fixture)
      const head = { sub_type_id: subTypeId, odd_type: offer.name }
      return specifiers === undefined ? { ...head, outcomes } : { ...head, lines: [{ specifiers, outcomes }] }
    })
  )

/** The shape of a feed with `data.competitions[].matches[]`. */
export const groups: Writer = {
  listing: (_, __, listed) => ({
    data: { competitions: listed.map(({ competition, size }) => group(competition, size)) }
  }),
  matches: (page) => ({
    data: {
      competitions: [
        {
          ...group(page.competition, page.total),
          matches: page.fixtures.map((fixture) => groupsMatch(page, fixture))
        }
      ]
    }
  }),
  nothing: () => ({ data: { competitions: [] } })
}
