/**
 * Gathers commands that are issued at the same time into one request, in their order, as a client over a socket puts them into one
 * write. What does not fit goes in further requests, each after the one before.
 *
 * A request ends when nobody waits for it any more, and all of them when the scope closes.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Redis from "effect/persistence/Redis"
import { ErrorReply } from "../redis/ErrorReply.ts"
import type { Exchange } from "./Exchange.ts"

/** The most commands of one request, and the most characters of those that share one; most servers take 1 MB at least. */
const MAX_COMMANDS = 512
const MAX_CHARACTERS = 900_000

interface Entry {
  /** The command as JSON. */
  readonly text: string
  readonly resume: (reply: Effect.Effect<unknown, Redis.RedisError>) => void
  isDone: boolean
}

interface Batch {
  readonly entries: Array<Entry>
  /** How many of them are waited for. */
  waiting: number
  fiber: Fiber.Fiber<unknown, unknown> | undefined
}

/** Takes the entries of the next request, which are still waited for, from the front of a list. */
const takeRequest = (entries: Array<Entry>): ReadonlyArray<Entry> => {
  const taken: Array<Entry> = []
  let characters = 0
  for (let entry = entries[0]; entry !== undefined; entry = entries[0]) {
    if (!entry.isDone) {
      characters += entry.text.length
      if (taken.length > 0 && (taken.length === MAX_COMMANDS || characters > MAX_CHARACTERS)) break
      taken.push(entry)
    }
    entries.shift()
  }
  return taken
}

/** Makes a function that sends a command and returns its reply; it works until the scope closes. */
export const make = Effect.fnUntraced(function* ({ post, ready }: Exchange) {
  const fork = yield* FiberSet.makeRuntime<never>()
  let isClosed = false
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isClosed = true
    })
  )
  let open: Batch | undefined

  const complete = (batch: Batch, entry: Entry, reply: Effect.Effect<unknown, Redis.RedisError>) => {
    if (entry.isDone) return
    entry.isDone = true
    batch.waiting--
    entry.resume(reply)
  }

  const send = Effect.fnUntraced(function* (batch: Batch) {
    // Fibers that were woken by the same answer have their turn first.
    yield* Effect.yieldNow
    yield* ready
    if (open === batch) open = undefined
    const rest = [...batch.entries]
    for (let request = takeRequest(rest); request.length > 0; request = takeRequest(rest)) {
      const replies = yield* post(request.map(({ text }) => text))
      for (const [index, entry] of request.entries()) complete(batch, entry, Effect.fromResult(replies[index]!))
    }
  })

  const start = (): Batch => {
    const batch: Batch = { entries: [], waiting: 0, fiber: undefined }
    open = batch
    batch.fiber = fork(
      Effect.onExit(send(batch), (exit) =>
        Effect.sync(() => {
          if (open === batch) open = undefined
          if (Exit.isFailure(exit))
            for (const entry of batch.entries) complete(batch, entry, Effect.failCause(exit.cause))
        })
      ).pipe(Effect.exit)
    )
    return batch
  }

  return (words: ReadonlyArray<string>): Effect.Effect<unknown, Redis.RedisError> =>
    Effect.callback((resume) => {
      if (isClosed) return resume(Effect.fail(new Redis.RedisError({ cause: new ErrorReply("its scope is closed") })))
      const batch = open ?? start()
      const entry: Entry = { text: JSON.stringify(words), resume, isDone: false }
      batch.entries.push(entry)
      batch.waiting++
      return Effect.sync(() => {
        entry.isDone = true
        if (--batch.waiting > 0) return
        if (open === batch) open = undefined
        batch.fiber?.interruptUnsafe()
      })
    })
})
