/**
 * Reads answers of the bookmaker by the rules of its API and nothing else: lists that may be objects, stated counts,
 * inherited fields, markets, outcomes, suspension. Written apart from the library, to judge the simulated bookmaker by.
 */

export type Fields = Readonly<Record<string, unknown>>

/** One element of an answer, with the group that it stands in. */
export interface Element {
  readonly match: Fields
  readonly group: Fields
}

export interface Answer {
  readonly drifted: boolean
  readonly stated: number | undefined
  readonly elements: ReadonlyArray<Element>
}

/** What a market says: the odds by outcome, or why there are none. */
export type Reading = "no-market" | "incomplete-market" | { readonly odds: Fields; readonly suspended: boolean }

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Returns the elements of a list, which may be written as an object of objects; undefined if it is neither. */
export const listOf = (value: unknown): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(value)) return value
  if (!isFields(value)) return undefined
  const values = Object.values(value)
  return values.every(isFields) ? values : undefined
}

/** Returns the elements of a list that are objects. */
export const fieldsIn = (value: unknown): ReadonlyArray<Fields> => (listOf(value) ?? []).filter(isFields)

export const asText = (value: unknown): string =>
  typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : ""

const countIn = (value: unknown): number | undefined =>
  /^[0-9]{1,6}$/.test(asText(value)) ? Number(asText(value)) : undefined

const isNothing = (body: Fields): boolean =>
  Array.isArray(body.data) && body.data.length === 0 && asText(body.status_code) === "200"

/** Returns the competitions of a listing; undefined if it has drifted. */
export const readListing = (body: Fields): ReadonlyArray<Fields> | undefined => {
  if (isNothing(body)) return []
  const data = isFields(body.data) ? body.data : {}
  return listOf(data.competitions)?.filter(isFields)
}

export const readAnswer = (body: Fields): Answer => {
  if (isNothing(body)) return { drifted: false, stated: undefined, elements: [] }
  const data = isFields(body.data) ? body.data : {}
  const lists = ["competitions", "leagues", "matches"].filter((name) => listOf(data[name]) !== undefined)
  const groups = [...fieldsIn(data.competitions), ...fieldsIn(data.leagues)]
  const withMatches = groups.filter(({ matches }) => listOf(matches) !== undefined)
  const navigationOnly = lists.join() === "competitions" && groups.length > 0 && withMatches.length === 0
  const counts = withMatches.flatMap(({ match_count }) => countIn(match_count) ?? [])
  const sum = counts.length === 0 ? undefined : counts.reduce((all, count) => all + count)
  return {
    drifted: lists.length === 0 || navigationOnly,
    stated: (isFields(data.meta) ? countIn(data.meta.total) : undefined) ?? sum,
    elements: [
      ...withMatches.flatMap((group) => fieldsIn(group.matches).map((match) => ({ match, group }))),
      ...fieldsIn(data.matches).map((match) => ({ match, group: {} }))
    ]
  }
}

/** Returns a field of the match, or of its group where the match has none. */
export const inherited = ({ group, match }: Element, name: string): unknown => match[name] ?? group[name]

/** Returns the sport; that which was asked for if none is given. */
export const sportOf = ({ group, match }: Element): string => {
  const given = [match.sport_name, match.s_binomen, group.sport_name, group.s_binomen]
  return asText(given.find((sport) => sport !== undefined && sport !== null && sport !== "") ?? "soccer").toLowerCase()
}

const keys: Readonly<Record<string, string>> = {
  "1": "1",
  x: "X",
  "2": "2",
  home: "1",
  draw: "X",
  away: "2",
  yes: "yes",
  no: "no",
  gg: "yes",
  ng: "no",
  "1x": "1X",
  "1 or x": "1X",
  "1/x": "1X",
  "1__x": "1X",
  "12": "12",
  "1 or 2": "12",
  "1/2": "12",
  "1__2": "12",
  x2: "X2",
  "x or 2": "X2",
  "x/2": "X2",
  x__2: "X2"
}

/** Returns the outcome that an outcome's key, or else its name, stands for. */
export const keyOf = ({ outcome_key, outcome_name }: Fields): string | undefined =>
  keys[asText(outcome_key).toLowerCase()] ?? keys[asText(outcome_name).toLowerCase()]

/** The markets of the contract, by their names in lower case. */
export const contract = {
  "1x2": { subTypeId: "1", outcomes: ["1", "X", "2"], winners: 1 },
  "gg/ng": { subTypeId: "29", outcomes: ["yes", "no"], winners: 1 },
  "double chance": { subTypeId: "10", outcomes: ["1X", "12", "X2"], winners: 2 }
} as const

export type Name = keyof typeof contract
export const names = Object.keys(contract) as ReadonlyArray<Name>

/** Returns the name of a market as text in lower case. */
export const nameOf = (market: Fields): string =>
  (["odd_type", "market_name", "name"].map((field) => asText(market[field])).find((name) => name !== "") ?? "")
    .trim()
    .toLowerCase()

/** Tells whether a market, line or outcome is of another bet. */
export const isOtherBet = ({ specifiers }: Fields): boolean =>
  specifiers !== undefined && specifiers !== null && specifiers !== ""

export const marketsIn = ({ markets }: Fields): ReadonlyArray<Fields> =>
  fieldsIn(markets).filter((market) => !isOtherBet(market))

export const outcomesIn = ({ lines, outcomes }: Fields): ReadonlyArray<Fields> =>
  [
    ...fieldsIn(outcomes),
    ...fieldsIn(lines)
      .filter((line) => !isOtherBet(line))
      .flatMap((line) => fieldsIn(line.outcomes))
  ].filter((outcome) => !isOtherBet(outcome))

/** Returns the market of that name, else of that `sub_type_id`. */
export const marketIn = (match: Fields, name: Name): Fields | undefined => {
  const all = marketsIn(match)
  const named = all.filter((market) => nameOf(market) === name)
  const right = named.length > 0 ? named : all.filter((m) => asText(m.sub_type_id) === contract[name].subTypeId)
  return right.find((market) => outcomesIn(market).length > 0) ?? right[0]
}

/** Returns odds as text; undefined if they are none. */
export const oddsIn = (value: unknown): string | undefined => {
  const text = asText(typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value)
  return /^[0-9]{1,6}(\.[0-9]{1,6})?$/.test(text) && Number(text) > 1 ? text : undefined
}

const isOff = (flag: unknown): boolean =>
  flag === false || (/^-?[0-9]{1,6}$/.test(asText(flag)) && Number(asText(flag)) <= 0)

export const readMarket = (match: Fields, name: Name): Reading => {
  const market = marketIn(match, name)
  if (market === undefined) return "no-market"
  const counted = contract[name].outcomes.map((outcome) =>
    outcomesIn(market).find((one) => keyOf(one) === outcome && oddsIn(one.odd_value) !== undefined)
  )
  if (counted.includes(undefined)) return "incomplete-market"
  const outcomes = counted.filter((outcome) => outcome !== undefined)
  return {
    odds: Object.fromEntries(contract[name].outcomes.map((key, i) => [key, oddsIn(outcomes[i]!.odd_value)])),
    suspended:
      ["stopped", "bet_stop", "suspended"].includes(asText(match.bet_status).toLowerCase()) ||
      isOff(market.status) ||
      outcomes.some(({ active, status }) => isOff(status) || isOff(active))
  }
}
