/**
 * What a run brought, printed in the format asked for.
 */
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Effect from "effect/Effect"
import type { MarketResult } from "../../../extraction/MarketResult.ts"
import { print, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"

/** Names a format of results. */
export type ResultFormat = "table" | "json" | "ndjson"

/** Says the verdict on stderr. */
const sayVerdict = ({ report: { extractor, problem, verdict } }: MarketResult) =>
  say(`${extractor}: ${verdict}${problem === undefined ? "" : ` (${problem.step}: ${problem.detail})`}`)

const printAll = Effect.fnUntraced(function* (
  results: ReadonlyArray<MarketResult>,
  format: ResultFormat,
  isTogether: boolean
) {
  switch (format) {
    case "table": {
      const { table } = yield* Parts
      const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
      const tables = yield* Effect.forEach(results, (result) => table(result, canColor))
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

/**
 * Prints results, and says the verdicts on stderr where the results do not show them. `isTogether` says that several
 * extractors ran at once: JSON says then which one is which.
 */
export const show = (results: ReadonlyArray<MarketResult>, format: ResultFormat, isTogether: boolean) => {
  const sayVerdicts = Effect.forEach(results, sayVerdict, { discard: true })
  const printed = printAll(results, format, isTogether)
  return format === "table" ? Effect.tapError(printed, () => sayVerdicts) : Effect.ensuring(printed, sayVerdicts)
}
