/**
 * How far a run is, for whoever wants to draw it. By default nobody does.
 */
import * as Context from "effect/Context"

/** What is done of a run. `matches` are those seen so far. */
export interface Progress {
  readonly competitions: number
  readonly answered: number
  readonly matches: number
}

/** Called after every competition; must not fail or block. */
export const Progress = Context.Reference<(progress: Progress) => void>("bookiegamma/Progress", {
  defaultValue: () => () => {}
})
