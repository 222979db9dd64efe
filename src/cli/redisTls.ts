/**
 * The settings of TLS to a Redis: which may stand together, and their files, read and checked.
 *
 * What is in a file is known to the adapter, which takes it apart (`Parts.decodeTls`). Nothing of it is in a message.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "./Parts.ts"
import { readTextFile } from "./readTextFile.ts"
import { type Decoded, type StoreSettings, settings, type TlsTexts } from "./Settings.ts"
import { SettingsError } from "./SettingsError.ts"

const files = {
  ca: { name: "redisCaFile", what: "certificates" },
  certificate: { name: "redisCertFile", what: "certificates" },
  key: { name: "redisKeyFile", what: "a private key" }
} as const satisfies Record<keyof TlsTexts, { name: keyof Decoded; what: string }>

const parts = Object.keys(files) as ReadonlyArray<keyof TlsTexts>
const variableOf = (part: keyof TlsTexts) => settings[files[part].name].env

const wrong = (part: keyof TlsTexts, message: string) =>
  new SettingsError({ setting: variableOf(part), message: `${variableOf(part)}: ${message}` })

/** Reads the files that the settings name; undefined where they name none. */
export const readTls = Effect.fnUntraced(function* (
  decoded: Decoded,
  redis: Redacted.Redacted<string> | undefined,
  { decodeTls, files: machine }: Pick<Parts["Service"], "decodeTls" | "files">
) {
  const paths = parts.flatMap((part) => {
    const path = decoded[files[part].name]
    return path === undefined ? [] : [[part, path] as const]
  })
  const [first] = paths
  if (first === undefined) return undefined
  if (redis === undefined || !Redacted.value(redis).toLowerCase().startsWith("rediss:")) {
    const { redisHost, redisUrl } = settings
    return yield* wrong(
      first[0],
      `is set, but ${redisUrl.env} is not a rediss:// URL, so there is no TLS; write ` +
        `${redisUrl.env}=rediss://user:password@host:port${decoded.redisHost === undefined ? "" : ` instead of ${redisHost.env}`}, or unset it`
    )
  }
  for (const [one, other] of [
    ["certificate", "key"],
    ["key", "certificate"]
  ] as const) {
    if (decoded[files[one].name] !== undefined && decoded[files[other].name] === undefined) {
      return yield* wrong(other, `is missing, though ${variableOf(one)} is set; both are needed`)
    }
  }
  const texts = yield* Effect.forEach(paths, ([part, path]) =>
    readTextFile(path, `a PEM file of ${files[part].what}`).pipe(
      Effect.map((text) => [part, part === "key" ? Redacted.make(text) : text] as const),
      Effect.mapError((message) => wrong(part, message))
    )
  ).pipe(Effect.provide(machine))
  return yield* Effect.mapError(decodeTls(Object.fromEntries(texts)), ({ part, says }) =>
    wrong(part, `${decoded[files[part].name]} ${says}`)
  )
})

/** Says which files TLS to the Redis is made with; nothing where the store has none. */
export const tlsInUse = (store: StoreSettings, runtimesFile: string | undefined): string => {
  if (store._tag !== "Redis" || !Redacted.value(store.url).toLowerCase().startsWith("rediss:")) return ""
  const used = parts.filter((part) => store.tls?.[part] !== undefined).map(variableOf)
  const runtimes = `the runtime's authorities${runtimesFile === undefined ? "" : ` and those of ${runtimesFile}`}`
  return `; TLS to the Redis with ${[...(store.tls?.ca === undefined ? [runtimes] : []), ...used].join(", ")}`
}
