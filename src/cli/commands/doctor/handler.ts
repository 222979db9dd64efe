/**
 * What `doctor` and `indexes` do, loaded once one of them is run.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as BookieGamma from "../../../bookmaker/bookiegamma/BookieGamma.ts"
import * as Courtesy from "../../../bookmaker/http/Throttle.ts"
import * as TimeLimit from "../../../bookmaker/http/TimeLimits.ts"
import { dayOf } from "../../../domain/Day.ts"
import { extractors, Markets } from "../../../domain/Markets.ts"
import { type Source, sources } from "../../../domain/Source.ts"
import * as Keys from "../../../store/Keys.ts"
import type { Finding } from "../../../store/StoreAdmin.ts"
import { Exit, print } from "../../Output.ts"
import { untilStopped } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import type * as Settings from "../../Settings.ts"
import * as SettingsFlags from "../../settingsFlags.ts"
import type { DoctorGiven, IndexesGiven } from "./command.ts"

const BOOKMAKER_MILLIS = 10_000

/** Names what every market of every source has in the store. */
const allKeys = (prefix: string) =>
  extractors.flatMap((extractor) =>
    (Object.keys(sources) as Array<Source>).map((source) => Keys.ofMarket(prefix, Markets[extractor], source))
  )

const lines = ({ detail, remedy, status, subject }: Finding) => [
  `${status.padEnd(8)} ${subject}: ${detail}`,
  ...(remedy === undefined ? [] : [`         → ${remedy}`])
]

/** Prints the findings, and ends with 1 where one has failed. */
const conclude = Effect.fnUntraced(function* (findings: ReadonlyArray<Finding>, as: "table" | "json") {
  const ok = findings.every(({ status }) => status !== "failed")
  yield* print(as === "json" ? JSON.stringify({ ok, findings }) : findings.flatMap(lines).join("\n"))
  if (!ok) return yield* new Exit({ code: 1 })
})

const remedies: Readonly<Record<string, string>> = {
  throttled: "run less often, or with less --concurrency",
  refused: "check the headers and parameters in BOOKIEGAMMA_CONFIG",
  redirected: "set the URL that it redirects to",
  page: "check the URL; a page or challenge is answered instead of JSON",
  drifted: "check the URL and parameters; the answer has not the shape that is known"
}

/** Asks for the listing of one source, as a run would. */
const examineBookmaker = Effect.fnUntraced(function* (settings: Settings.Settings, source: Source) {
  const { http, sandboxUrl } = yield* Parts
  const now = yield* Clock.currentTimeMillis
  const inquiry = {
    bookmaker: settings.bookmaker ?? { live: sandboxUrl, upcoming: sandboxUrl, changes: {} },
    source,
    day: dayOf(source, 0, now),
    subTypeIds: [],
    deadline: now + BOOKMAKER_MILLIS,
    tryMillis: BOOKMAKER_MILLIS,
    timeLimit: yield* TimeLimit.make,
    courtesy: Courtesy.none
  }
  const subject = `bookmaker ${source}`
  return yield* BookieGamma.competitions(inquiry, BookieGamma.attempts()).pipe(
    Effect.provide(http(settings)),
    Effect.match({
      onSuccess: ({ ids, virtual }): Finding => {
        const detail = `${settings.sandbox ? "the sandbox: " : ""}${ids.length} competitions, ${virtual} virtual ones left out`
        return ids.length > 0
          ? { subject, status: "ok", detail }
          : { subject, status: "warning", detail, remedy: "nothing to extract now; look again later" }
      },
      onFailure: ({ message, reason }): Finding => ({
        subject,
        status: "failed",
        detail: message,
        remedy: remedies[reason] ?? `check that ${new URL(inquiry.bookmaker[source]).host} can be reached from here`
      })
    })
  )
}, Effect.scoped)

/** Examines settings, bookmaker and store. */
export const examine = Effect.fnUntraced(function* ({ format, ...flags }: DoctorGiven) {
  const parts = yield* Parts
  const settings = yield* Effect.result(SettingsFlags.decode(flags))
  if (settings._tag === "Failure") {
    const { message, setting } = settings.failure
    return yield* conclude(
      [{ subject: "settings", status: "failed", detail: message, remedy: `correct ${setting}` }],
      format
    )
  }
  const { prefix, sandbox, store } = settings.success
  const found = yield* Effect.all(
    [
      Effect.forEach(Object.keys(sources) as Array<Source>, (source) => examineBookmaker(settings.success, source), {
        concurrency: "unbounded"
      }),
      Effect.flatMap(parts.store(store), ({ examine }) => examine(allKeys(prefix)))
    ],
    { concurrency: "unbounded" }
  ).pipe(untilStopped)
  const detail = `prefix ${prefix}${sandbox ? ", no bookmaker: the sandbox" : ""}`
  yield* conclude([{ subject: "settings", status: "ok", detail }, ...found.flat()], format)
})

/** Shows the search indexes, and makes those that are missing. */
export const settleIndexes = Effect.fnUntraced(function* ({ addField, format, ...flags }: IndexesGiven) {
  const parts = yield* Parts
  const { prefix, store } = yield* SettingsFlags.load(flags)
  const { settleIndexes } = yield* parts.store(store)
  yield* conclude(yield* settleIndexes(allKeys(prefix), addField).pipe(untilStopped), format)
})
