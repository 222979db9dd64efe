/**
 * Shared by the store's suites: registration of tests with their store and clock, unique keys, and builders of
 * documents and entries.
 */
import { it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { TestClock } from "effect/testing"
import { readMatch } from "../../src/bookmaker/bookiegamma/readMatch.ts"
import { documentOf as documentOfMatch } from "../../src/domain/documentOf.ts"
import type { Source } from "../../src/domain/Source.ts"
import {
  type Change,
  type ChangeResult,
  type Extractor,
  Keys,
  type Market,
  Markets,
  type MatchDocument,
  type OddsStore
} from "../../src/index.ts"
import { readerFor } from "../helpers/collect.ts"
import { StoreProbe } from "./StoreProbe.ts"

/** The store that a suite is run against. */
export interface SuiteOptions {
  /** Provides the store and a probe of the same store. Built anew for every test. */
  readonly layer: Layer.Layer<OddsStore | StoreProbe, unknown>
  /** `virtual` if the store uses the `TestClock`, `real` if its server has its own clock. */
  readonly time: "virtual" | "real"
  /** Lets time pass for the store; `millis` are milliseconds. */
  readonly passTime: (millis: number) => Effect.Effect<void>
  /** Whether other programs may have made the store's indexes, as `makeIndex` of the probe does. @default false */
  readonly sharedIndexes?: boolean
  /** Number of runs of each property test; with `npm test` a third of them. @default 200 */
  readonly propertyRuns?: number
}

/** 2026-11-23 21:00 in Nairobi, Unix milliseconds. */
export const NOW = 1_795_456_800_000

const runId = Math.random().toString(36).slice(2, 10)
let zoneCount = 0
let prefixCount = 0
/** The beginning of all prefixes that are made now, which those of no other test have. */
let zone = `t${runId}x`

/** Returns a prefix that no other test uses. */
export const newPrefix = (): string => `${zone}p${(prefixCount++).toString(36)}`

/** Runs a test in a zone of its own: whatever its end, what stands under its prefixes is removed, for a store that others use too. */
export const inZone = <A, E, R>(body: () => Effect.Effect<A, E, R>): Effect.Effect<A, E, R | StoreProbe> =>
  Effect.suspend(() => {
    const own = `t${runId}z${(++zoneCount).toString(36)}`
    zone = own
    return Effect.ensuring(
      Effect.suspend(body),
      Effect.flatMap(StoreProbe, ({ clear }) => clear(`${own}p`))
    )
  })

/** Returns a function that registers a test with the store; virtual time starts at `NOW`. */
export const storeTest =
  (options: SuiteOptions) =>
  <E>(name: string, body: () => Effect.Effect<unknown, E, OddsStore | StoreProbe>) => {
    const test = inZone(body).pipe(Effect.provide(options.layer))
    if (options.time === "real") it.live(name, () => test)
    else it.effect(name, () => Effect.andThen(TestClock.setTime(NOW), test))
  }

/** Returns the keys of a market under a new prefix. */
export const newKeys = (extractor: Extractor = "btts", source: Source = "live") =>
  Keys.ofMarket(newPrefix(), Markets[extractor], source)

/** Returns a publication marker that no other test uses. */
export const newMarker = (): string => Keys.note(newPrefix(), "published", "live", 0)

let entryCount = 0

/** Returns a key of a matched entry that no other test uses. */
export const newEntry = (keys: Keys.MarketKeys): string =>
  `${keys.matchedPrefix}00000000-0000-4000-8000-${String(++entryCount).padStart(12, "0")}`

/** Makes the document of a match, with the same odds on every outcome. */
export const documentOf = (
  id: number,
  { away = "Away", extractor = "btts" as Extractor, home = "Home", odds: price = "1.50" } = {}
): MatchDocument => {
  const raw = {
    sport_name: "soccer",
    parent_match_id: id,
    home_team: home,
    away_team: away,
    start_time: "2026-11-23 22:00:00",
    competition_name: "Premier League",
    category_name: "England",
    markets: [
      {
        name: Markets[extractor].wireName,
        outcomes: Markets[extractor].outcomes.map((key) => ({
          outcome_key: key,
          outcome_name: key,
          odd_value: price,
          live: 0
        }))
      }
    ]
  }
  const match = readMatch({ raw, group: undefined }, readerFor([Markets[extractor]]))
  if ("reason" in match) throw new Error(match.reason)
  const odds = match.markets[extractor]
  if (odds === undefined || "reason" in odds) throw new Error(odds?.reason)
  return documentOfMatch(match, odds, { create_date: NOW / 1000, target_date: "2026-11-23" })
}

/** Another bookmaker's object in an entry, with details that re-encoding would change. */
export const FOREIGN =
  '{"bookmaker":"OtherBookie","parent_match_id":50850101,"teams":{"Home;Away":{"yes":{"odd_value":"1.10"}}},' +
  '"arbitrage":7,"yes":null,"margin":0.1,"no":{"odd_":"9.99"},"":"","list":[null,{"yes":null}],"text":"\\u2028\\" é"}'

/** Makes changes and returns their results in order; `none` for a change without a result. */
export const changeAll = (
  store: OddsStore["Service"],
  market: Market,
  changes: ReadonlyArray<Change>,
  options: { readonly deadline?: number } = {}
) => {
  const results = new Map<Change, ChangeResult>()
  return Effect.map(
    store.change(market, changes, { ...options, onResult: (change, result) => void results.set(change, result) }),
    () => changes.map((change) => results.get(change) ?? "none")
  )
}

/** Returns the text of a matched entry as the matcher writes it, with members in the contract's order. */
export const entryText = (ours: unknown, more: Readonly<Record<string, unknown>> = {}): string =>
  `{"match_team_objects":{"BookieGamma":${JSON.stringify(ours)},"OtherBookie":${FOREIGN}},` +
  JSON.stringify({
    teams: "Home;Away;Home FC;Away FC",
    created: 1_795_456_000,
    arbitrage: 1,
    arb_updated: 1_795_456_100,
    bookie_updated: 1_795_456_200,
    match_date: "2026-11-23",
    start_time: "2026-11-23 22:00:00",
    arbitrage_opportunities: [{ profit: "1.02", legs: [null] }],
    ...more
  }).slice(1)

/** Returns the text of a member that is an object, exactly as it is in a JSON text. */
export const memberText = (text: string, member: string): string => {
  const start = text.indexOf(`"${member}":`) + member.length + 3
  let depth = 0
  let quoted = false
  for (let index = start; index < text.length; index++) {
    const character = text[index]!
    if (quoted && character === "\\") index++
    else if (character === '"') quoted = !quoted
    else if (!quoted && "{[".includes(character)) depth++
    else if (!quoted && "}]".includes(character) && --depth === 0) return text.slice(start, index + 1)
  }
  throw new Error(`no member ${member} in ${text}`)
}

/** Returns the JSON text of a value with sorted members, so that equal values have equal texts. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(Object.getOwnPropertyDescriptor(value, name)?.value)}`)
  return `{${members.join(",")}}`
}
