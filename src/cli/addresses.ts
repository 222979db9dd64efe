/**
 * Addresses with a login, of a Redis and of proxies, and the address and token of a Redis over HTTP: what may be written in a setting.
 *
 * Nothing that is wrong is shown: it may hold a secret.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { httpUrl } from "../bookmaker/http/ClientOptions.ts"

/**
 * What no address with a password may contain as it stands: each of these ends the password or is dropped without a word,
 * so that a part of the password becomes a host, a port, or a part of a message.
 */
export const MISPLACED = /[\s\p{Cc}?#\\]/u

/** Tells whether user and password of a URL can be read: `%` begins two hexadecimal digits, and they are UTF-8. */
export const isReadable = ({ password, username }: URL) => {
  try {
    decodeURIComponent(username)
    decodeURIComponent(password)
    return true
  } catch {
    return false
  }
}

/** How such characters are written. */
export const ENCODE = "with %, @, :, /, # and ? in user and password written as %25, %40, %3A, %2F, %23 and %3F"

/** Decodes the address of a Redis. */
export const RedisUrl = Schema.String.check(
  Schema.makeFilter((text) => {
    const url = URL.parse(text)
    if (MISPLACED.test(text.trim()) || (url !== null && !isReadable(url))) {
      return `Expected redis://user:password@host:port/db without a query, ${ENCODE}`
    }
    return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && /^\/?\d{0,3}$/.test(url.pathname)
      ? undefined
      : "Expected redis://host:port/db, or rediss:// for TLS; db is a number"
  })
)

/** Decodes the address of a Redis that is reached over HTTP. */
export const RestUrl = httpUrl("give the token in REDIS_REST_TOKEN").check(
  Schema.makeFilter((text) => (text.includes("?") ? "Expected a URL without a query" : undefined))
)

/** Decodes the token for it into a secret. What is wrong is not shown: it may be most of one. */
export const RestToken = Schema.String.check(
  Schema.isPattern(/^(?!["'])[!-~]+$/, {
    message:
      "Expected the token alone: without Bearer before it, without quotes, white space and letters that are no ASCII"
  })
).pipe(
  Schema.decodeTo(
    Schema.Redacted(Schema.String),
    SchemaTransformation.transform<Redacted.Redacted<string>, string>({
      decode: (text) => Redacted.make(text),
      encode: Redacted.value
    })
  )
)
