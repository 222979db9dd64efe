/**
 * What a server or client said, as clean and short text.
 */
import type * as Redis from "effect/persistence/Redis"
import { clean } from "../../src/domain/Text.ts"

const MOST_CHARACTERS = 2000

/** Returns a server's text clean and shortened. */
export const cleanText = (text: string): string => clean(text.slice(0, MOST_CHARACTERS))

/** Returns the message inside the port's error. */
export const errorMessage = ({ cause }: Redis.RedisError): string =>
  cleanText(cause instanceof Error ? cause.message : String(cause))
