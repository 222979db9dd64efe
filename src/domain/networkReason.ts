/**
 * Why a request had no answer, in the words of the client that sent it: its innermost message, without what nobody can use and what
 * may hold a secret.
 */
import { oneError } from "./oneError.ts"
import { withoutUrlSecrets } from "./withoutUrlSecrets.ts"

/** What clients add to a message that nobody can use: where they were sent, and how to make them say more. */
const ADDED =
  /^error sending request .*?(?=client error)| fetching "[^"]*"\.?|\.? For more information, pass `verbose.*$/gs

/** Returns the innermost message of what a client threw, without a URL's path, query, user and password. */
export const networkReason = (error: unknown): string => {
  let inner = oneError(error)
  while (inner instanceof Error && inner.cause instanceof Error) inner = oneError(inner.cause)
  const message = inner instanceof Error ? inner.message : String(inner)
  return withoutUrlSecrets(message).replace(ADDED, "")
}
