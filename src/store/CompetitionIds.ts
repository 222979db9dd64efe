/**
 * The cached competition ids as a store holds them: a JSON array of ids, each as text and clean, none twice.
 *
 * Others can write there, so anything else counts as damaged.
 */
import * as Schema from "effect/Schema"
import { clean } from "../domain/Text.ts"

const CompetitionIds = Schema.NonEmptyArray(Schema.NonEmptyString).check(
  Schema.makeFilter((ids) =>
    new Set(ids).size === ids.length && ids.every((id) => clean(id) === id)
      ? undefined
      : "Expected clean ids, each once"
  )
)

/** Decodes the text of cached ids; none where it is damaged. */
export const decodeIds = Schema.decodeUnknownOption(Schema.fromJsonString(CompetitionIds))
