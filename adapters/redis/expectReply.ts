/**
 * Replies as the store reads them. One of another shape, as something between the store and its server may make of it, is an error: it
 * must not pass for an entry that is gone, or for a search that has found nothing.
 */
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { ErrorReply } from "./ErrorReply.ts"

/** Returns a function that fails for a reply which is not what its command answers. */
export const expectReply =
  <A>(command: string, isExpected: (reply: unknown) => reply is A) =>
  (reply: unknown): Effect.Effect<A, Redis.RedisError> =>
    isExpected(reply)
      ? Effect.succeed(reply)
      : Effect.fail(new Redis.RedisError({ cause: new ErrorReply(`unknown answer to ${command}`) }))

/** The reply to a write. */
export const isOk = (reply: unknown): reply is "OK" => reply === "OK"

/** A text, or nothing where there is none. */
export const isTextOrNull = (reply: unknown): reply is string | null => reply === null || typeof reply === "string"

/** A whole number, also as text. */
export const isInteger = (reply: unknown): reply is number | string =>
  typeof reply === "number" ? Number.isInteger(reply) : typeof reply === "string" && /^-?\d+$/.test(reply)

/** What the script that changes an entry returns. */
export const isChangeResult = (reply: unknown): reply is "gone" | "merged" => reply === "gone" || reply === "merged"

type StreamEntry = readonly [id: string, fields: ReadonlyArray<string>]

const isStreamEntry = (entry: unknown): entry is StreamEntry =>
  Array.isArray(entry) &&
  typeof entry[0] === "string" &&
  Array.isArray(entry[1]) &&
  entry[1].every((field) => typeof field === "string")

/** The entries of a stream: the id and fields of each. */
export const areStreamEntries = (reply: unknown): reply is ReadonlyArray<StreamEntry> =>
  Array.isArray(reply) && reply.every(isStreamEntry)
