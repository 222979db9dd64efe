/**
 * What a query of Prometheus names, by Prometheus' own grammar.
 */
import { parser } from "@prometheus-io/lezer-promql"

/** One selector of a query. */
export interface Selector {
  readonly metric: string
  /** The labels that it matches, with the value or pattern. */
  readonly matchers: ReadonlyArray<{ readonly label: string; readonly value: string }>
}

/** What a query names. */
export interface Query {
  readonly selectors: ReadonlyArray<Selector>
  /** Labels after `by`, `on`, `without`, `ignoring`, `group_left` and `group_right`. */
  readonly grouping: ReadonlyArray<string>
}

/** Reads a query. Fails where the grammar does not know it. */
export const readQuery = (text: string): Query => {
  const selectors: Array<Selector> = []
  const grouping: Array<string> = []
  parser.parse(text).iterate({
    enter: ({ from, name, node, to, type }) => {
      if (type.isError) throw new Error(`at ${from} of the query: ${text}`)
      if (name === "VectorSelector") {
        const metric = node.getChild("Identifier")
        const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []
        const textOf = (part: { readonly from: number; readonly to: number } | null) =>
          part === null ? "" : text.slice(part.from, part.to)
        selectors.push({
          metric: textOf(metric),
          matchers: matchers.map((matcher) => ({
            label: textOf(matcher.getChild("LabelName")),
            value: textOf(matcher.getChild("StringLiteral")).slice(1, -1)
          }))
        })
      }
      if (name === "LabelName" && node.parent?.name === "GroupingLabels") grouping.push(text.slice(from, to))
    }
  })
  return { selectors, grouping }
}
