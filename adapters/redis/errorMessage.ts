/**
 * What a server or client said, made fit for people: clean, and short.
 */
import type * as Redis from "effect/persistence/Redis"
import { clean } from "../../src/domain/Text.ts"

const MOST_CHARACTERS = 2000

/** Makes a server's words fit to be shown. */
export const shown = (text: string): string => clean(text.slice(0, MOST_CHARACTERS))

/** Finds what was said, inside the port's error. */
export const messageOf = ({ cause }: Redis.RedisError): string =>
  shown(cause instanceof Error ? cause.message : String(cause))
