/**
 * Where a Redis is in its REST form, and the token that it asks for: checked before anything is sent.
 *
 * Pure. Nothing of the token is in a message.
 */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { shownPath } from "../../src/domain/plainWords.ts"

/** How a Redis is reached in its REST form. */
export interface Options {
  /** `https://host`, or `https://host/path`; `http://` sends token and data in clear text. */
  readonly url: string
  /** The token that is sent as `Authorization: Bearer`. */
  readonly token: Redacted.Redacted<string>
  /** How long one request may take, its answer included. @default 10 seconds */
  readonly requestTimeout?: Duration.Input
}

/** The options as they are used. */
export interface Target {
  /** Where commands are posted. */
  readonly endpoint: string
  /** Where the Redis is, for messages. */
  readonly address: string
  readonly token: Redacted.Redacted<string>
  readonly requestTimeout: Duration.Duration
}

/** Returns where a URL leads to, for messages: without what may be a secret. */
export const addressOf = (url: string): string => {
  const parsed = URL.parse(url)
  return parsed === null ? "at no URL" : `${parsed.origin}${shownPath(parsed.pathname)}`.replace(/\/+$/, "")
}

/** What no header can hold. */
const NOT_SENT = /[^!-~]/

/** Decodes options; fails with what is wrong. */
export const decode = ({ requestTimeout, token, url }: Options): Result.Result<Target, string> => {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return Result.fail("its URL must begin with https:// or http://")
  }
  if (parsed.username !== "" || parsed.password !== "") {
    return Result.fail("its URL must have no user and password; give the token apart from it")
  }
  if (/[?#]/.test(url)) return Result.fail("its URL must have no query; give the token apart from it")
  if (Redacted.value(token) === "" || NOT_SENT.test(Redacted.value(token))) {
    return Result.fail("its token is empty, or has white space or letters that are no ASCII")
  }
  return Result.succeed({
    endpoint: `${parsed.href.replace(/\/+$/, "")}/pipeline`,
    address: addressOf(url),
    token,
    requestTimeout: Duration.fromInputUnsafe(requestTimeout ?? "10 seconds")
  })
}
