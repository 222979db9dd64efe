/**
 * The first part of every key of the store. By itself, so that whoever makes keys alone needs no schema.
 */
import * as Schema from "effect/Schema"

/** Decodes a prefix: 1 to 32 ASCII letters and digits. */
export const Prefix: Schema.String = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9]{1,32}$/, { message: "Expected 1 to 32 letters and digits (A-Z, a-z, 0-9)" })
)
