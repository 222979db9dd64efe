/**
 * The shape of a user's file of headers and parameters, per source and step.
 *
 * How they are laid over the defaults is the business of each bookmaker's requests.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Some clients send no request with a header of these, and others send it without. */
const NOT_SENT = /^(expect|keep-alive|transfer-encoding|upgrade)$/i
const HEADER_VALUE = /^[\t\x20-\x7e]*$/

const perStep = <S extends Schema.Top>(entries: S) => {
  const steps = Schema.Struct({ competitions: Schema.optionalKey(entries), matches: Schema.optionalKey(entries) })
  return Schema.Struct({ live: Schema.optionalKey(steps), upcoming: Schema.optionalKey(steps) })
}

const HeaderName = Schema.String.check(Schema.isPattern(HEADER_NAME, { message: "Expected a header's name" }))
const HeaderValue = Schema.String.check(
  Schema.isPattern(HEADER_VALUE, { message: "Expected printable ASCII as a header's value" })
)
const HeaderEntries = Schema.Record(HeaderName, Schema.NullOr(Schema.RedactedFromValue(HeaderValue))).check(
  Schema.makeFilter((headers) => {
    const name = Object.keys(headers).find((name) => NOT_SENT.test(name))
    return name === undefined ? undefined : `Expected headers that every client sends; ${name} is not one`
  })
)

/** Entries by name, per source and step; `null` removes an entry. */
export type PerStep<Value> = {
  readonly [Source in "live" | "upcoming"]?: {
    readonly [Step in "competitions" | "matches"]?: Readonly<Record<string, Value | null>>
  }
}

/** Headers and parameters; the values of headers are `HeaderValue`. */
export interface Overrides<HeaderValue> {
  /** Says that the counts stated are not to be believed. */
  readonly counts?: "ignore"
  /** Headers to send, and with `null` not to send. */
  readonly headers?: PerStep<HeaderValue>
  /** Parameters of the query, and with `null` those to leave out. */
  readonly params?: PerStep<string>
}

/**
 * Headers and parameters per source and step: `null` removes an entry; `{day}`, `{competition_id}`, `{sub_type_id}` and
 * `{page}` in a value are filled in. `counts: "ignore"` says that the counts stated are not to be believed.
 */
export interface RequestOverrides extends Overrides<Redacted.Redacted<string>> {}

/** Decodes the file of headers and parameters. */
export const RequestOverrides: Schema.Codec<RequestOverrides, Overrides<string>> = Schema.Struct({
  counts: Schema.optionalKey(Schema.Literal("ignore")),
  headers: Schema.optionalKey(perStep(HeaderEntries)),
  params: Schema.optionalKey(perStep(Schema.Record(Schema.String, Schema.NullOr(Schema.String))))
})
