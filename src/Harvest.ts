/**
 * The matches of every competition, fetched at once and tallied as they arrive.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as BookieGamma from "./BookieGamma.ts"
import type { BookieGammaError } from "./BookieGammaError.ts"
import * as Ledger from "./Ledger.ts"
import { inquiryOf, type Plan } from "./Plan.ts"
import { Progress } from "./Progress.ts"
import { Stop } from "./Stop.ts"

/** What came of one competition: a tally for each market, or why there is none. */
export type Crop = Result.Result<ReadonlyArray<Ledger.Tally>, BookieGammaError>

/** What came of all, in the order of the ids; `stopped` where the run was asked to end early. */
export interface Harvest {
  readonly crops: ReadonlyArray<Crop>
  readonly stopped: boolean
}

/** Fetches all competitions, at most `concurrency` at once. An answer's body is let go once it is tallied. */
export const gather = Effect.fn("Harvest.gather")(function* (plan: Plan, ids: ReadonlyArray<string>) {
  const progress = yield* Progress
  const inquiry = inquiryOf(plan)
  const counts = ids.map(BookieGamma.attempts)
  const crops: Array<Crop | undefined> = ids.map(() => undefined)
  let answered = 0
  let matches = 0
  const advance = () => progress({ competitions: ids.length, answered, matches })
  advance()

  const fetchOne = Effect.fnUntraced(function* (id: string, index: number) {
    const crop = yield* BookieGamma.matches(inquiry, id, counts[index]!).pipe(
      Effect.map((found) => Ledger.tally(found, plan.markets, plan.stamp)),
      Effect.result
    )
    crops[index] = crop
    answered++
    if (Result.isSuccess(crop)) matches += crop.success[0]?.seen ?? 0
    advance()
  })
  const stopped = yield* Effect.forEach(ids, fetchOne, { concurrency: plan.concurrency, discard: true }).pipe(
    Effect.as(false),
    Effect.raceFirst(Effect.as(yield* Stop, true))
  )
  return {
    stopped,
    crops: crops.map((crop, index): Crop => crop ?? Result.fail(BookieGamma.interrupted(counts[index]!)))
  } satisfies Harvest as Harvest
})
