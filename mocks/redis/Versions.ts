/**
 * Which software the stand-in says it is: Redis 7.2.6 with RedisJSON 2.6.24 and RediSearch 2.8.24, Redis 7.4.1 with 2.8.19
 * and 2.10.20, or 7.9.224, a milestone of 8.0, with 2.8.19 and 8.0.2. A server that lacks all JSON or FT commands does not name that module.
 */
import { Pairs, type Reply } from "./Reply.ts"
import type { State } from "./State.ts"

const software = {
  "7.2": { redis: "7.2.6", json: 20624, search: 20824 },
  "7.4": { redis: "7.4.1", json: 20819, search: 21020 },
  "8.0": { redis: "7.9.224", json: 20819, search: 80002 }
} as const

/** The version of Redis, such as 7.2.6. */
export const redisVersion = ({ version }: State): string => software[version].redis

/** The modules that are loaded, with their versions. */
export const loaded = (
  state: State
): Array<{ readonly name: string; readonly version: number; readonly path: string }> => {
  const { json, search } = software[state.version]
  const isNewest = state.version === "8.0"
  const all = [
    { name: "ReJSON", version: json, path: "rejson.so", probe: "json.set" },
    { name: "search", version: search, path: `redisearch${isNewest ? "8" : ""}.so`, probe: "ft.search" }
  ]
  if (isNewest) all.reverse()
  return all.filter(({ probe }) => !state.lacks(probe))
}

/** The modules as HELLO and MODULE LIST show them. */
export const modules = (state: State): Reply =>
  loaded(state).map(
    ({ name, version, path }) =>
      new Pairs([
        ["name", name],
        ["ver", version],
        ["path", path],
        ["args", []]
      ])
  )
