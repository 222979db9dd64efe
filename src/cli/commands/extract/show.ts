/**
 * What a run brought, printed in the format asked for.
 */
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import type { MarketResult } from "../../../extraction/MarketResult.ts"
import { print, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"

/** Names a format of results. */
export type ResultFormat = "table" | "json" | "ndjson"

/** How results are shown. */
export interface ShowOptions {
  readonly format: ResultFormat
  /** The most matches of a table; undefined for all. */
  readonly limit: number | undefined
  /** Several extractors ran at once: JSON says then which one is which. */
  readonly isTogether: boolean
}

/** Says the verdict on stderr. */
const sayVerdict = ({ report: { extractor, problem, verdict } }: MarketResult) =>
  say(`${extractor}: ${verdict}${problem === undefined ? "" : ` (${problem.step}: ${problem.detail})`}`)

const printAll = Effect.fnUntraced(function* (
  results: ReadonlyArray<MarketResult>,
  { format, isTogether, limit }: ShowOptions
) {
  switch (format) {
    case "table": {
      const { table } = yield* Parts
      const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
      const { stdoutIsTerminal } = yield* Stdio.Stdio
      const columns = (yield* stdoutIsTerminal) ? yield* (yield* Terminal.Terminal).columns : undefined
      const tables = yield* Effect.forEach(results, (result) => table(result, { colors: canColor, columns, limit }))
      return yield* print(tables.join("\n\n"))
    }
    case "json": {
      const reports = results.map(({ report }) => report)
      return yield* print(JSON.stringify(isTogether ? reports : reports[0]))
    }
    case "ndjson": {
      const lines = results.flatMap(({ documents, report }) =>
        documents.map((document) => JSON.stringify(isTogether ? { extractor: report.extractor, document } : document))
      )
      if (lines.length > 0) yield* print(lines.join("\n"))
    }
  }
})

/** Prints results, and says the verdicts on stderr where the results do not show them. */
export const show = (results: ReadonlyArray<MarketResult>, options: ShowOptions) => {
  const sayVerdicts = Effect.forEach(results, sayVerdict, { discard: true })
  const printed = printAll(results, options)
  return options.format === "table"
    ? Effect.tapError(printed, () => sayVerdicts)
    : Effect.ensuring(printed, sayVerdicts)
}
