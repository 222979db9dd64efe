/**
 * Changed documents as `watch --format ndjson` prints them: each a line of JSON on stdout, written beside the runs.
 */
import type * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as OddsChanges from "../../../extraction/watch/OddsChanges.ts"
import type { WatchEvent } from "../../../extraction/watch/WatchEvent.ts"
import { print } from "../../output.ts"

/** How many runs' lines may wait for a slow reader; the lines of further runs are dropped, and a warning counts them. */
const MAX_WAITING = 64
/** How long the last lines may take to be printed after the signal, in milliseconds. */
const LAST_LINES_MILLIS = 500

/** Starts the printer, and returns how it takes events and how it ends. */
export const startPrinter = Effect.gen(function* () {
  const changes = OddsChanges.make()
  const queue = yield* Queue.dropping<string, Cause.Done>(MAX_WAITING)
  const printer = yield* Effect.forkChild(
    Stream.runForEachWhile(Stream.fromQueue(queue), (lines) => print(lines)),
    { startImmediately: true }
  )
  return {
    /** Ends once nobody reads any more, or a result cannot be written. */
    ended: Fiber.join(printer),
    /** Queues the documents that a run has changed. */
    take: (event: WatchEvent) =>
      Effect.suspend(() => {
        if (event._tag !== "RunEnded") return Effect.void
        const { results, watched } = event
        const lines = results.flatMap((result) =>
          changes.add(watched, result).map((change) =>
            JSON.stringify({
              change: change.kind,
              extractor: result.market.id,
              source: watched.source,
              period: watched.period,
              document: change.document
            })
          )
        )
        return lines.length === 0 || Queue.offerUnsafe(queue, lines.join("\n"))
          ? Effect.void
          : Effect.logWarning(`${lines.length} changes were not printed: stdout is read too slowly`)
      }),
    /** Prints what still waits, for half a second at most. */
    close: Effect.andThen(
      Queue.end(queue),
      Fiber.join(printer).pipe(Effect.timeoutOption(Duration.millis(LAST_LINES_MILLIS)), Effect.asVoid)
    )
  }
})
