/**
 * The type of what a tagged error extends, spelt out: the declarations of a published module may leave nothing to infer.
 */
import type * as Cause from "effect/Cause"
import type * as Schema from "effect/Schema"

/** What `Schema.TaggedError<Self>()(tag, fields)` returns. */
export type ErrorClass<Self, Tag extends string, Fields extends Schema.Struct.Fields> = Schema.Class<
  Self,
  Schema.TaggedStruct<Tag, Fields>,
  Cause.YieldableError
>
