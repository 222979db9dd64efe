/**
 * The flags of the settings, made of the record in `Settings.ts`, and the settings decoded from them and the environment.
 */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { shownPath } from "../domain/plainWords.ts"
import { StopSignal } from "../extraction/Shutdown.ts"
import { loadSettings } from "./loadSettings.ts"
import { exitCodes, refuse, say } from "./output.ts"
import { Parts } from "./Parts.ts"
import * as Settings from "./Settings.ts"
import type { SettingsError } from "./SettingsError.ts"
import { addSystemProxies, wayTo } from "./SystemProxies.ts"

const { settings } = Settings

const textFlag = ({ env, flag, metavar, purpose }: Readonly<Record<"env" | "flag" | "metavar" | "purpose", string>>) =>
  Flag.String(flag).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(`${purpose.charAt(0).toUpperCase()}${purpose.slice(1)} [${env}]`),
    Flag.optional
  )

const sandbox = Flag.Boolean("sandbox").pipe(
  Flag.withDescription("Use the simulated bookmaker, whatever is configured, under a prefix and in a file of its own"),
  Flag.withDefault(false)
)

/** Flags of what reads the store. */
export const storeFlags = {
  sandbox,
  liveUrl: textFlag(settings.liveUrl),
  upcomingUrl: textFlag(settings.upcomingUrl),
  config: textFlag(settings.config),
  prefix: textFlag(settings.prefix),
  sqlitePath: textFlag(settings.sqlitePath)
}

/** Flags of what runs an extractor. */
export const runFlags = {
  ...storeFlags,
  concurrency: textFlag(settings.concurrency),
  budget: textFlag(settings.budget),
  rate: textFlag(settings.rate),
  maxRequests: textFlag(settings.maxRequests),
  minCoverage: textFlag(settings.minCoverage),
  suspended: textFlag(settings.suspended),
  cacheExpiry: textFlag(settings.cacheExpiry),
  entryExpiry: textFlag(settings.entryExpiry)
}

/** Flags of what runs for long. */
export const watchFlags = {
  ...runFlags,
  metricsPort: textFlag(settings.metricsPort),
  metricsHost: textFlag(settings.metricsHost)
}

/** The flags of the settings: texts that are not decoded yet. */
export type Flags = { readonly sandbox: boolean } & { readonly [name in Settings.SettingName]?: Option.Option<string> }

const refuseSettings = ({ message, setting }: SettingsError) =>
  refuse(setting.startsWith("--") ? exitCodes.usage : exitCodes.configuration, message)

/** Ends the command where the stop signal comes: being interrupted has the exit code of the signal. */
const stopped = Effect.andThen(Effect.flatten(StopSignal), Effect.interrupt)

/** Decodes flags and environment, no longer than until the stop signal. */
export const decode = (flags: Flags) => {
  const texts = Object.entries(flags).flatMap(([name, value]) =>
    name in settings && Option.isOption(value) && Option.isSome(value) ? [[name, value.value] as const] : []
  )
  return Effect.flatMap(Parts, (parts) =>
    Effect.raceFirst(loadSettings(Object.fromEntries(texts), flags.sandbox, parts), stopped)
  ).pipe(Effect.flatMap(addSystemProxies))
}

/** Decodes flags and environment, and ends the command where they are wrong: wrong usage, or wrong configuration. */
export const load = (flags: Flags) => Effect.catchTag(decode(flags), "SettingsError", refuseSettings)

/** Says on stderr which bookmaker a run asks, and through which proxy. */
export const sayBookmaker = Effect.fnUntraced(function* (loaded: Settings.Settings, source: "live" | "upcoming") {
  if (loaded.bookmaker !== undefined) {
    const { origin, pathname } = new URL(loaded.bookmaker[source])
    return yield* say(`bookmaker: ${origin}${shownPath(pathname)}${wayTo(loaded, origin)}`)
  }
  yield* say(
    `bookmaker: the sandbox, with invented matches and odds (for a real one set ${settings.liveUrl.env} and ${settings.upcomingUrl.env})`
  )
})
