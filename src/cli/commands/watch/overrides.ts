/**
 * The file of headers and parameters, read again while sources are watched: a token in it may change.
 *
 * An unusable file is logged once, and the last usable one stays in use.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type { RequestOverrides } from "../../../bookmaker/http/RequestOverrides.ts"
import { decodeOverridesText, readOverridesText } from "../../loadSettings.ts"
import type { Settings } from "../../Settings.ts"
import type { SettingsError } from "../../SettingsError.ts"

/** Headers and parameters that may change. */
export interface CurrentOverrides {
  /** Returns those in force. */
  readonly current: () => RequestOverrides | undefined
  /** Reads the file again, and says where it has changed or cannot be used. */
  readonly reload: Effect.Effect<void>
}

/** Begins with what the settings were read with. */
export const make = (
  { bookmaker, overridesFile }: Settings,
  files: Layer.Layer<FileSystem.FileSystem>
): CurrentOverrides => {
  let current = bookmaker?.overrides
  let lastText: string | undefined
  let lastError: string | undefined
  if (overridesFile === undefined) return { current: () => current, reload: Effect.void }

  const take = (text: string) =>
    Effect.gen(function* () {
      if (text === lastText && lastError === undefined) return
      const overrides = yield* Effect.fromResult(decodeOverridesText(overridesFile, text))
      const isNews = lastText !== undefined || lastError !== undefined
      lastText = text
      lastError = undefined
      current = overrides
      if (isNews) yield* Effect.logInfo(`${overridesFile} was read again and is used now`)
    })
  const refuse = ({ message }: SettingsError) =>
    Effect.suspend(() => {
      if (message === lastError) return Effect.void
      lastError = message
      return Effect.logWarning(`${message}; what was read before stays in force`)
    })
  return {
    current: () => current,
    reload: readOverridesText(overridesFile).pipe(Effect.flatMap(take), Effect.catch(refuse), Effect.provide(files))
  }
}
