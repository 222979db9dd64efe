/**
 * The command `tail`, in virtual time: each entry is printed once, also while it follows.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { OddsStore } from "../../src/index.ts"
import { keysOf } from "../helpers/bookmaker.ts"
import { commandLine } from "../helpers/commandLine.ts"
import { elapse, timed } from "../helpers/virtualTime.ts"

const keys = keysOf("btts", "live")
const publish = (name: string) =>
  OddsStore.use((store) =>
    store.publish({ keys, period: 0, json: JSON.stringify([{ name }]), expirySeconds: 200, marker: name })
  )

const namesIn = (stdout: string): ReadonlyArray<string> =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).documents[0].name)

const store = Effect.map(OddsStore, (store) => Layer.succeed(OddsStore, store))

describe("tail", () => {
  timed("prints what was published, oldest first, and ends", () =>
    Effect.gen(function* () {
      for (const name of ["a", "b"]) yield* publish(name)
      const { code, written } = commandLine({ args: ["tail", "btts", "live"], store: yield* store })
      expect(yield* code).toBe(0)
      expect(namesIn(written.stdout)).toStrictEqual(["a", "b"])
    })
  )

  timed("with --follow prints each entry once, as soon as half a second after it was published", () =>
    Effect.gen(function* () {
      yield* publish("a")
      const { code, written } = commandLine({ args: ["tail", "btts", "live", "--follow"], store: yield* store })
      const fiber = yield* Effect.forkChild(code)
      const pass = (millis: number) =>
        Effect.forEach(Array.from({ length: millis / 100 }), () => TestClock.adjust(100), { discard: true })
      yield* pass(2000)
      expect(namesIn(written.stdout)).toStrictEqual(["a"])
      for (const name of ["b", "c"]) yield* publish(name)
      yield* pass(500)
      expect(namesIn(written.stdout)).toStrictEqual(["a", "b", "c"])
      yield* pass(5000)
      expect(namesIn(written.stdout)).toStrictEqual(["a", "b", "c"])
      yield* Fiber.interrupt(fiber)
    })
  )

  timed("ends with 74 when the store does not answer in 5 s, to be opened or to be read", () =>
    Effect.gen(function* () {
      const odds = yield* OddsStore
      const silent = {
        opened: Layer.effect(OddsStore, Effect.never),
        read: Layer.succeed(OddsStore, { ...odds, announced: () => Effect.never })
      }
      for (const store of Object.values(silent)) {
        const { code, written } = commandLine({ args: ["tail", "btts", "live", "--follow"], store })
        const ended = yield* elapse(code)
        expect(ended).toStrictEqual({ value: 74, millis: 5000 })
        expect(written.stderr).toContain("the store did not answer in 5 s")
      }
    })
  )

  timed("ends with 0 when its reader has gone, also while it follows", () =>
    Effect.gen(function* () {
      for (const name of ["a", "b"]) yield* publish(name)
      for (const more of [[], ["--follow"]]) {
        const { code, written } = commandLine({
          args: ["tail", "btts", "live", ...more],
          store: yield* store,
          reads: 1
        })
        expect(yield* code).toBe(0)
        expect(namesIn(written.stdout)).toStrictEqual(["a"])
      }
    })
  )
})
