/**
 * Response bodies of the benchmark's bookmaker: valid by the contract, every match kept, unique ids, the same on every
 * run.
 *
 * `lean` has the three markets that are extracted, about 1.6 kB per match; `full` has ten more, about 9 kB per match.
 * Some clubs have non-ASCII names, as real ones do.
 */

/** Size of a response body. */
export type BodySize = "lean" | "full"

type Side = "home" | "away"
type Offer = readonly [key: string, name: string, odds: number]

const clubs = [
  "Arsenal FC",
  "Tottenham Hotspur",
  "Málaga CF",
  "Real Betis",
  "1. FC Köln",
  "Bayer Leverkusen",
  "Olympique Lyonnais",
  "Paris FC",
  "Sporting CP",
  "Rio Ave",
  "Bodø/Glimt",
  "Rosenborg",
  "FC København",
  "Aarhus GF",
  "Gor Mahia",
  "AFC Leopards",
  "Спартак Москва",
  "Torpedo Moskva",
  "Boca Juniors",
  "River Plate"
] as const

const categories = ["England", "Spain", "Germany", "France", "Portugal", "Norway", "Denmark", "Kenya", "Argentina"]

const club = (competition: number, match: number, side: Side): string => {
  const place = (competition * 7 + match * 2 + (side === "home" ? 0 : 1)) % clubs.length
  const [name, other] = [clubs[place]!, clubs[(place + 1) % clubs.length]!]
  return match < clubs.length / 2 ? name : `${name} ${other} ${match}`
}

const price = (seed: number): number => 1.2 + ((seed * 37) % 380) / 100

const outcome = (subType: number, index: number, [key, name, odds]: Offer) => ({
  outcome_id: String(subType * 10 + index),
  outcome_key: key,
  outcome_name: name,
  odd_value: odds.toFixed(2),
  prev_odd_value: (odds + 0.05).toFixed(2),
  status: "1",
  active: 1,
  live: 0
})

const market = (name: string, subType: number, offers: ReadonlyArray<Offer>) => ({
  odd_type: name,
  sub_type_id: String(subType),
  outcomes: offers.map((offer, index) => outcome(subType, index, offer))
})

const marketWithLines = (
  name: string,
  subType: number,
  seed: number,
  lines: ReadonlyArray<string>,
  keys: readonly string[]
) => ({
  odd_type: name,
  sub_type_id: String(subType),
  lines: lines.map((line, at) => ({
    specifiers: line,
    outcomes: keys.map((key, index) => outcome(subType, index, [key, `${key} ${line}`, price(seed + at * 3 + index)]))
  }))
})

const extractedMarkets = (seed: number, home: string, away: string) => [
  market("1X2", 1, [
    ["1", home, price(seed)],
    ["X", "draw", price(seed + 1)],
    ["2", away, price(seed + 2)]
  ]),
  market("Double chance", 10, [
    ["1 or X", `${home} or draw`, price(seed + 3)],
    ["1 or 2", `${home} or ${away}`, price(seed + 4)],
    ["X or 2", `draw or ${away}`, price(seed + 5)]
  ]),
  market("GG/NG", 29, [
    ["yes", "yes", price(seed + 6)],
    ["no", "no", price(seed + 7)]
  ])
]

const simpleMarket = (name: string, subType: number, seed: number, keys: ReadonlyArray<string>) =>
  market(
    name,
    subType,
    keys.map((key, index): Offer => [key, key, price(seed + index)])
  )

const otherMarkets = (seed: number) => [
  marketWithLines(
    "Total",
    18,
    seed,
    ["total=0.5", "total=1.5", "total=2.5", "total=3.5", "total=4.5", "total=5.5"],
    ["over", "under"]
  ),
  marketWithLines("Handicap", 14, seed, ["hcp=0:1", "hcp=1:0"], ["1", "X", "2"]),
  simpleMarket("Draw no bet", 11, seed, ["1", "2"]),
  simpleMarket("Odd/even", 26, seed, ["odd", "even"]),
  simpleMarket("1st half - 1X2", 60, seed, ["1", "X", "2"]),
  simpleMarket("1st half - GG/NG", 75, seed, ["yes", "no"]),
  simpleMarket("Halftime/fulltime", 47, seed, ["1/1", "1/X", "1/2", "X/1", "X/X", "X/2", "2/1", "2/X", "2/2"]),
  simpleMarket("Exact goals", 21, seed, ["0", "1", "2", "3", "4", "5", "6+"]),
  simpleMarket("Next goal", 8, seed, ["1", "none", "2"]),
  simpleMarket("Home no bet", 12, seed, ["X", "2"])
]

/** Makes the response body of one competition; `version` 1 has other odds than 0, and the same length. */
export const matchesBody = (competition: number, matches: number, size: BodySize, version: 0 | 1 = 0): string => {
  const group = {
    competition_id: String(competition + 1),
    competition_name: `League ${competition + 1}`,
    category_name: categories[competition % categories.length]!,
    sport_name: "Soccer"
  }
  const list = Array.from({ length: matches }, (_, match) => {
    const id = 50_000_000 + competition * matches + match
    const home = club(competition, match, "home")
    const away = club(competition, match, "away")
    return {
      parent_match_id: String(id),
      home_team: home,
      away_team: away,
      start_time: `2030-06-15 ${String(12 + (match % 10)).padStart(2, "0")}:30:00`,
      sport_id: "1",
      sport_name: "Soccer",
      competition_name: group.competition_name,
      category_name: group.category_name,
      markets: [...extractedMarkets(id + version, home, away), ...(size === "full" ? otherMarkets(id + version) : [])]
    }
  })
  return JSON.stringify({ data: { competitions: [{ ...group, matches: list }] } })
}

/** Makes the response body of the listing. */
export const listingBody = (competitions: number): string =>
  JSON.stringify({
    data: {
      competitions: Array.from({ length: competitions }, (_, competition) => ({
        competition_id: String(competition + 1),
        competition_name: `League ${competition + 1}`,
        category_name: categories[competition % categories.length]
      }))
    }
  })
