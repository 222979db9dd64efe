/**
 * How a bookmaker's API is reached, and how hard it may be asked: with bounds and defaults.
 *
 * The command's settings are decoded with the same schemas and bounds, so each is defined once.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Bounds, within } from "../../domain/Bounds.ts"
import type { BodyOptions } from "./BodyOptions.ts"
import { RequestOverrides } from "./RequestOverrides.ts"

/** The most requests that may be in flight. */
export const MAX_IN_FLIGHT = 50

/** How many requests may be in flight. */
export const maxInFlight: Bounds = { minimum: 1, maximum: MAX_IN_FLIGHT, what: "a whole number", isWhole: true }
/** How many requests may be sent in a second. */
export const rate: Bounds = { minimum: 0.1, maximum: 1000, what: "requests a second" }

/** What does not belong in an origin and path: after a password with a slash, the rest of it would be taken for a path. */
const MISPLACED = /[@\\]/
/** What would be dropped without a word, and from `#` on all the rest. */
const DROPPED = /[\s\p{Cc}#]/u

/** Makes a schema of an http or https URL without user and password; `login` says where those belong. */
export const httpUrl = (login: string): Schema.String =>
  Schema.String.check(
    Schema.makeFilter((text) => {
      const url = URL.parse(text)
      if (url === null || !/^https?:$/.test(url.protocol)) return "Expected a URL that begins with http:// or https://"
      if (url.username !== "" || url.password !== "") return `Expected a URL without user and password; ${login}`
      if (MISPLACED.test(text.split("?")[0] ?? "") || DROPPED.test(text.trim())) {
        return "Expected a URL without white space, and with @, \\ and # written as %40, %5C and %23"
      }
      return undefined
    })
  )

/** Decodes an http or https URL without user and password. */
export const HttpUrl: Schema.String = httpUrl("give them as an authorization header in BOOKIEGAMMA_CONFIG")

/** The options of a client. */
export interface ClientOptions {
  /** Where live matches are; a query in the URL is sent along. */
  readonly live: string
  /** Where upcoming matches are. */
  readonly upcoming: string
  /** Headers and parameters per source and step. @default {} */
  readonly overrides?: RequestOverrides
  /** Further secrets in requests, such as a proxy's login: answers that may repeat them are not shown. @default none */
  readonly secrets?: ReadonlyArray<Redacted.Redacted<string>>
  /** Requests in flight, over all runs, 1 to 50. @default 50 */
  readonly maxInFlight?: number
  /** Requests a second, 0.1 to 1000. @default no limit */
  readonly rate?: number
}

/** Decodes the options of a client. */
export const ClientOptions: Schema.Codec<ClientOptions> = Schema.Struct({
  live: HttpUrl,
  upcoming: HttpUrl,
  overrides: Schema.optionalKey(Schema.toType(RequestOverrides)),
  secrets: Schema.optionalKey(Schema.Array(Schema.Redacted(Schema.String))),
  maxInFlight: Schema.optionalKey(within(maxInFlight)),
  rate: Schema.optionalKey(within(rate))
})

/** Options of the bookmaker's layer itself, for all runs over it. */
export interface LayerOptions {
  /** Returns the headers and parameters to send from now on. @default those of the client's options */
  readonly currentOverrides?: () => RequestOverrides | undefined
  /** Keeps the last answer of each request, at most 64 MiB in all. @default false */
  readonly keepsAnswers?: boolean
  /** How bodies are read and parsed; such as `hostBodies` of `adapters/host`, which saves CPU. @default as on any runtime */
  readonly bodies?: BodyOptions | undefined
}
