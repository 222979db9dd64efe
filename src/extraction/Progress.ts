/**
 * How far a run is, for whoever likes to draw it. By default nobody looks.
 */
import * as Context from "effect/Context"

/** Counts what is done of a run. `matches` are those seen so far. */
export interface Progress {
  readonly competitions: number
  readonly answered: number
  readonly matches: number
}

/** Is called after every competition; must not fail, and returns at once. */
export const Progress = Context.Reference<(progress: Progress) => void>("bookiegamma/Progress", {
  defaultValue: () => () => {}
})
