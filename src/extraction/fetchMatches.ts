/**
 * The matches of every competition, fetched at once and entered in the ledgers as they arrive.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { BookieGammaError } from "../bookmaker/BookmakerError.ts"
import * as BookieGamma from "../bookmaker/bookiegamma/BookieGamma.ts"
import type { WireMatch } from "../bookmaker/bookiegamma/responses.ts"
import * as Ledger from "./Ledger.ts"
import { Progress } from "./Progress.ts"
import { inquiryOf, type Plan } from "./RunPlan.ts"
import { Stop } from "./Shutdown.ts"

/** A competition that gave no matches, and why. */
export interface Failure {
  readonly id: string
  readonly error: BookieGammaError
}

/** What came of all: a ledger for each market, failures in the order of the ids. */
export interface Harvest {
  readonly ledgers: ReadonlyArray<Ledger.Ledger>
  readonly failures: ReadonlyArray<Failure>
  /** True where the run was asked to end early. */
  readonly stopped: boolean
}

/** Fetches all competitions, at most `concurrency` at once. An answer is let go once it is in the ledgers. */
export const gather = Effect.fn("Harvest.gather")(function* (plan: Plan, ids: ReadonlyArray<string>) {
  const progress = yield* Progress
  const counts = ids.map(BookieGamma.attempts)
  const ledgers = plan.markets.map(() => Ledger.open({ isStored: !plan.dryRun }))
  const ends: Array<Result.Result<void, BookieGammaError> | undefined> = ids.map(() => undefined)
  let answered = 0
  let matches = 0
  const advance = () => progress({ competitions: ids.length, answered, matches })
  advance()
  const end = (index: number, result: Result.Result<void, BookieGammaError>) => {
    ends[index] = result
    answered++
    advance()
  }

  const tally = (found: ReadonlyArray<WireMatch>) => Ledger.tally(found, plan.markets, plan.stamp)
  const talliesOf = BookieGamma.matches(inquiryOf(plan), tally)
  const fetchOne = (id: string, index: number) =>
    Effect.match(talliesOf(id, counts[index]!), {
      onSuccess: (tallies) => {
        for (const [market, tally] of tallies.entries()) ledgers[market]!.enter(index, tally)
        matches += tallies[0]?.seen ?? 0
        end(index, Result.void)
      },
      onFailure: (error) => end(index, Result.fail(error))
    })
  const stopped = yield* Effect.forEach(ids, fetchOne, { concurrency: plan.concurrency, discard: true }).pipe(
    Effect.as(false),
    Effect.raceFirst(Effect.as(yield* Stop, true))
  )
  const failures = ids.flatMap((id, index): ReadonlyArray<Failure> => {
    const end = ends[index] ?? Result.fail(BookieGamma.interrupted(counts[index]!))
    return Result.isFailure(end) ? [{ id, error: end.failure }] : []
  })
  return { stopped, failures, ledgers: ledgers.map((ledger) => ledger.close()) } satisfies Harvest as Harvest
})
