/**
 * What is found of a competition's matches: how many can be read, whether the counts agree, which markets there are and
 * under which names, and whether the start times can be true.
 *
 * Pure. It judges by few matches, so what may be chance is a warning, and only what no run could use has failed.
 */
import * as Predicate from "effect/Predicate"
import { localTimeOf } from "../../domain/Day.ts"
import type { Finding } from "../../domain/Finding.ts"
import type { Market } from "../../domain/Market.ts"
import type { Match, ParsedMatch, RejectedMarket, RejectedMatch } from "../../domain/Match.ts"
import type { Source } from "../../domain/Source.ts"
import { asText } from "../../domain/Text.ts"
import { findMarket, nameOf } from "./readMarket.ts"
import { objectsIn, type WireMatch } from "./responses.ts"

/** What was answered for one competition, over all its pages. */
export interface Sample {
  readonly competitionId: string
  /** Competitions before it that have no match. */
  readonly emptyBefore: number
  readonly pages: number
  readonly shape: string
  /** The matches as they came, and as they are read, in the same order. */
  readonly wire: ReadonlyArray<WireMatch>
  readonly parsed: ReadonlyArray<ParsedMatch>
  /** The largest count stated, also where counts are ignored. */
  readonly stated: number | undefined
  readonly seen: number
  /** Returns a short, clean excerpt of text of the answer, as far as it may be shown. */
  readonly excerpt: (text: string) => string
}

/** From this share on, matches that cannot be read are worth a look. */
const NOTABLE_SHARE = 0.1
/** How long ago a match in play may have begun, and how long before its start a source may call it live. */
const LONGEST_MILLIS = 4 * 3_600_000
const EARLY_MILLIS = 5 * 60_000

const isMatch = (match: ParsedMatch): match is Match => !("reason" in match)

