/**
 * What help says at its end, made of the records that the command itself reads: variables that have no flag, and exit codes.
 */
import { type Verdict, verdicts } from "../extraction/Verdict.ts"
import { exitCodes } from "./output.ts"
import { RUNTIMES_CA, settings } from "./Settings.ts"

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  usage: "wrong usage",
  configuration: "wrong configuration, or a runtime that is too old",
  noPort: "no port to listen on",
  abandoned: "watch, where the last run of a source stood still or died",
  store: "no answer of the store",
  output: "a result that could not be written"
}

const section = (title: string, rows: ReadonlyArray<readonly [name: string, meaning: string]>) => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return [title, ...rows.map(([name, meaning]) => `  ${name.padEnd(width)}    ${meaning}`)].join("\n")
}

const environment: ReadonlyArray<readonly [name: string, meaning: string]> = [
  ...Object.values(settings).flatMap((setting) => ("flag" in setting ? [] : [[setting.env, setting.purpose] as const])),
  [
    RUNTIMES_CA,
    "PEM file of authorities to trust besides the runtime's own, read by the runtime itself, for every TLS connection"
  ]
]

/** Returns the exit codes with what they mean, lowest first. */
const codes = (): ReadonlyArray<readonly [string, string]> => {
  const all: ReadonlyArray<readonly [code: number, meaning: string]> = [
    ...(Object.keys(verdicts) as Array<Verdict>).map((verdict) => [verdicts[verdict].exitCode, verdict] as const),
    [0, "partial with enough coverage (--min-coverage)"],
    [1, "doctor or indexes found what would make runs fail"],
    [130, "by SIGINT"],
    ...(Object.keys(exitCodes) as Array<keyof typeof exitCodes>).map(
      (name) => [exitCodes[name], meanings[name]] as const
    ),
    [143, "interrupted by SIGTERM"],
    [129, "interrupted by SIGHUP"]
  ]
  return [...new Map([...all].sort(([one], [other]) => one - other))].map(([code]) => [
    String(code),
    all.flatMap(([other, meaning]) => (other === code ? [meaning] : [])).join(", ")
  ])
}

/** The notes that follow the help of a command that reads the settings. */
export const helpNotes = [section("ENVIRONMENT, WITHOUT A FLAG", environment), section("EXIT CODES", codes())].join(
  "\n\n"
)
