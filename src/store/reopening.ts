/**
 * A store that is opened when it is first needed, and again after it could not be opened: for a process that outlives an
 * outage of its store.
 *
 * A connection that was lost later is the adapter's to make again.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { delegating, OddsStore, type StoreError } from "./OddsStore.ts"

/**
 * Provides a store that each operation opens where it is not open yet. Operations fail with the error of opening while
 * that fails, and the next one tries again; operations at the same time wait for one opening.
 */
export const layerReopening = (
  description: string,
  layer: Layer.Layer<OddsStore, StoreError>
): Layer.Layer<OddsStore> =>
  Layer.effect(
    OddsStore,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const opening = Semaphore.makeUnsafe(1)
      let opened: OddsStore["Service"] | undefined
      const open = Effect.suspend(() => {
        if (opened !== undefined) return Effect.succeed(opened)
        return Effect.gen(function* () {
          const attempt = yield* Scope.fork(scope)
          const context = yield* Layer.buildWithScope(Layer.fresh(layer), attempt).pipe(
            Effect.onError((cause) => Scope.close(attempt, Exit.failCause(cause)))
          )
          opened = Context.get(context, OddsStore)
          return opened
        })
      })
      return delegating(description, opening.withPermits(1)(open))
    })
  )
