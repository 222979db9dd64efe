/** `StoreProbe` in Redis commands, on the same `Redis` service as the store. */
import { Effect, Layer } from "effect"
import * as Redis from "effect/persistence/Redis"
import { type StoredValue, StoreProbe } from "../suites/StoreProbe.ts"

const make = Effect.map(Redis.Redis, ({ send }) => {
  const command = <A = unknown>(name: string, ...args: ReadonlyArray<string>) => Effect.orDie(send<A>(name, ...args))
  const readValue = (read: Effect.Effect<string | null>, key: string) =>
    Effect.map(Effect.all([read, command<number>("PTTL", key)]), ([text, millis]): StoredValue | undefined =>
      text === null ? undefined : { text, timeToLive: millis < 0 ? undefined : millis }
    )
  const json = (key: string) => readValue(command<string | null>("JSON.GET", key), key)
  const expire = (key: string, expiry: number | undefined) =>
    expiry === undefined ? Effect.void : Effect.asVoid(command("PEXPIRE", key, String(expiry)))
  return StoreProbe.of({
    putEntry: (key, text, expiry) => Effect.andThen(command("JSON.SET", key, "$", text), expire(key, expiry)),
    entry: json,
    deleteEntry: (key) => Effect.asVoid(command("DEL", key)),
    putCached: (key, text) => Effect.asVoid(command("SET", key, text)),
    cached: (key) => readValue(command<string | null>("GET", key), key),
    putPublished: (key, text, expiry) => Effect.andThen(command("JSON.SET", key, "$", text), expire(key, expiry)),
    published: json,
    stream: (name) =>
      Effect.map(
        command<ReadonlyArray<readonly [string, ReadonlyArray<string>]>>("XRANGE", name, "-", "+"),
        (entries) =>
          entries.map(([id, [field, data_key = ""]]) => {
            if (field !== "data_key") throw new Error(`a stream entry has the field ${field}`)
            return { id, data_key }
          })
      ),
    announce: (name, id, dataKey) => Effect.asVoid(command("XADD", name, id, "data_key", dataKey))
  })
})

/** Provides the probe of a Redis. */
export const layerProbe: Layer.Layer<StoreProbe, never, Redis.Redis> = Layer.effect(StoreProbe, make)
