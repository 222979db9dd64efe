/**
 * Runs a program to its end, or until it has said something.
 */
import { type SpawnOptions, spawn } from "node:child_process"

/** How a program ended, and what it wrote to stdout and stderr. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs a program; with `text`, it is interrupted once its output has that. */
export const runUntil = (
  program: string,
  args: ReadonlyArray<string>,
  options: SpawnOptions,
  text?: string
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    const take = (chunk: string) => {
      output += chunk
      if (text !== undefined && output.includes(text)) child.kill("SIGINT")
    }
    child.stdout!.setEncoding("utf8").on("data", take)
    child.stderr!.setEncoding("utf8").on("data", take)
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output }))
  })
