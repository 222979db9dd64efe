/**
 * Where a run stands: the spans that it has begun and not ended, for the report on one that does not end.
 *
 * It watches whichever tracer is in use, and changes nothing about it.
 */
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"

/** A tracer that remembers the spans of one run, and says which are open. */
export interface OpenSpans {
  readonly tracer: Tracer.Tracer
  /** Returns the id of the trace that the first span belongs to; undefined before there is one. */
  readonly traceId: () => string | undefined
  /**
   * Returns the ways to the innermost open spans, such as `Extraction.run > extraction.fetchMatches`, each with how often
   * it is open where that is more than once.
   */
  readonly paths: () => ReadonlyArray<string>
}

const isOpen = (span: Tracer.Span): boolean => span.status._tag === "Started"

/** The most paths that are named. */
const MAX_PATHS = 20

/** Watches a tracer. */
export const make = (inner: Tracer.Tracer): OpenSpans => {
  const spans: Array<Tracer.Span> = []
  const pathOf = (span: Tracer.AnySpan): string => {
    if (span._tag !== "Span") return ""
    const parent = Option.match(span.parent, { onNone: () => "", onSome: pathOf })
    return parent === "" ? span.name : `${parent} > ${span.name}`
  }
  return {
    tracer: {
      ...(inner.context === undefined ? {} : { context: inner.context }),
      span: (options) => {
        const span = inner.span(options)
        spans.push(span)
        return span
      }
    },
    traceId: () => spans[0]?.traceId,
    paths: () => {
      const open = spans.filter(isOpen)
      const parents = new Set(open.map(({ parent }) => Option.getOrUndefined(parent)))
      const counts = new Map<string, number>()
      for (const span of open) {
        if (parents.has(span)) continue
        const path = pathOf(span)
        counts.set(path, (counts.get(path) ?? 0) + 1)
      }
      return [...counts].slice(0, MAX_PATHS).map(([path, count]) => (count === 1 ? path : `${path} (${count} times)`))
    }
  }
}
