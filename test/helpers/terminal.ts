/**
 * A terminal for the real command, by the program `script` of util-linux, and what is to be seen on one.
 */
import { spawnSync } from "node:child_process"

/** Returns what a terminal shows after some writes: it knows carriage returns, line feeds, and the erasing of a line. */
export const shown = (written: string): Array<string> => {
  const lines = [""]
  let column = 0
  for (const [token] of written.matchAll(/\x1b\[\d?[GJK]|[^\x1b]/gu)) {
    const line = lines.at(-1)!
    if (token === "\n") {
      lines.push("")
      column = 0
    } else if (token === "\r" || (token.length > 1 && token.endsWith("G"))) column = 0
    else if (token === "\x1b[2K") lines[lines.length - 1] = ""
    else if (token.startsWith("\x1b")) lines[lines.length - 1] = line.slice(0, column)
    else {
      lines[lines.length - 1] = line.padEnd(column).slice(0, column) + token + line.slice(column + token.length)
      column += token.length
    }
  }
  return lines
}

/** Tells whether there is a `script` that makes a terminal for a command. */
export const hasTerminal = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "")

/**
 * Returns a script for `run` that starts the command on a terminal with so many columns, whose output is then its stdout.
 * `redirect` is for the command alone, such as `2> err`.
 */
export const onTerminal = (columns: number, redirect = "") =>
  `exec script -qec "stty cols ${columns} rows 24; '$0' $(printf "'%s' " "$@") ${redirect}" /dev/null`
