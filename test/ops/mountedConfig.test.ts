/**
 * The file of headers in a mounted Secret: a cluster changes it by putting another folder behind the link `..data`, and
 * `watch` must take it from there for the next run.
 */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Server, serve } from "../../mocks/index.ts"
import { emptyFolder, start } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { runtime } from "../helpers/runtime.ts"

/** Writes the files of a Secret as a kubelet does: into a new folder first, then all at once by one link. */
const mountSecret = (folder: string, version: string, files: Readonly<Record<string, string>>) => {
  mkdirSync(join(folder, version))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, version, name), text, { mode: 0o440 })
  symlinkSync(version, join(folder, "..data_tmp"))
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"))
}

const headers = (token: string) =>
  JSON.stringify({ headers: { live: { competitions: { "x-token": token }, matches: { "x-token": token } } } })

let bookmaker: Server
const tokens: Array<string | null> = []
let heard = () => {}
beforeAll(async () => {
  bookmaker = await serve(
    (request) => {
      tokens.push(request.headers.get("x-token"))
      heard()
      const id = new URL(request.url).searchParams.get("competition_id") ?? ""
      return Response.json(id === "" ? listingOf("one") : answerOf(match()))
    },
    { port: 0 }
  )
})
afterAll(() => bookmaker.close())

/** Resolves when a token was sent. */
const sent = (token: string) =>
  new Promise<void>((resolve) => {
    heard = () => {
      if (tokens.includes(token)) resolve()
    }
    heard()
  })

it(`on ${runtime.name}, watch sends the new headers once a cluster has changed the mounted Secret`, async () => {
  const folder = emptyFolder()
  mountSecret(folder, "..2026_01_01_00_00_00.1", { "config.json": headers("first") })
  symlinkSync(join("..data", "config.json"), join(folder, "config.json"))
  const env = {
    BOOKIEGAMMA_LIVE_URL: bookmaker.url,
    BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
    BOOKIEGAMMA_CONFIG: join(folder, "config.json")
  }
  const watching = start(["watch", "live", "--every", "3s", "--dry-run"], { cwd: emptyFolder(), env })
  try {
    await Promise.race([sent("first"), watching.ended])
    expect(tokens).toContain("first")

    mountSecret(folder, "..2026_01_01_00_01_00.2", { "config.json": headers("second") })
    rmSync(join(folder, "..2026_01_01_00_00_00.1"), { recursive: true })
    await Promise.race([sent("second"), watching.ended])
    const after = tokens.slice(tokens.indexOf("second"))
    expect(tokens).toContain("second")
    expect(after).not.toContain("first")
    await watching.says(`${env.BOOKIEGAMMA_CONFIG} was read again and is used now`)
  } finally {
    watching.signal("SIGTERM")
    await watching.ended
  }
})
