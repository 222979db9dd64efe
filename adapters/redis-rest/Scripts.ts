/**
 * Runs Lua scripts by their SHA-1. The text of a script goes before its first use in the same request, which saves the round trip
 * that asks for its id; and again where the server has forgotten it.
 */
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"

type Send = Redis.Redis["Service"]["send"]

/** How often a script was sent, and its id. */
interface Known {
  readonly id: Effect.Effect<string>
  loads: number
}

const sha1 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Makes the function that runs scripts. */
export const make = (send: Send): Redis.Redis["Service"]["eval"] => {
  const scripts = new Map<object, Known>()
  const knownOf = (script: { readonly lua: string }): Known => {
    let known = scripts.get(script)
    if (known === undefined) {
      const id = sha1(script.lua)
      known = { id: Effect.promise(() => id), loads: 0 }
      scripts.set(script, known)
    }
    return known
  }
  return <C extends { readonly params: ReadonlyArray<unknown>; readonly result: unknown }>(script: Redis.Script<C>) =>
    (...params: C["params"]): Effect.Effect<C["result"], Redis.RedisError> => {
      const known = knownOf(script)
      const args = [script.numberOfKeys(...params), ...script.params(...params)].map(String)
      /** Runs the script, and sends it first unless somebody has since `seen` of its loads. */
      const run = (id: string, seen: number): Effect.Effect<C["result"], Redis.RedisError> => {
        const evalSha = send<C["result"]>("EVALSHA", id, ...args)
        if (known.loads > seen) return evalSha
        known.loads++
        const loaded = Effect.all([send("SCRIPT", "LOAD", script.lua), evalSha], { concurrency: "unbounded" })
        return Effect.map(loaded, ([, result]) => result)
      }
      return Effect.flatMap(known.id, (id) =>
        Effect.suspend(() => {
          const before = Math.max(known.loads, 1)
          return Effect.catchIf(
            run(id, 0),
            (error) => String(error.cause).includes("NOSCRIPT"),
            () => run(id, before)
          )
        })
      )
    }
}
