/**
 * Text from a server or client, without control characters and of limited length.
 */
import type * as Redis from "effect/persistence/Redis"
import { clean } from "../../src/domain/Text.ts"

const MAX_CHARACTERS = 2000

/** Returns a text without control characters, of at most 2000 characters. */
export const cleanText = (text: string): string => clean(text.slice(0, MAX_CHARACTERS))

/** Returns the message of a `RedisError`'s cause. */
export const errorMessage = ({ cause }: Redis.RedisError): string =>
  cleanText(cause instanceof Error ? cause.message : String(cause))
