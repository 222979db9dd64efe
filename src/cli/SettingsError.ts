/** The error of wrong settings. */
import * as Schema from "effect/Schema"

/** Reports a setting that is wrong; `message` names it, says why, and what would be right. */
export class SettingsError extends Schema.TaggedError<SettingsError>()("SettingsError", {
  /** The variable or flag. */
  setting: Schema.String,
  message: Schema.String
}) {}
