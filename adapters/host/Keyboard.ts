/**
 * Keys pressed in the terminal, one by one, on Node, Deno and Bun alike.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Key } from "../../src/cli/Parts.ts"

/** What terminals send for each key; Ctrl-C is no signal while keys are read one by one. */
const sequences: Readonly<Record<string, Key>> = {
  q: "quit",
  Q: "quit",
  "\x03": "quit",
  p: "pause",
  P: "pause",
  " ": "pause",
  "\x1b[A": "up",
  "\x1bOA": "up",
  k: "up",
  "\x1b[B": "down",
  "\x1bOB": "down",
  j: "down",
  "\x1b[5~": "pageUp",
  "\x1b[6~": "pageDown"
}

const KEY = /\x1b[[O][0-9;]*[A-Za-z~]|[\s\S]/g

/** Tells whether keys can be read: stdin is a terminal. */
export const canListen = (): boolean => process.stdin.isTTY === true

/** Calls a function for each key until the scope closes. */
export const listen = (onKey: (key: Key) => void): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const onData = (bytes: Uint8Array | string) => {
        for (const [text] of String(bytes).slice(0, 64).matchAll(KEY)) {
          const key = sequences[text]
          if (key !== undefined) onKey(key)
        }
      }
      process.stdin.setEncoding("utf8").setRawMode(true).on("data", onData).resume()
      return onData
    }),
    (onData) =>
      Effect.sync(() => {
        process.stdin.off("data", onData).setRawMode(false).pause()
      })
  ).pipe(Effect.asVoid)
