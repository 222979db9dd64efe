/**
 * Known matches: 2,000 of them looked up and merged in one batch or one by one, and a whole run in which all are known.
 */
import { command } from "../contenders.ts"
import type { Options, Round } from "../known.ts"
import { benchFile, output, type Runtime, runtimes, startBookmaker } from "../processes.ts"
import { send } from "../resp.ts"
import { measureSeries } from "../series.ts"
import { decimals, median, type Target, table } from "../table.ts"
import { seriesTable } from "./compare.ts"
import type { Section } from "./Section.ts"

/** Runs `known.ts` on a runtime. Rejects if a round did not merge every match. */
const measureRounds = async (runtime: Runtime, options: Options) => {
  const { command, library } = runtimes[runtime]
  const rounds: ReadonlyArray<Round> = JSON.parse(
    await output([...command, ...library, benchFile("known.ts"), JSON.stringify(options)])
  )
  for (const { mergedAtOnce, mergedOneByOne } of rounds) {
    if (mergedAtOnce !== options.count || mergedOneByOne !== options.count) {
      throw new Error(
        `${runtime}: merged ${mergedAtOnce} and ${mergedOneByOne} of ${options.count}; it is not measured`
      )
    }
  }
  return rounds
}

export const batch: Section = {
  title: "2,000 known ids looked up and merged: at once / one by one",
  run: async ({ redis, runtimes: names, short }) => {
    const count = short ? 50 : 2000
    const rows: Array<ReadonlyArray<string>> = []
    const targets: Array<Target> = []
    const data: Record<string, unknown> = {}
    for (const runtime of names) {
      const shares: Array<number> = []
      for (const [store, where] of Object.entries({ SQLite: {}, "Redis stand-in": { redisUrl: redis.url } })) {
        const rounds = await measureRounds(runtime, { count, rounds: short ? 1 : 5, ...where })
        const share = median(rounds.map(({ atOnceSeconds, oneByOneSeconds }) => atOnceSeconds / oneByOneSeconds))
        data[`${runtime}, ${store}`] = rounds
        shares.push(share)
        targets.push({ what: `${runtime}, ${store}: known at once / one by one`, measured: share, bound: 0.2 })
      }
      rows.push([runtime, ...shares.map((share) => decimals(share, 2))])
    }
    return { text: table(["", "SQLite", "Redis stand-in"], rows), targets: short ? [] : targets, data }
  }
}

const FIRST_ID = 50_000_000

const entry = (id: number, prefix: string) => [
  "JSON.SET",
  `${prefix}${id}`,
  "$",
  JSON.stringify({
    match_team_objects: {
      BookieGamma: {
        bookmaker: "BookieGamma",
        start_time: "2030-06-15 12:30:00",
        competition_name: "league_england",
        teams: { "Old Home;Old Away": { yes: { odd_value: "1.50" }, no: { odd_value: "2.50" } } },
        parent_match_id: id
      }
    },
    teams: "Old Home;Old Away;Home;Away",
    created: 0,
    arbitrage: 1,
    arb_updated: 0,
    bookie_updated: 0,
    match_date: "2030-06-15",
    start_time: "2030-06-15 12:30:00",
    arbitrage_opportunities: []
  })
]

export const allKnown: Section = {
  title: "200 competitions, all 2,000 matches known, full bodies, 0 ms, Redis stand-in, the whole process",
  run: async ({ peers, redis, runtimes: names, short }) => {
    const offer = { competitions: short ? 10 : 200, matches: 10, body: "full", latency: 0 } as const
    const bookmaker = await startBookmaker(offer)
    const ids = Array.from({ length: offer.competitions * offer.matches }, (_, index) => FIRST_ID + index)
    const series = await measureSeries({
      contenders: [peers.aiohttp, ...names.map((runtime) => command(runtime, "redis"))],
      bookmaker,
      redis,
      markets: "btts",
      rounds: short ? 1 : 5,
      prepare: () =>
        send(
          redis.url,
          ids.map((id) => entry(id, "matched_teams_lst-BTTS_live_stream:"))
        )
    })
    await bookmaker.close()
    return { text: seriesTable(series), targets: [], data: { offer, ...series } }
  }
}
