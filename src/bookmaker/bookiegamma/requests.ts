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

const PLACEHOLDER = /\{(day|competition_id|sub_type_id)\}/g
const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]+/g

/** Lays overrides over defaults and drops what is null. */
const merged = <A, B>(defaults: Readonly<Record<string, A>>, entries: Readonly<Record<string, B | null>> = {}) =>
  Object.entries<A | B | null>({ ...defaults, ...entries }).filter(
    (entry): entry is [string, A | B] => entry[1] !== null
  )

const lowerCaseNames = <A>(headers: Readonly<Record<string, A>> = {}): Record<string, A> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Returns a text for each competition id; one that does not depend on the id is made once. */
const perCompetition = (template: string, make: (template: string, id: string) => string): ((id: string) => string) => {
  if (template.includes("{competition_id}")) return (id) => make(template, id)
  const text = make(template, "")
  return () => text
}

/**
 * Returns the GET request of one step for each competition's id, which is empty for the listing. Parameters without a
 * value are sent as `name=`.
 */
export const requestsOf = (
  options: ClientOptions,
  source: Source,
  step: Step,
  { day, subTypeIds }: Subject
): ((competitionId: string) => HttpClientRequest.HttpClientRequest) => {
  const fill = (template: string, id: string) => {
    const values: Record<string, string> = { day, competition_id: id, sub_type_id: subTypeIds.join(",") }
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
    perCompetition(template, (template, id) => new URLSearchParams({ [name]: fill(template, id) }).toString())
  )

  const { [step]: headerOverrides } = options.overrides?.headers?.[source] ?? {}
  const headers = merged({ accept: Redacted.make("application/json") }, lowerCaseNames(headerOverrides)).map(
    ([name, value]) =>
      [
        name,
        perCompetition(Redacted.value(value), (template, id) =>
          fill(template, id).replace(NOT_PRINTABLE_ASCII, (text) => encodeURIComponent(text.toWellFormed()))
        )
      ] as const
  )

  const url = new URL(options[source])
  url.hash = ""
  const ownQuery = url.search.slice(1)
  url.search = ""
  return (id) => {
    const query = [ownQuery, ...params.map((param) => param(id))].filter((part) => part !== "").join("&")
    return HttpClientRequest.get(query === "" ? url.href : `${url.href}?${query}`, {
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value(id)]))
    })
  }
}

/** What messages may show of these requests and of the responses to them. */
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
    trials: /^0$/
  },
  members: new Set([
    ...["data", "competitions", "leagues", "matches"],
    ...["code", "error", "errors", "message", "status", "success"]
  ])
}
