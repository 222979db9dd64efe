/**
 * One run of the three extractors on a platform that starts a function and ends it: everything is opened, awaited and closed
 * within the run, and each line of the log is a JSON object.
 */
import { exitCode, extract, extractors, layerReopening, type MarketResult } from "bookiegamma"
import { KyHttpClient } from "bookiegamma/adapters/ky"
import { RedisOddsStore } from "bookiegamma/adapters/redis"
import { RedisOddsStore as RestOddsStore } from "bookiegamma/adapters/redis-rest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { inSettings, type Settings, type Store, settingsOf, type Target } from "./settings.ts"

/** Writes a line of the log; the platform takes its level from the method of the console. */
export const log = (level: "error" | "info" | "warn", message: string, more: object = {}) =>
  console[level](JSON.stringify({ level, time: new Date().toISOString(), message, ...more }))

/** What the library itself logs, such as a damaged cache. */
const logger = Logger.layer([
  Logger.make(({ logLevel, message }) =>
    log(logLevel === "Error" || logLevel === "Fatal" ? "error" : "warn", [message].flat().map(String).join(" "))
  )
])

/** What a line says of a report: counts and names, but no list that grows with the bookmaker. */
const lineOf = ({ report, timings }: MarketResult) => {
  const { competitions, documents, entries, matches, problem, warnings } = report
  return {
    extractor: report.extractor,
    source: report.source,
    period: report.period,
    verdict: report.verdict,
    competitions: { ...competitions, failed: competitions.failed.length, short: competitions.short?.length ?? 0 },
    matches,
    documents,
    entry: entries.created,
    warnings,
    timings,
    ...(problem === undefined ? {} : { problem })
  }
}

const layerOf = (store: Store) =>
  "url" in store
    ? layerReopening("the Redis of REDIS_URL", RedisOddsStore.layer(store.url))
    : layerReopening(
        "the Redis of REDIS_REST_URL",
        Layer.provide(RestOddsStore.layer({ url: store.restUrl, token: store.token }), KyHttpClient.layer)
      )

const extractAll = ({ bookmaker, options, store }: Settings, target: Target) => {
  const run = { ...options, ...target, extractors, bookmaker }
  return store === undefined
    ? Effect.provide(extract({ ...run, dryRun: true }), KyHttpClient.layer)
    : Effect.provide(extract(run), Layer.merge(KyHttpClient.layer, layerOf(store)))
}

/**
 * Runs the three extractors once, with the settings in `bindings`. Returns what was not good about it, a text for each extractor,
 * or for the settings; each is an error in the log too. It never fails: what nobody has thought of is such a text as well.
 */
export const run = (bindings: object, target: Target): Promise<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const settings = yield* Effect.fromResult(settingsOf(bindings))
    if (settings.store === undefined) log("warn", "no Redis is set: nothing is stored")
    const results = yield* Effect.mapError(
      extractAll(settings, target),
      ({ message }) => new Error(inSettings(message))
    )
    return results.flatMap((result) => {
      const { report } = result
      const text = `${report.extractor} ${report.source} ${report.period}: ${report.verdict}`
      const isGood = exitCode(report, settings.minCoverage) === 0
      log(isGood ? "info" : "error", text, lineOf(result))
      return isGood ? [] : [report.problem === undefined ? text : `${text}, ${report.problem.detail}`]
    })
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(new Error(`the run broke off: ${defect}`))),
    Effect.catch(({ message }) =>
      Effect.sync(() => {
        log("error", message)
        return [message]
      })
    ),
    Effect.provide(logger),
    Effect.runPromise
  )
