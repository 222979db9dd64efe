/**
 * What can be asked of a bookmaker besides odds: whether a run would understand it, and what it answers word for word.
 *
 * `doctor` asks it; a run does not. Nothing here fails: what is wrong is a finding.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Finding } from "../domain/Finding.ts"
import type { CompetitionQuery } from "./Bookmaker.ts"

/** A file for a bug report. */
export interface AnswerFile {
  /** Such as `live-matches-1.body.json`; no two files of a source, and no two sources, share one. */
  readonly name: string
  /** Without secrets: what the user sends of their own is replaced by `[secret]`. */
  readonly text: string
}

/** What was found, and what was answered. */
export interface Examination {
  readonly findings: ReadonlyArray<Finding>
  /** Returns each answer with its request, without secrets. */
  readonly files: () => ReadonlyArray<AnswerFile>
}

/** Examines a bookmaker. */
export class BookmakerAdmin extends Context.Service<
  BookmakerAdmin,
  {
    /** Asks for the listing of a source and for one of its competitions, as a run would, and says what it recognised. */
    readonly examine: (query: CompetitionQuery) => Effect.Effect<Examination>
  }
>()("bookiegamma/BookmakerAdmin") {}
