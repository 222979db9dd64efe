/**
 * Keys of a terminal: what is heard of what it sends, and that it is as before afterwards.
 */
import { EventEmitter } from "node:events"
import { afterEach, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Keyboard from "../../adapters/host/Keyboard.ts"
import type { Key } from "../../src/cli/Parts.ts"

/** A stdin that keeps what is done to it. */
class FakeStdin extends EventEmitter {
  isTTY = true
  readonly done: Array<string> = []
  setEncoding(name: string) {
    this.done.push(name)
    return this
  }
  setRawMode(isRaw: boolean) {
    this.done.push(isRaw ? "raw" : "cooked")
    return this
  }
  resume() {
    this.done.push("resumed")
    return this
  }
  pause() {
    this.done.push("paused")
    return this
  }
}

const real = Object.getOwnPropertyDescriptor(process, "stdin")!
afterEach(() => Object.defineProperty(process, "stdin", real))
const replaceStdin = () => {
  const stdin = new FakeStdin()
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true })
  return stdin
}

/** Returns the keys that are heard in a text. */
const heard = (text: string) =>
  Effect.gen(function* () {
    const stdin = replaceStdin()
    const keys: Array<Key> = []
    yield* Keyboard.listen((key) => keys.push(key))
    stdin.emit("data", text)
    return keys
  }).pipe(Effect.scoped)

describe("a terminal's keys", () => {
  it.effect.each([
    ["q", "quit"],
    ["Q", "quit"],
    ["\x03", "quit"],
    ["p P", "pause pause pause"],
    ["\x1b[A\x1bOAk", "up up up"],
    ["\x1b[B\x1bOBj", "down down down"],
    ["\x1b[5~\x1b[6~", "pageUp pageDown"],
    ["xyzé1\r\n\t\x1b[C\x1b[11~\x1b", ""],
    ["j".repeat(1000), Array(64).fill("down").join(" ")]
  ] as const)("%j is heard as %j", ([text, keys]) => Effect.map(heard(text), (all) => expect(all.join(" ")).toBe(keys)))

  it.effect("are read one by one only while somebody listens", () =>
    Effect.gen(function* () {
      const stdin = replaceStdin()
      const keys: Array<Key> = []
      yield* Effect.scoped(Keyboard.listen((key) => keys.push(key)))
      stdin.emit("data", "q")
      expect(keys).toEqual([])
      expect(stdin.done).toEqual(["utf8", "raw", "resumed", "cooked", "paused"])
    })
  )

  it("can be read where stdin is a terminal", () => {
    const stdin = replaceStdin()
    expect(Keyboard.canListen()).toBe(true)
    stdin.isTTY = false
    expect(Keyboard.canListen()).toBe(false)
  })
})