const countsOf = (words: ReadonlyArray<string>): string =>
  [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word} ${all.length}`).join(", ")

/** Joins words, each once whatever its case. */
const distinct = (words: ReadonlyArray<string>): string =>
  [...new Map(words.map((word) => [word.toLowerCase(), word])).values()].join(", ")

/** Says how many matches there are, and how many of them can be read. */
export const matchesFinding = (subject: string, sample: Sample): Finding => {
  const { competitionId, emptyBefore, excerpt, parsed, shape } = sample
  if (parsed.length === 0) {
    const detail = `none in ${emptyBefore === 0 ? "the only competition" : `the first ${emptyBefore + 1} competitions`}; ${shape}`
    return { subject, status: "warning", detail, remedy: "look again when there are matches" }
  }
  const rejected = parsed.filter((match): match is RejectedMatch => !isMatch(match))
  const ids = parsed.filter(isMatch).map(({ id }) => id)
  const notes = [
    ...(rejected.length > 0 ? [`rejected: ${countsOf(rejected.map(({ reason }) => reason))}`] : []),
    ...(new Set(ids).size < ids.length ? [`listed twice: ${ids.length - new Set(ids).size}`] : []),
    ...(emptyBefore > 0 ? [`${emptyBefore} competitions before it have none`] : [])
  ]
  const detail = [`${parsed.length} in competition ${excerpt(competitionId)}`, ...notes, shape].join("; ")
  if (rejected.length <= parsed.length * NOTABLE_SHARE) return { subject, status: "ok", detail }
  const hint = rejected.find((match) => match.hint !== undefined)?.hint?.describe()
  return {
    subject,
    status: ids.length === 0 && hint !== undefined ? "failed" : "warning",
    detail: hint === undefined ? detail : `${detail}; ${hint}`,
    remedy: "check the parameters; if they are right, the format of matches has changed: report it"
  }
}

/** How counts and pages are configured. */
export interface CountsConfig {
  readonly isPaged: boolean
  readonly areIgnored: boolean
}

/** Says whether the matches are as many as the answer states. */
export const countsFinding = (subject: string, sample: Sample, { areIgnored, isPaged }: CountsConfig): Finding => {
  const { pages, seen, stated } = sample
  const paging = isPaged ? `${pages} ${pages === 1 ? "page" : "pages"}` : "no pages configured"
  if (stated === undefined) {
    return { subject, status: "ok", detail: `none stated, so missing matches cannot be detected; ${paging}` }
  }
  const detail = `${stated} stated, ${seen} there; ${paging}`
  if (areIgnored) return { subject, status: "ok", detail: `${detail}; counts are ignored, as configured` }
  if (seen === stated) return { subject, status: "ok", detail }
  const ignore = `"counts": "ignore" in BOOKIEGAMMA_CONFIG if they count something else`
  if (seen > stated) return { subject, status: "warning", detail, remedy: ignore }
  const remedy = isPaged
    ? `compare the size of a page with the parameters; or ${ignore}`
    : `ask for pages with {page} in a parameter, as examples/config/paged.json does; or ${ignore}`
  return { subject, status: "warning", detail, remedy }
}

/** What a market is called in the answer: its names, and its ids as far as they are not the expected one. */
const calledOf = (
  named: ReadonlyArray<Readonly<Record<string, unknown>>>,
  market: Market,
  excerpt: Sample["excerpt"]
) => {
  const show = (text: string, known: string) =>
    text === "" ? "none" : text.toLowerCase() === known.toLowerCase() ? text : excerpt(text)
  const names = distinct(named.map((wire) => show(nameOf(wire), market.wireName)))
  const ids = distinct(named.map((wire) => show(asText(wire.sub_type_id), market.subTypeId)))
  return `named ${names} (sub_type_id ${ids})`
}

/** Says in how many matches a market has odds, how it was found, and how many are suspended. */
export const marketFinding = (subject: string, market: Market, sample: Sample): Finding => {
  const read = sample.parsed.filter(isMatch).map(({ markets }) => markets[market.id]!)
  const rejected = read.filter((odds): odds is RejectedMarket => "reason" in odds)
  const found = sample.wire.flatMap(({ raw }, at) => {
    if (!isMatch(sample.parsed[at]!) || !Predicate.isReadonlyObject(raw)) return []
    return findMarket(objectsIn(raw.markets), market) ?? []
  })
  const kept = read.length - rejected.length
  const suspended = read.filter((odds) => "outcomes" in odds && odds.isSuspended).length
  const [renamed, named] = [true, false].map((is) => found.filter(({ isRenamed }) => isRenamed === is))
  const called = (all: typeof found) =>
    calledOf(
      all.map(({ wire }) => wire),
      market,
      sample.excerpt
    )
  const isRenamed = named!.length === 0 && renamed!.length > 0
  const notes = [
    ...(named!.length > 0 ? [called(named!)] : []),
    ...(renamed!.length > 0
      ? [`${isRenamed ? "" : `${renamed!.length} of them `}found by the id alone, ${called(renamed!)}`]
      : []),
    ...(rejected.length > 0 ? [countsOf(rejected.map(({ reason }) => reason))] : []),
    ...(suspended > 0 ? [`suspended ${suspended}`] : [])
  ]
  const detail = [`odds in ${kept} of ${read.length} matches`, ...notes].join("; ")
  if (kept === 0) {
    const hint = rejected.find((odds) => odds.hint !== undefined)?.hint?.describe()
    const isUnread = found.length > 0 && hint !== undefined
    return {
      subject,
      status: isUnread ? "failed" : "warning",
      detail: hint === undefined ? detail : `${detail}; ${hint}`,
      remedy: isUnread
        ? "the format of outcomes has changed: report it"
        : "may be normal for this competition; if all lack it, check the parameter sub_type_id"
    }
  }
  return isRenamed
    ? {
        subject,
        status: "warning",
        detail,
        remedy: `runs keep it; compare its odds with the bookmaker's own page: it must be ${market.title}`
      }
    : { subject, status: "ok", detail }
}

/** What start times are compared with. */
export interface Moment {
  readonly source: Source
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** Unix milliseconds. */
  readonly now: number
}

/** Says how many matches begin when they cannot: by Nairobi's clocks. */
export const startTimesFinding = (subject: string, sample: Sample, { day, now, source }: Moment): Finding => {
  const starts = sample.parsed.filter(isMatch).map(({ startTime }) => startTime)
  const [earliest, latest] =
    source === "live"
      ? [localTimeOf(now - LONGEST_MILLIS), localTimeOf(now + EARLY_MILLIS)]
      : [`${day} 00`, `${day} 24`]
  const early = starts.filter((start) => start < earliest)
  const late = starts.filter((start) => start > latest)
  const expected = source === "live" ? "begun in the last 4 h" : `on ${day}`
  const good = starts.length - early.length - late.length
  const detail = `${good} of ${starts.length} ${expected}, Nairobi time`
  if (good === starts.length) return { subject, status: "ok", detail }
  const off = [
    ...(early.length > 0 ? [`${early.length} earlier, such as ${early[0]}`] : []),
    ...(late.length > 0 ? [`${late.length} ${source === "live" ? "in the future" : "later"}, such as ${late[0]}`] : [])
  ]
  return {
    subject,
    status: "warning",
    detail: [detail, ...off].join("; "),
    remedy:
      source === "live"
        ? "if all are off by the same hours, they are not Nairobi's time: report it"
        : "check the parameter day in BOOKIEGAMMA_CONFIG"
  }
}
