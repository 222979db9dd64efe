/**
 * The completions that the built command prints, in the shells that they are for, as docs/reference/commands.md says to load them.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { emptyFolder, run } from "../helpers/command.ts"

/** For each shell the file that it loads by itself, or is told to, what it runs then, and what it must print. */
const shells = {
  bash: {
    file: ".local/share/bash-completion/completions/bookiegamma",
    script: `source ~/.local/share/bash-completion/completions/bookiegamma
      complete -p bookiegamma
      COMP_WORDS=(bookiegamma btts "") COMP_CWORD=2 COMP_LINE="bookiegamma btts " COMP_POINT=17
      _bookiegamma bookiegamma "" btts
      echo "\${COMPREPLY[@]}"`,
    flags: ["--norc", "-c"],
    prints: ["complete -F _bookiegamma bookiegamma", "live upcoming"]
  },
  zsh: {
    file: ".zfunc/_bookiegamma",
    // A command on a terminal of zsh's own, where the tab key can be pressed.
    script: `zmodload zsh/zpty
      zpty shell 'TERM=dumb zsh -f -i'
      zpty -w shell 'fpath+=(~/.zfunc); autoload -U compinit; compinit -u -D; PS1=; echo re""ady'
      zpty -r shell found '*ready*'
      zpty -w -n shell $'bookiegamma doc\\t'
      zpty -r shell command '*doctor*'
      zpty -w -n shell $'--sav\\t'
      zpty -r shell flag '*--save*'
      zpty -d shell
      print -r -- "$command$flag"`,
    flags: ["-f", "-c"],
    prints: ["doctor", "--save"]
  },
  fish: {
    file: ".config/fish/completions/bookiegamma.fish",
    script: `complete -C "bookiegamma b"
      complete -C "bookiegamma btts --format "`,
    flags: ["-c"],
    prints: ["btts\tExtract both teams to score", "ndjson\t"]
  }
} as const

const isThere = (shell: string) => spawnSync(shell, ["--version"]).status === 0

describe.each(Object.keys(shells) as Array<keyof typeof shells>)("the completions for %s", (shell) => {
  const hasShell = isThere(shell)
  if (!hasShell) console.log(`not run, for there is no ${shell} here: its completions`)

  it.runIf(hasShell)("are loaded without an error, and complete commands and values", { timeout: 30_000 }, async () => {
    const cwd = emptyFolder()
    const { file, flags, prints, script } = shells[shell]
    expect(readFileSync(new URL("../../docs/reference/commands.md", import.meta.url), "utf8")).toContain(`~/${file}\n`)
    mkdirSync(join(cwd, dirname(file)), { recursive: true })
    const written = await run(["--completions", shell], { cwd, entry: "built", script: `"$0" "$@" > ${file}` })
    expect(written).toMatchObject({ code: 0, stderr: "" })
    // fish reads the file of a command that is there.
    mkdirSync(join(cwd, "bin"))
    writeFileSync(join(cwd, "bin/bookiegamma"), "", { mode: 0o755 })
    const env = { PATH: [join(cwd, "bin"), process.env.PATH].join(delimiter), HOME: cwd }
    const { status, stderr, stdout } = spawnSync(shell, [...flags, script], {
      cwd,
      encoding: "utf8",
      timeout: 20_000,
      env
    })
    expect(stderr).toBe("")
    expect(status).toBe(0)
    for (const text of prints) expect(stdout).toContain(text)
  })
})
