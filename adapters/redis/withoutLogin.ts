/**
 * An error of a Redis without the login of its URL, or another secret that was sent to it: a server that does not know HELLO repeats the password in its reply,
 * one with ACLs names the user, and a gateway before it may say more.
 *
 * Pure. The words by which the store and the remedies know what an error means stay, whatever the login is.
 */
import * as Redacted from "effect/Redacted"
import { withoutSecrets } from "../../src/domain/withoutSecrets.ts"

/** What was sent, as servers repeat it: cut off after some characters, perhaps within the password. */
const REPEATED = /,? with args beginning with.*$/is

/** An error's first word, and what else is looked for in one. */
const MEANINGFUL =
  /(^[A-Z]{2,}\b|\b(?:NOPERM|NOAUTH|WRONGPASS|WRONGTYPE|AUTH failed|[Uu]nknown command|[Uu]nknown [Ii]ndex name|[Nn]o such index|[Aa]lready exists)\b)/

/** The user that every server has. */
const DEFAULT_USER = "default"

/** Returns a function that takes secrets, and what is repeated of a command, out of a message. */
export const withoutSent = (secrets: ReadonlyArray<string>): ((message: string) => string) => {
  const clean = withoutSecrets(secrets, new Set())
  return (message) =>
    message
      .replace(REPEATED, "")
      .split(MEANINGFUL)
      .map((part, index) => (index % 2 === 1 ? part : clean(part)))
      .join("")
}

/** Returns a function that takes user and password of a URL, and what is repeated of a command, out of a message. */
export const withoutLogin = (url: Redacted.Redacted<string>): ((message: string) => string) => {
  const { password, username } = new URL(Redacted.value(url))
  return withoutSent([username, password].map(decodeURIComponent).filter((text) => text !== DEFAULT_USER))
}
