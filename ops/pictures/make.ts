/**
 * Makes the pictures of the README from real runs of the built command in the sandbox, on a terminal of the program `script`
 * (util-linux): `npm run build && node ops/pictures/make.ts`. The folder of the run is shown as `/home/you/odds`.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { drawScreen, type ScreenOptions } from "./drawScreen.ts"

const entry = fileURLToPath(new URL("../../dist/bin/main.js", import.meta.url))
/** How the live screen leaves the terminal; what comes before it is its last picture. */
const LEAVE = "\x1b[?25h\x1b[?1049l"

interface Recording extends ScreenOptions {
  readonly args: string
  /** After how many seconds `q` is pressed; a command without it ends by itself. */
  readonly quitAfter?: number
}

/** Runs the command on a terminal; resolves with all that it wrote there. */
const record = ({ args, columns, quitAfter, rows }: Recording): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-picture-"))
  const command = `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${entry}' ${args}`
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: folder,
    env: { ...process.env, TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"]
  })
  if (quitAfter !== undefined) setTimeout(() => child.stdin.write("q"), quitAfter * 1000)
  let written = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text
  })
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => {
      rmSync(folder, { recursive: true })
      if (code !== 0) return reject(new Error(`${args} ended with ${code}:\n${written}`))
      resolve(written.replaceAll(folder, "/home/you/odds"))
    })
  })
}

const recordings: Readonly<Record<string, Recording>> = {
  "run.svg": {
    args: "btts live --limit 12",
    columns: 96,
    rows: 40,
    title: "bookiegamma btts live: a table of matches with their odds, and the report of the run"
  },
  "watch.svg": {
    args: "watch live upcoming:0-1 --every 10s,30s",
    columns: 96,
    rows: 26,
    title: "bookiegamma watch: sources with their verdicts, and odds as they move",
    quitAfter: 75
  }
}

const drawn = Object.entries(recordings).map(async ([name, recording]) => {
  const written = await record(recording)
  const [screen = ""] = written.split(LEAVE)
  const isLive = recording.quitAfter !== undefined
  const picture = await drawScreen(isLive ? screen : `$ npx bookiegamma ${recording.args}\r\n${written}`, recording)
  writeFileSync(new URL(`../../docs/pictures/${name}`, import.meta.url), picture)
})
await Promise.all(drawn)
