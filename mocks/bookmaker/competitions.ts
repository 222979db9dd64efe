/**
 * The competitions that BookieGamma offers: data, and how the list goes on when more are wanted.
 * Five of the forty are virtual, and none of these stands among the first seven.
 * Who plays in them is in clubs.ts, when they play in fixtures.ts.
 */

import type { Region } from "./clubs.ts"

export interface Competition {
  /** Position in the list, from 0. */
  readonly index: number
  /** As the bookmaker sends it: of some a string, of others a number. */
  readonly id: string | number
  readonly name: string
  readonly category: string
  readonly region: Region
  /** Which half of the region's clubs play here; absent where there is but one division. */
  readonly division?: 0 | 1
  readonly virtual: boolean
}

type Row = readonly [name: string, category: string, region: Region, division?: 0 | 1]

const rows: ReadonlyArray<Row> = [
  ["Premier League", "England", "england", 0],
  ["Primera División", "Spain", "spain", 0],
  ["Süper Lig", "Türkiye", "turkey"],
  ["Ekstraklasa", "Poland", "poland"],
  ["Премьер-лига", "Russia", "russia"],
  ["دوري روشن السعودي", "Saudi Arabia", "saudi"],
  ["Bundesliga", "Germany", "germany", 0],
  ["Premier League SRL", "Simulated Reality League", "england"],
  ["Serie A", "Italy", "italy", 0],
  ["Ligue 1", "France", "france"],
  ["Primeira Liga", "Portugal", "portugal"],
  ["Eredivisie", "Netherlands", "netherlands"],
  ["Brasileirão Série A", "Brazil", "brazil"],
  ["Primera División", "Argentina", "argentina"],
  ["FKF Premier League", "Kenya", "kenya"],
  ["La Liga SRL", "Simulated Reality League", "spain"],
  ["Championship", "England", "england", 1],
  ["Segunda División", "Spain", "spain", 1],
  ["Serie B", "Italy", "italy", 1],
  ["2. Bundesliga", "Germany", "germany", 1],
  ["Premiership", "Scotland", "scotland"],
  ["Eliteserien", "Norway", "norway"],
  ["Allsvenskan", "Sweden", "sweden"],
  ["Bundesliga Srl", "Germany", "germany"],
  ["Superliga", "Denmark", "denmark"],
  ["První liga", "Czechia", "czechia"],
  ["الدوري المصري الممتاز", "Egypt", "egypt"],
  ["Σούπερ Λιγκ", "Greece", "greece"],
  ["Прем'єр-ліга", "Ukraine", "ukraine"],
  ["Liga MX", "Mexico", "mexico"],
  ["Major League Soccer", "USA", "usa"],
  ["Copa Libertadores", "Simulated Reality League", "brazil"],
  ["J1リーグ", "Japan", "japan"],
  ["Ligi Kuu Bara", "Tanzania", "tanzania"],
  ["Premier League", "Uganda", "uganda"],
  ["NPFL", "Nigeria", "nigeria"],
  ["Premiership", "South Africa", "southAfrica"],
  ["SuperLiga", "Romania", "romania"],
  ["Prva HNL", "Croatia", "croatia"],
  ["Serie A SRL", "Simulated Reality League", "italy"]
]

const isVirtual = (text: string): boolean => /simulated reality|\bsrl\b/i.test(text)

/** Lists that many competitions, the same for the same number; beyond forty they are further groups of the forty. */
export const competitions = (count: number): ReadonlyArray<Competition> =>
  Array.from({ length: count }, (_, index) => {
    const [name, category, region, division] = rows[index % rows.length]!
    const group = Math.floor(index / rows.length)
    const number = 17 + index * 31
    return {
      index,
      id: index % 3 === 1 ? number : String(number),
      name: group === 0 ? name : `${name} Group ${group + 1}`,
      category,
      region,
      virtual: isVirtual(name) || isVirtual(category),
      ...(division === undefined ? {} : { division })
    }
  })
