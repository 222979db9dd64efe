/**
 * What is asked of the bookmaker: the URL and headers of both steps, and how a user's file changes them.
 *
 * Pure. Sending, retrying and reading the answer is `BookieGamma.ts`'s.
 */

import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import type { RequestChanges } from "./RequestChanges.ts"
import { type Source, sources } from "./Run.ts"

/** Names a step: the listing of the competitions, or the matches of one. */
export type Step = "competitions" | "matches"

/** Where a bookmaker is: one URL a source, whose own query stays, and the changes to what is sent. */
export interface Bookmaker {
  readonly live: string
  readonly upcoming: string
  readonly changes: RequestChanges
}

/** What a request is about; empty text where the step has no such thing. */
export interface Subject {
  readonly day: string
  readonly competitionId: string
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

/** Makes the GET request of one step. Parameters without a value are sent as `name=`. */
export const make = (
  bookmaker: Bookmaker,
  source: Source,
  step: Step,
  subject: Subject
): HttpClientRequest.HttpClientRequest => {
  const values: Record<string, string> = {
    day: subject.day,
    competition_id: subject.competitionId,
    sub_type_id: subject.subTypeIds.join(",")
  }
  const filled = (template: string) => template.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "")

  const params = new URLSearchParams()
  const defaults = {
    src: sources[source].src,
    sport_id: "soccer",
    day: source === "upcoming" ? subject.day : "",
    competition_id: subject.competitionId,
    sub_type_id: values.sub_type_id ?? "",
    tab: "",
    country_id: "",
    sort_by: "",
    trials: "0"
  }
  const { [step]: paramChanges } = bookmaker.changes.params?.[source] ?? {}
  for (const [name, value] of laidOver(defaults, paramChanges)) {
    params.append(name, Object.hasOwn(paramChanges ?? {}, name) ? filled(value) : value)
  }

  const { [step]: headerChanges } = bookmaker.changes.headers?.[source] ?? {}
  const headers = laidOver({ accept: Redacted.make("application/json") }, lowerCaseNames(headerChanges)).map(
    ([name, value]) => [
      name,
      filled(Redacted.value(value)).replace(NOT_PRINTABLE_ASCII, (text) => encodeURIComponent(text.toWellFormed()))
    ]
  )

  const url = new URL(bookmaker[source])
  url.search = [url.search.slice(1), params.toString()].filter((query) => query !== "").join("&")
  return HttpClientRequest.get(url.href, { headers: Object.fromEntries(headers) })
}
