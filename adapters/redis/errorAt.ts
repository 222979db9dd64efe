/**
 * Errors of a Redis that name its address, and never user or password.
 */
import { ErrorReply as ClientErrorReply } from "@redis/client"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import { oneError } from "../../src/domain/oneError.ts"
import { ErrorReply } from "./ErrorReply.ts"
import { withoutLogin } from "./withoutLogin.ts"

/** Returns `host:port` of a Redis URL, for messages. */
export const addressOf = (url: Redacted.Redacted<string>): string => {
  const { hostname, port } = new URL(Redacted.value(url))
  return `${hostname}:${port || 6379}`
}

/** Makes a `RedisError` that names the address, with the error of client or server as its cause, both without the login. */
export const errorAt = (url: Redacted.Redacted<string>) => {
  const address = addressOf(url)
  const clean = withoutLogin(url)
  return (thrown: unknown): Redis.RedisError => {
    const error = oneError(thrown)
    const said = error instanceof Error ? error.message || error.name : String(error)
    const text = clean(said)
    const cause = error instanceof ClientErrorReply ? new ErrorReply(text) : text === said ? error : new Error(text)
    // Node's own errors end with the address already.
    const reason = text.endsWith(` ${address}`) ? text.slice(0, -address.length - 1) : text
    return new Redis.RedisError({ cause: new Error(`Redis ${address}: ${reason}`, { cause }) })
  }
}
