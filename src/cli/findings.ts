/**
 * How findings are printed, by the commands that examine something.
 */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type { Finding } from "../domain/Finding.ts"
import { Exit, print } from "./output.ts"

/** The flag `--format` of these commands. */
export const findingsFormat = Flag.Literals("format", ["table", "json"]).pipe(
  Flag.withDescription("table: a line a finding; json: one value"),
  Flag.withDefault("table")
)

/** Names a format of findings. */
export type FindingsFormat = "table" | "json"

const linesOf = ({ detail, remedy, status, subject }: Finding) => [
  `${status.padEnd(8)} ${subject}: ${detail}`,
  ...(remedy === undefined ? [] : [`         → ${remedy}`])
]

/** Has a remedy name the command for the sandbox, which stores under a prefix of its own. */
const forSandbox = ({ remedy, ...finding }: Finding): Finding =>
  remedy === undefined ? finding : { ...finding, remedy: remedy.replace("bookiegamma indexes", "$& --sandbox") }

/** Prints the findings, those of the sandbox or of a real bookmaker's store, and ends with 1 where one has failed. */
export const printFindings = Effect.fnUntraced(function* (
  found: ReadonlyArray<Finding>,
  format: FindingsFormat,
  sandbox: boolean
) {
  const findings = sandbox ? found.map(forSandbox) : found
  const ok = findings.every(({ status }) => status !== "failed")
  yield* print(format === "json" ? JSON.stringify({ ok, findings }) : findings.flatMap(linesOf).join("\n"))
  if (!ok) return yield* new Exit({ code: 1 })
})
