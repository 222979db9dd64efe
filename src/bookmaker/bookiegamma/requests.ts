/**
 * What is asked of BookieGamma: the URL and headers of both steps, and how a user's file changes them.
 *
 * Pure. Sending, retrying and reading the response is left to `bookmaker/http`.
 */
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import type { Source } from "../../domain/Source.ts"
import type { ClientOptions } from "../http/ClientOptions.ts"
import type { PublicWords } from "../http/Excerpt.ts"

/** Names a step: the listing of the competitions, or the matches of one. */
export type Step = "competitions" | "matches"

/** What the requests of a run share, whichever competition they name; empty where the step has no such thing. */
export interface Subject {
  readonly day: string
  readonly subTypeIds: ReadonlyArray<string>
}

/** The bookmaker's parameter `src`. */
const srcOf: Readonly<Record<Source, string>> = { live: "1", upcoming: "2" }

const PLACEHOLDER = /\{(day|competition_id|sub_type_id|page)\}/g
/** Returns what a template has besides what is filled in. */
export const literalsOf = (template: string): ReadonlyArray<string> =>
  template
    .replaceAll(PLACEHOLDER, "\0")
    .split("\0")
    .filter((text) => text !== "")

const VARIES = /\{(competition_id|page)\}/
const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]+/g

/** Lays overrides over defaults and drops what is null. */
const merged = <A, B>(defaults: Readonly<Record<string, A>>, entries: Readonly<Record<string, B | null>> = {}) =>
  Object.entries<A | B | null>({ ...defaults, ...entries }).filter(
    (entry): entry is [string, A | B] => entry[1] !== null
  )

const lowerCaseNames = <A>(headers: Readonly<Record<string, A>> = {}): Record<string, A> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Returns a text for each competition and page; one that depends on neither is made once. */
type PerRequest = (id: string, page: number) => string

const perRequest = (template: string, make: (template: string, id: string, page: number) => string): PerRequest => {
  if (VARIES.test(template)) return (id, page) => make(template, id, page)
  const text = make(template, "", 1)
  return () => text
}

/**
 * Returns the GET request of one step for each competition's id, which is empty for the listing, and page, counted from
 * 1. Parameters without a value are sent as `name=`.
 */
export const requestsOf = (
  options: ClientOptions,
  source: Source,
  step: Step,
  { day, subTypeIds }: Subject
): ((competitionId: string, page?: number) => HttpClientRequest.HttpClientRequest) => {
  const fill = (template: string, id: string, page: number) => {
    const values: Record<string, string> = {
      day,
      competition_id: id,
      sub_type_id: subTypeIds.join(","),
      page: String(page)
    }
    return template.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "")
  }

  const defaults = {
    src: srcOf[source],
    sport_id: "soccer",
    day: source === "upcoming" ? "{day}" : "",
    competition_id: "{competition_id}",
    sub_type_id: "{sub_type_id}",
    tab: "",
    country_id: "",
    sort_by: "",
    trials: "0"
  }
  const { [step]: paramOverrides } = options.overrides?.params?.[source] ?? {}
  const params = merged(defaults, paramOverrides).map(([name, template]) =>
    perRequest(template, (template, id, page) => new URLSearchParams({ [name]: fill(template, id, page) }).toString())
  )

  const { [step]: headerOverrides } = options.overrides?.headers?.[source] ?? {}
  const headers = merged({ accept: Redacted.make("application/json") }, lowerCaseNames(headerOverrides)).map(
    ([name, value]) =>
      [
        name,
        perRequest(Redacted.value(value), (template, id, page) =>
          fill(template, id, page).replace(NOT_PRINTABLE_ASCII, (text) => encodeURIComponent(text.toWellFormed()))
        )
      ] as const
  )

  const url = new URL(options[source])
  url.hash = ""
  const ownQuery = url.search.slice(1)
  url.search = ""
  return (id, page = 1) => {
    const query = [ownQuery, ...params.map((param) => param(id, page))].filter((part) => part !== "").join("&")
    return HttpClientRequest.get(query === "" ? url.href : `${url.href}?${query}`, {
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value(id, page)]))
    })
  }
}

/** Returns whether matches are requested in pages: a parameter of step 2 contains `{page}`. */
export const isPaged = ({ overrides }: ClientOptions, source: Source): boolean =>
  Object.values(overrides?.params?.[source]?.matches ?? {}).some((value) => value?.includes("{page}"))

/** What messages may show of requests that send what their options say, and nothing more. */
export const publicWords: PublicWords = {
  params: {
    src: /^[12]$/,
    sport_id: /^soccer$/,
    day: /^(\d{4}-\d\d-\d\d)?$/,
    competition_id: /^/,
    sub_type_id: /^[\d,]*$/,
    tab: /^$/,
    country_id: /^$/,
    sort_by: /^$/,
    trials: /^0$/,
    // What servers with pages are asked besides, as in examples/config/paged.json.
    resource: /^competitions?$/,
    sportsbook: /^sportsbook$/,
    page: /^\d{1,2}$/,
    page_size: /^\d{1,4}$/
  },
  members: new Set([
    ...["data", "competitions", "leagues", "matches", "meta", "total", "match_count", "status_code"],
    ...["competition_id", "competition_name", "category_name", "sport_name", "s_binomen"],
    ...["parent_match_id", "home_team", "away_team", "start_time", "bet_status", "markets"],
    ...["odd_type", "market_name", "name", "sub_type_id", "specifiers", "lines", "outcomes"],
    ...["outcome_key", "outcome_name", "odd_value", "prev_odd_value", "status", "active", "live"],
    ...["code", "error", "errors", "message", "success"]
  ])
}

/** Returns what messages may show of the responses to requests with these options. */
export const wordsOf = ({ secrets = [] }: ClientOptions): PublicWords => ({
  ...publicWords,
  isMoreSent: secrets.length > 0
})
