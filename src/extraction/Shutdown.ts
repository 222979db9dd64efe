/**
 * How a run is asked to end early: it stops fetching, stores what is whole, and reports itself as interrupted.
 *
 * Unlike interrupting the fiber, which drops everything. By default nobody asks.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Completes when the run is to end. */
export const Stop = Context.Reference<Effect.Effect<void>>("bookiegamma/Stop", { defaultValue: () => Effect.never })
