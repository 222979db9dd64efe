/**
 * From a match on the wire to the stored document, for the Crawlee peer. It knows the contract's shapes and checks, but
 * does not say why a match is rejected.
 */
export const markets = {
  "three-way": { wire: "1x2", subType: "1", keyPart: "THREE_WAY", keys: { 1: "1", x: "X", 2: "2" } },
  btts: { wire: "gg/ng", subType: "29", keyPart: "BTTS", keys: { yes: "yes", no: "no" } },
  "double-chance": {
    wire: "double chance",
    subType: "10",
    keyPart: "DOUBLE_CHANCE",
    keys: {
      "1x": "1X",
      "1 or x": "1X",
      "1/x": "1X",
      12: "12",
      "1 or 2": "12",
      "1/2": "12",
      x2: "X2",
      "x or 2": "X2",
      "x/2": "X2"
    }
  }
}

const clean = (text) =>
  text
    .replace(/[\p{Cf}\p{Cs}]/gu, "")
    .replace(/[\p{Z}\p{Cc}]+/gu, " ")
    .trim()
const asText = (value) => (typeof value === "string" ? clean(value) : typeof value === "number" ? String(value) : "")
const odds = (value) => {
  const text = asText(value)
  return /^[0-9]{1,6}(\.[0-9]{1,6})?$/.test(text) && Number(text) > 1 ? text : undefined
}
const letters = (text) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
const team = (value) => {
  const decomposed = clean(
    String(value ?? "")
      .normalize("NFKD")
      .replaceAll(";", " ")
  )
  const ascii = clean(decomposed.replace(/[^\0-\x7f]|\?/g, ""))
  return letters(ascii) * 2 > letters(decomposed) ? ascii : clean(String(value).normalize("NFC").replaceAll(";", " "))
}

/** Lists an answer's matches, each with its group. */
export const matchesOf = ({ data }) => [
  ...[...(data.competitions ?? []), ...(data.leagues ?? [])].flatMap((group) =>
    (group.matches ?? []).map((match) => [match, group])
  ),
  ...(data.matches ?? []).map((match) => [match, {}])
]

/** Makes the document of a match, or undefined where it must be rejected. */
export const kept = (match, group, market, stamp) => {
  const inherited = (name) => asText(match[name] ?? group[name])
  const [competition, category] = [inherited("competition_name"), inherited("category_name")]
  if (inherited("sport_name").toLowerCase() !== "soccer") return undefined
  if ([competition, category].some((text) => /SRL|simulated reality|\bsrl\b/i.test(text))) return undefined
  const id = Number(match.parent_match_id)
  const [home, away] = [team(match.home_team), team(match.away_team)]
  const startTime = match.start_time
  if (!Number.isInteger(id) || id <= 0 || letters(home) === 0 || letters(away) === 0) return undefined
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(startTime) || Number.isNaN(Date.parse(`${startTime}Z`))) return undefined
  const wire = match.markets?.find(
    (one) => asText(one.odd_type ?? one.market_name ?? one.name).toLowerCase() === market.wire
  )
  const outcomes = [
    ...(wire?.outcomes ?? []),
    ...(wire?.lines ?? []).filter((line) => (line.specifiers ?? "") === "").flatMap((line) => line.outcomes ?? [])
  ]
  const found = new Map()
  for (const outcome of outcomes) {
    const key = market.keys[asText(outcome.outcome_key).toLowerCase()]
    if (key !== undefined && !found.has(key) && odds(outcome.odd_value) !== undefined) found.set(key, outcome)
  }
  const teamOdds = {}
  const states = {}
  for (const key of new Set(Object.values(market.keys))) {
    const outcome = found.get(key)
    if (outcome === undefined) return undefined
    const price = odds(outcome.odd_value)
    teamOdds[key] = {
      odd_value: price,
      prev_oddValue: odds(outcome.prev_odd_value) ?? "",
      outcome: asText(outcome.outcome_name)
    }
    const { active, live, status } = outcome
    states[key] = { odd_: price, live, odd_status: status, event_status: active, "split(%)": "", currency: "" }
  }
  return {
    bookmaker: "BookieGamma",
    start_time: startTime,
    competition_name: `${competition}_${category}`.toLowerCase(),
    teams: { [`${home};${away}`]: teamOdds },
    parent_match_id: id,
    ...stamp,
    ...states
  }
}
