/**
 * What `doctor` does, loaded once it is run.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { BookmakerAdmin } from "../../../bookmaker/BookmakerAdmin.ts"
import { dayOf } from "../../../domain/Day.ts"
import { deadlineIn } from "../../../domain/Deadline.ts"
import { sources } from "../../../domain/Source.ts"
import { type FindingsFormat, printFindings } from "../../findings.ts"
import { untilStopped } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import { tlsInUse } from "../../redisTls.ts"
import { RUNTIMES_CA, type Settings } from "../../Settings.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { allKeys } from "../../storeKeys.ts"
import { variable } from "../../variable.ts"
import { saveFiles } from "./saveFiles.ts"

/** How long the bookmaker may take to answer, for all requests of a source together. */
const BOOKMAKER_MILLIS = 10_000

/** The day that is asked for of upcoming matches: tomorrow, because today's may all have begun. */
const PERIOD = 1

/** Examines both sources of the bookmaker. */
const examineBookmaker = Effect.fnUntraced(function* (settings: Settings) {
  const { bookmakerAdmin } = yield* Parts
  const now = yield* Clock.currentTimeMillis
  const limits = { deadline: yield* deadlineIn(BOOKMAKER_MILLIS), attemptMillis: BOOKMAKER_MILLIS }
  return yield* BookmakerAdmin.use(({ examine }) =>
    Effect.forEach(sources, (source) => examine({ source, day: dayOf(source, PERIOD, now), ...limits }), {
      concurrency: "unbounded"
    })
  ).pipe(Effect.provide(bookmakerAdmin(settings)))
})

/** Examines settings, bookmaker and store; saves the bookmaker's answers where a folder is given. */
export const examine = Effect.fnUntraced(function* ({
  format,
  save,
  ...flags
}: settingsFlags.Flags & { readonly format: FindingsFormat; readonly save: Option.Option<string> }) {
  const parts = yield* Parts
  const settings = yield* Effect.result(settingsFlags.decode(flags))
  if (settings._tag === "Failure") {
    const { message, setting } = settings.failure
    return yield* printFindings(
      [{ subject: "settings", status: "failed", detail: message, remedy: `correct ${setting}` }],
      format,
      false
    )
  }
  const { prefix, sandbox, store } = settings.success
  const [examinations, stored] = yield* Effect.all(
    [
      examineBookmaker(settings.success),
      Effect.flatMap(parts.store(store), ({ admin }) => admin.examine(allKeys(prefix)))
    ],
    { concurrency: "unbounded" }
  ).pipe(untilStopped)
  const files = examinations.flatMap((examination) => (Option.isSome(save) ? examination.files() : []))
  const saved = Option.isSome(save) ? [yield* saveFiles(save.value, files)] : []
  const runtimesCa = (yield* variable(RUNTIMES_CA)) ?? ""
  const tls = tlsInUse(store, runtimesCa === "" ? undefined : RUNTIMES_CA)
  const detail = `prefix ${prefix}${sandbox ? ", no bookmaker: the sandbox" : ""}${tls}`
  const found = examinations.flatMap(({ findings }) => findings)
  yield* printFindings([{ subject: "settings", status: "ok", detail }, ...found, ...stored, ...saved], format, sandbox)
})
