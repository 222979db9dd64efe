/**
 * What is found of an answer as such: why there is none, how old it is, how its bytes are read, what a listing holds.
 *
 * Pure. What is found of the matches in it is `matchFindings.ts`'s.
 */
import type { Finding } from "../../domain/Finding.ts"
import type { Source } from "../../domain/Source.ts"
import type { Received } from "../AttemptLog.ts"
import type { CompetitionList } from "../Bookmaker.ts"
import type { BookmakerError, FailureReason } from "../BookmakerError.ts"
import * as Excerpt from "../http/Excerpt.ts"
import * as ResponseBody from "../http/ResponseBody.ts"
import { shortened } from "../http/ResponseError.ts"

const remedies: Partial<Record<FailureReason, string>> = {
  throttled: "run less often, or with less --concurrency",
  refused: "check the headers and parameters in BOOKIEGAMMA_CONFIG",
  redirected: "set the URL that it redirects to",
  page: "check the URL; it answers with a page or challenge, not JSON",
  drifted: "check the URL and parameters; the answer does not have the expected shape"
}

/** Names what is examined of a source: the source as such, or a part of it. */
export const subjectOf = (source: Source, part = ""): string => `bookmaker ${source} ${part}`.trim()

/** Says why there is no answer. */
export const failed = (subject: string, { message, reason }: BookmakerError, host: string): Finding => ({
  subject,
  status: "failed",
  detail: message,
  remedy: remedies[reason] ?? `check that ${host} can be reached from here`
})

/** Says what a listing holds. */
export const listingFinding = (subject: string, list: CompetitionList, shape: string): Finding => {
  const { ids, repeated, virtual, withoutId } = list
  const dropped = [
    `${virtual} virtual ones left out`,
    ...(repeated > 0 ? [`${repeated} named again`] : []),
    ...(withoutId > 0 ? [`${withoutId} without an id`] : [])
  ]
  const detail = `${ids.length} competitions, ${dropped.join(", ")}; ${shape}`
  if (ids.length === 0) {
    return { subject, status: "warning", detail, remedy: "nothing to extract now; look again later" }
  }
  return withoutId === 0
    ? { subject, status: "ok", detail }
    : { subject, status: "warning", detail, remedy: "what has no competition_id cannot be fetched; report it" }
}

/** Says which answers are old copies; nothing where none is. */
export const ageFindings = (subject: string, stale: ReadonlyArray<Received>): ReadonlyArray<Finding> => {
  if (stale.length === 0) return []
  const oldest = Math.max(...stale.map(({ headers }) => parseInt(headers.age ?? "", 10)))
  return [
    {
      subject,
      status: "warning",
      detail: `${stale.length} answers are old copies from a cache on the way, up to ${oldest} s old`,
      remedy: "odds are as old as the copy; ask for another, with a header or parameter in BOOKIEGAMMA_CONFIG"
    }
  ]
}

const isKnown = (charset: string): boolean => {
  try {
    return new TextDecoder(charset) !== undefined
  } catch {
    return false
  }
}

/** Says how bytes become text where that is not plain UTF-8; nothing where it is. */
export const charsetFindings = (
  subject: string,
  received: ReadonlyArray<Received>,
  words: Excerpt.PublicWords
): ReadonlyArray<Finding> => {
  const named = received.map(({ headers }) => ResponseBody.charsetOf(headers["content-type"]))
  const charset = named.find((name) => name !== undefined)
  const isBroken = received.some(({ body }) => body?.includes("\uFFFD"))
  if (charset === undefined && !isBroken) return []
  if (charset !== undefined && !isKnown(charset)) {
    const excerpt = Excerpt.ofText(charset, received[named.indexOf(charset)]!.request, words)
    const remedy = "names may be garbled; report it"
    return [{ subject, status: "warning", detail: `${excerpt} is not known; read as UTF-8`, remedy }]
  }
  const shown = charset === undefined ? "UTF-8" : shortened(charset)
  return isBroken
    ? [
        {
          subject,
          status: "warning",
          detail: `some bytes are no text in ${shown}`,
          remedy: "the charset that is stated may be wrong, and names garbled; report it"
        }
      ]
    : [{ subject, status: "ok", detail: shown }]
}
