/**
 * A message of somebody else's without what URLs in it may hold of secrets: path, query, user and password.
 *
 * Pure. What is a secret need not be known here; where it is, `withoutSecrets.ts` finds it in any text.
 */

/** Where a URL in a message ends: at white space, or at a bracket or quote before it. */
const END = String.raw`(?="?\)?[:,.]?(?:\s|$))`
/** A URL with an `@`: how far a login goes cannot be told, since a password may hold `/` and `?` as they are. */
const WITH_LOGIN = new RegExp(String.raw`//\S*@\S*?${END}`, "g")
const PATH_OR_QUERY = new RegExp(String.raw`(//[^\s/?#]+[/?#]|\?)\S+?${END}`, "g")

/** Returns a message in which URLs have only scheme, host and port, and with a login only the scheme. */
export const withoutUrlSecrets = (message: string): string =>
  message.replace(WITH_LOGIN, "//…").replace(PATH_OR_QUERY, "$1…")
