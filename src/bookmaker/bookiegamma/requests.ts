/**
 * What is asked of the bookmaker: the URL and headers of both steps, and how a user's file changes them.
 *
 * Pure. Sending, retrying and reading the answer is `BookieGamma.ts`'s.
 */

import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import { type Source, sources } from "../../domain/Source.ts"
import type { RequestChanges } from "../http/RequestOverrides.ts"

/** Names a step: the listing of the competitions, or the matches of one. */
export type Step = "competitions" | "matches"

/** Where a bookmaker is: one URL a source, whose own query stays, and the changes to what is sent. */
export interface Bookmaker {
  readonly live: string
  readonly upcoming: string
  readonly changes: RequestChanges
}

/** What requests are about, whichever competition they name; empty where the step has no such thing. */
export interface Subject {
  readonly day: string
  readonly subTypeIds: ReadonlyArray<string>
}

const PLACEHOLDER = /\{(day|competition_id|sub_type_id)\}/g
const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]+/g

/** Lays entries over defaults and drops what is null. */
const laidOver = <A, B>(defaults: Readonly<Record<string, A>>, entries: Readonly<Record<string, B | null>> = {}) =>
  Object.entries<A | B | null>({ ...defaults, ...entries }).filter(
    (entry): entry is [string, A | B] => entry[1] !== null
  )

const lowerCaseNames = <A>(headers: Readonly<Record<string, A>> = {}): Record<string, A> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Gives a text for each competition id; one that does not depend on the id is made once. */
const perCompetition = (template: string, make: (template: string, id: string) => string): ((id: string) => string) => {
  if (template.includes("{competition_id}")) return (id) => make(template, id)
  const text = make(template, "")
  return () => text
}

/**
 * Gives the GET requests of one step by the competition's id, which is empty for the listing. Parameters without a value
 * are sent as `name=`.
 */
export const maker = (
  bookmaker: Bookmaker,
  source: Source,
  step: Step,
  { day, subTypeIds }: Subject
): ((competitionId: string) => HttpClientRequest.HttpClientRequest) => {
  const fill = (template: string, id: string) => {
    const values: Record<string, string> = { day, competition_id: id, sub_type_id: subTypeIds.join(",") }
    return template.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "")
  }

  const defaults = {
    src: sources[source].src,
    sport_id: "soccer",
    day: source === "upcoming" ? "{day}" : "",
    competition_id: "{competition_id}",
    sub_type_id: "{sub_type_id}",
    tab: "",
    country_id: "",
    sort_by: "",
    trials: "0"
  }
  const { [step]: paramChanges } = bookmaker.changes.params?.[source] ?? {}
  const params = laidOver(defaults, paramChanges).map(([name, template]) =>
    perCompetition(template, (template, id) => new URLSearchParams({ [name]: fill(template, id) }).toString())
  )

  const { [step]: headerChanges } = bookmaker.changes.headers?.[source] ?? {}
  const headers = laidOver({ accept: Redacted.make("application/json") }, lowerCaseNames(headerChanges)).map(
    ([name, value]) =>
      [
        name,
        perCompetition(Redacted.value(value), (template, id) =>
          fill(template, id).replace(NOT_PRINTABLE_ASCII, (text) => encodeURIComponent(text.toWellFormed()))
        )
      ] as const
  )

  const url = new URL(bookmaker[source])
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
