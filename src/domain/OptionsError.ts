/** The error of wrong options: the only way in which a run fails before it begins. */
import * as Schema from "effect/Schema"
import type { ErrorClass } from "./ErrorClass.ts"

const TaggedError: ErrorClass<OptionsError, "OptionsError", { readonly message: Schema.String }> =
  Schema.TaggedError<OptionsError>()("OptionsError", { message: Schema.String })

/** Reports an option that is wrong; `message` names it, says why, and what would be right. */
export class OptionsError extends TaggedError {}
