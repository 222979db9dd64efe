/** The options of a run as the settings give them. */
import * as Duration from "effect/Duration"
import type { RunOptions } from "../extraction/RunOptions.ts"
import type { Settings } from "./Settings.ts"

/** Returns what the settings say of a run; what they do not say has the library's default. */
export const runOptionsOf = (settings: Settings): Omit<RunOptions, "extractors" | "source" | "period"> => ({
  prefix: settings.prefix,
  ...(settings.budgetSeconds === undefined ? {} : { budget: Duration.seconds(settings.budgetSeconds) }),
  ...(settings.maxRequests === undefined ? {} : { maxRequests: settings.maxRequests }),
  ...(settings.suspended === undefined ? {} : { suspended: settings.suspended }),
  ...(settings.cacheExpirySeconds === undefined ? {} : { cacheExpiry: Duration.seconds(settings.cacheExpirySeconds) }),
  ...(settings.entryExpirySeconds === undefined ? {} : { entryExpiry: Duration.seconds(settings.entryExpirySeconds) })
})
