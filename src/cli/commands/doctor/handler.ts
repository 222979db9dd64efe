/**
 * What `doctor` does, loaded once it is run.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Bookmaker } from "../../../bookmaker/Bookmaker.ts"
import { dayOf } from "../../../domain/Day.ts"
import { deadlineIn } from "../../../domain/Deadline.ts"
import type { Finding } from "../../../domain/Finding.ts"
import { type Source, sources } from "../../../domain/Source.ts"
import { type FindingsFormat, printFindings } from "../../findings.ts"
import { untilStopped } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import type * as Settings from "../../Settings.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { allKeys } from "../../storeKeys.ts"

/** How long the bookmaker may take to answer. */
const BOOKMAKER_MILLIS = 10_000

const remedies: Readonly<Record<string, string>> = {
  throttled: "run less often, or with less --concurrency",
  refused: "check the headers and parameters in BOOKIEGAMMA_CONFIG",
  redirected: "set the URL that it redirects to",
  page: "check the URL; a page or challenge is answered instead of JSON",
  drifted: "check the URL and parameters; the answer has not the shape that is known"
}

/** Asks for the listing of one source, as a run would. */
const examineBookmaker = Effect.fnUntraced(function* (settings: Settings.Settings, source: Source) {
  const { bookmaker, clientOptions } = yield* Parts
  const subject = `bookmaker ${source}`
  const now = yield* Clock.currentTimeMillis
  const query = {
    source,
    day: dayOf(source, 0, now),
    deadline: yield* deadlineIn(BOOKMAKER_MILLIS),
    attemptMillis: BOOKMAKER_MILLIS
  }
  return yield* Bookmaker.use(({ listCompetitions }) => listCompetitions(query)).pipe(
    Effect.provide(bookmaker(settings)),
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
        remedy:
          remedies[reason] ?? `check that ${new URL(clientOptions(settings)[source]).host} can be reached from here`
      })
    })
  )
})

/** Examines settings, bookmaker and store. */
export const examine = Effect.fnUntraced(function* ({
  format,
  ...flags
}: settingsFlags.Flags & { readonly format: FindingsFormat }) {
  const parts = yield* Parts
  const settings = yield* Effect.result(settingsFlags.decode(flags))
  if (settings._tag === "Failure") {
    const { message, setting } = settings.failure
    return yield* printFindings(
      [{ subject: "settings", status: "failed", detail: message, remedy: `correct ${setting}` }],
      format
    )
  }
  const { prefix, sandbox, store } = settings.success
  const found = yield* Effect.all(
    [
      Effect.forEach(sources, (source) => examineBookmaker(settings.success, source), { concurrency: "unbounded" }),
      Effect.flatMap(parts.store(store), ({ admin }) => admin.examine(allKeys(prefix)))
    ],
    { concurrency: "unbounded" }
  ).pipe(untilStopped)
  const detail = `prefix ${prefix}${sandbox ? ", no bookmaker: the sandbox" : ""}`
  yield* printFindings([{ subject: "settings", status: "ok", detail }, ...found.flat()], format)
})
