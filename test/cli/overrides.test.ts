/**
 * The file of headers and parameters while sources are watched: it is read again, and stays in force where a new one is broken.
 */
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger, Redacted } from "effect"
import * as HostFiles from "../../adapters/host/HostFiles.ts"
import * as Overrides from "../../src/cli/commands/watch/overrides.ts"
import type { Settings } from "../../src/cli/Settings.ts"
import { emptyFolder } from "../helpers/command.ts"

const textWith = (token: string) => JSON.stringify({ headers: { live: { matches: { "x-token": token } } } })

/** Opens what reads a file again; gives what is in force and what was said. */
const open = (path: string | undefined) => {
  const lines: Array<string> = []
  const logger = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${[message].flat().join(" ")}`))
  const settings = { bookmaker: { live: "http://b/", upcoming: "http://b/" }, overridesFile: path }
  const { current, reload } = Overrides.make(settings as unknown as Settings, HostFiles.layer)
  return {
    lines,
    reload: Effect.provide(reload, Logger.layer([logger])),
    token: () => {
      const header = current()?.headers?.live?.matches?.["x-token"]
      return Redacted.isRedacted(header) ? String(Redacted.value(header)) : header
    }
  }
}

describe("the file of headers", () => {
  it.live("is reloaded and logged at each change, but not at the first read", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "config.json")
      const { lines, reload, token } = open(path)
      const seen: Array<unknown> = []
      for (const [index, text] of ["one", "one", "two", "two", "three"].entries()) {
        // As secrets are mounted: a link that is replaced.
        const version = `${path}-${index}`
        writeFileSync(version, textWith(text))
        symlinkSync(version, `${version}.link`)
        renameSync(`${version}.link`, path)
        yield* reload
        seen.push(token())
      }
      expect(seen).toEqual(["one", "one", "two", "two", "three"])
      const taken = `Info ${path} was read again and is used now`
      expect(lines).toEqual([taken, taken])
    })
  )

  it.live("stays in use if it is broken or gone, which is logged once for each reason, without its text", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "config.json")
      const { lines, reload, token } = open(path)
      writeFileSync(path, textWith("one"))
      yield* reload
      for (const text of ['{ "hush', '{ "hush', '{ "headers": "hush" }']) {
        writeFileSync(path, text)
        yield* reload
        expect(token()).toBe("one")
      }
      rmSync(path)
      yield* Effect.replicateEffect(reload, 2)
      expect(token()).toBe("one")
      expect(lines).toHaveLength(3)
      for (const line of lines) expect(line).toMatch(/^Warn .*config\.json.*; what was read before stays in force$/s)
      expect(lines.join()).not.toContain("hush")
      writeFileSync(path, textWith("one"))
      yield* reload
      expect(lines.at(-1), "it is well again").toBe(`Info ${path} was read again and is used now`)
    })
  )

  it.live("that is not named is not read", () =>
    Effect.gen(function* () {
      const { lines, reload, token } = open(undefined)
      yield* reload
      expect([token(), lines]).toEqual([undefined, []])
    })
  )
})
