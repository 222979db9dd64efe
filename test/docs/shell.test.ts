/**
 * The shell commands of the documents run as they stand there, one block after the other, and print what the documents show.
 *
 * They run on a terminal, by the program `script`, with the built command on the path, and with stand-ins where they name a
 * bookmaker or a Redis. Numbers, times, paths and names of teams may be others than in the document.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { freePort } from "../../mocks/faults/index.ts"
import { compiled, entries, inherited } from "../helpers/command.ts"
import { runtime } from "../helpers/runtime.ts"
import { hasTerminal, shown } from "../helpers/terminal.ts"
import { type Block, blocksOf, documents, nameOf } from "./documents.ts"
import { type Servers, startServers } from "./servers.ts"
import { missingOutput } from "./shownOutput.ts"

const COLUMNS = 100
/** What a document shows of a terminal's own: colours, and the cursor. */
const STYLE = /\x1b\[[\d;?]*[hlm]/g

const isShell = ({ language }: Block) => language === "sh"

/** The file of the python3 that has redis-py; a version manager may hide that of the system. */
const python = ["python3", "/usr/bin/python3"]
  .map((program) => spawnSync(program, ["-c", "import redis, sys; print(sys.executable)"], { encoding: "utf8" }))
  .find(({ status }) => status === 0)
  ?.stdout.trim()

/** What a block needs, and whether it is here. */
const isThere: Readonly<Record<string, () => boolean>> = {
  "redis-cli": () => spawnSync("redis-cli", ["--version"]).status === 0,
  "python3 with redis": () => python !== undefined
}

/** Returns why a block is not run here; undefined where it is. */
const whyNot = ({ marks }: Block): string | undefined => {
  if (marks["not run"] !== undefined) return marks["not run"]
  if (marks.needs !== undefined && isThere[marks.needs]?.() !== true) return `there is no ${marks.needs} here`
  return undefined
}

/** A shell whose blocks follow each other: folder, variables and exit code go from one to the next. */
class Session {
  readonly #folder = mkdtempSync(join(tmpdir(), "bookiegamma-docs-"))
  readonly #servers: Servers
  readonly #ports: ReadonlyMap<string, string>
  readonly #background: Array<ChildProcess> = []
  #lastCode = 0

  constructor(servers: Servers, ports: ReadonlyMap<string, string>) {
    this.#servers = servers
    this.#ports = ports
    const bin = join(this.#folder, "bin")
    mkdirSync(bin)
    mkdirSync(join(this.#folder, "home"))
    const program = (name: string, text: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    program(
      "bookiegamma",
      `exec '${process.execPath}'${runtime.name === "deno" ? " run -A" : ""} '${entries.built}' "$@"`
    )
    program(
      "npx",
      '[ "$1" = bookiegamma ] && shift && exec bookiegamma "$@"; echo "npx is not run here: $*" >&2; exit 1'
    )
    if (python !== undefined) program("python3", `exec '${python}' "$@"`)
    writeFileSync(join(this.#folder, "variables"), "")
    writeFileSync(join(this.#folder, "cwd"), join(this.#folder, "home"))
  }

  /** Writes a file that the document tells its reader to save. */
  save({ code, info }: Block) {
    writeFileSync(join(readFileSync(join(this.#folder, "cwd"), "utf8").trim(), info), code)
  }

  /** Runs a block; resolves with what a terminal shows, and the exit code. */
  run({ code: text, marks: { until } }: Block): Promise<{ readonly code: number; readonly output: string }> {
    const isBackground = text.trimEnd().endsWith("&")
    const commands = this.#servers.named(
      [...this.#ports].reduce(
        (named, [port, free]) => named.replaceAll(port, free),
        isBackground ? text.trimEnd().slice(0, -1) : text
      )
    )
    const file = join(this.#folder, "block")
    const start = text.includes("$?") ? `(exit ${this.#lastCode})` : "set -e -o pipefail"
    const at = (name: string) => `'${join(this.#folder, name)}'`
    writeFileSync(
      file,
      `stty cols ${COLUMNS} rows 40\n. ${at("variables")}\ncd "$(cat ${at("cwd")})"\n` +
        `trap 'code=$?; set +e; export -p > ${at("variables")}; pwd > ${at("cwd")}; exit $code' EXIT\n${start}\n${commands}`
    )
    const path = [join(this.#folder, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter)
    const child = spawn("script", ["-qec", `bash '${file}'`, "/dev/null"], {
      env: { ...inherited(), ...compiled, PATH: path, TERM: "xterm", HOME: join(this.#folder, "home") },
      stdio: ["pipe", "pipe", "inherit"]
    })
    let written = ""
    return new Promise((resolve, reject) => {
      const end = (code: number) => {
        this.#lastCode = code
        resolve({ code, output: shown(written.replaceAll(STYLE, "").replaceAll("\r\n", "\n")).join("\n") })
      }
      let isStopped = false
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        written += chunk
        // Not before the line is whole: a terminal throws away what is still to be shown where Ctrl-C is pressed.
        const at = until === undefined ? -1 : written.indexOf(until)
        if (at === -1 || isStopped || !written.includes("\n", at)) return
        isStopped = true
        if (!isBackground) return child.stdin.write("\x03")
        this.#background.push(child)
        end(0)
      })
      // A command that hangs takes its terminal with it, and the test says what it printed and where it stood.
      const guard = setTimeout(() => {
        const processes = spawnSync("ps", ["-eo", "pid,ppid,stat,wchan:24,args"], { encoding: "utf8" }).stdout ?? ""
        child.kill("SIGKILL")
        written += `\n(still running after a minute, as process ${child.pid})\n${processes}`
      }, 60_000)
      child.on("error", reject)
      child.on("close", (code) => {
        clearTimeout(guard)
        end(code ?? 1)
      })
    })
  }

  async close() {
    for (const child of this.#background) {
      const ended = new Promise((resolve) => child.on("close", resolve))
      child.stdin?.write("\x03")
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

if (!hasTerminal)
  console.log("not run, for there is no `script` of util-linux here: the shell commands of the documents")

describe.runIf(hasTerminal)("the shell commands of", () => {
  const ports = new Map<string, string>()

  beforeAll(async () => {
    if (!existsSync(entries.built)) throw new Error(`${entries.built} is not there: npm run build makes it`)
    for (const port of ["8787", "9464"]) ports.set(port, String(await freePort()))
  })

  for (const document of documents.filter((document) => blocksOf(document).some(isShell))) {
    const blocks = blocksOf(document)
    for (const block of blocks.filter(isShell)) {
      const reason = whyNot(block)
      if (reason !== undefined) console.log(`not run: the commands of ${nameOf(block)}, because ${reason}`)
    }
    if (blocks.filter(isShell).every((block) => whyNot(block) !== undefined)) continue

    it(`${document} run, and print what it shows`, async () => {
      const servers = await startServers()
      const session = new Session(servers, ports)
      try {
        for (const block of blocks) {
          if (block.language === "python") session.save(block)
          if (!isShell(block) || whyNot(block) !== undefined) continue
          const { code, output } = await session.run(block)
          const { exits = "0", until } = block.marks
          if (until === undefined) expect(String(code), `${nameOf(block)} printed\n${output}`).toBe(exits)
          else expect(output, nameOf(block)).toContain(until)
          if (block.output !== undefined) {
            expect(missingOutput(block.output, output), `of ${nameOf(block)}, which printed\n${output}`).toEqual([])
          }
        }
      } finally {
        await session.close()
        await servers.close()
      }
    })
  }

  it("finds a line that is not printed", () => {
    const printed = "ok       a: 12 of 12\n  Home FC – Away – 11:12    1.2 ▲  3.4\nbtts  live: complete, all\n"
    expect(missingOutput("ok  a: 3 of 4\n…\nbtts  live: complete, …", printed)).toEqual([])
    expect(missingOutput("  Other – Team  09:00    5.6    7.8 ▼", printed)).toEqual([])
    const twoDays =
      "  teams             Nairobi time   yes      no\n  Team One – Team Two  11-27 00:02   1.66 ▲   2.2 ▼"
    expect(
      missingOutput("  teams, 2026-11-26  Nairobi  yes  no\n  Other – Team  11:47    1.61    2.29", twoDays)
    ).toEqual([])
    expect(missingOutput("  teams, 2026-11-26  Nairobi  1  X  2", twoDays)).toHaveLength(1)
    expect(missingOutput("failed  a: 3 of 4\nbtts  live: partial, …", printed)).toEqual([
      "failed  a: 3 of 4",
      "btts  live: partial, …"
    ])
    expect(missingOutput("btts  live: complete, all\nok       a: 1 of 2", printed), "in their order").toHaveLength(1)
  })
})
