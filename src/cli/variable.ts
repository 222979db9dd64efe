/**
 * Reads a variable of the environment as it stands there.
 *
 * Asked of the provider, and not by a `Config`, which compiles a schema for every name.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"

/** Returns a variable's text, which may be empty; undefined where it is not set. */
export const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.flatMap(ConfigProvider.ConfigProvider, (provider) =>
    Effect.map(Effect.orDie(provider.load([name])), (node) => node?.value)
  )
