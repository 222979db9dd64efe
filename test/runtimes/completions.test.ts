/**
 * The completions that the built command prints, in the shells that they are for, as docs/reference/commands.md says to load them.
 */
import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import { emptyFolder, run } from "../helpers/command.ts"

/** What each shell runs after the completions are in the file `completions`, and what it must print then. */
const shells = {
  bash: {
    script: `source ./completions
      complete -p bookiegamma
      COMP_WORDS=(bookiegamma btts "") COMP_CWORD=2 COMP_LINE="bookiegamma btts " COMP_POINT=17
      _bookiegamma bookiegamma "" btts
      echo "\${COMPREPLY[@]}"`,
    flags: ["--norc", "-c"],
    prints: ["complete -F _bookiegamma bookiegamma", "live upcoming"]
  },
  zsh: {
    // A command on a terminal of zsh's own, where the tab key can be pressed.
    script: `zmodload zsh/zpty
      zpty shell 'TERM=dumb zsh -f -i'
      zpty -w shell 'autoload -U compinit; compinit -u -D; source ./completions; PS1=; echo re""ady'
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
    script: `source ./completions
      complete -C "bookiegamma b"
      complete -C "bookiegamma btts --format "`,
    flags: ["--no-config", "-c"],
    prints: ["btts\tExtract both teams to score", "ndjson\t"]
  }
} as const

const isThere = (shell: string) => spawnSync(shell, ["--version"]).status === 0

describe.each(Object.keys(shells) as Array<keyof typeof shells>)("the completions for %s", (shell) => {
  const hasShell = isThere(shell)
  if (!hasShell) console.log(`not run, for there is no ${shell} here: its completions`)

  it.runIf(hasShell)("are loaded without an error, and complete commands and values", { timeout: 30_000 }, async () => {
    const cwd = emptyFolder()
    const { flags, prints, script } = shells[shell]
    const written = await run(["--completions", shell], { cwd, entry: "built", script: `"$0" "$@" > completions` })
    expect(written).toMatchObject({ code: 0, stderr: "" })
    const { status, stderr, stdout } = spawnSync(shell, [...flags, script], { cwd, encoding: "utf8", timeout: 20_000 })
    expect(stderr).toBe("")
    expect(status).toBe(0)
    for (const text of prints) expect(stdout).toContain(text)
  })
})
