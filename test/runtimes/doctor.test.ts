/**
 * The command `doctor` as a process, against bookmakers on a real port: what it prints, and what it saves.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Handler, type Server, SimulatedBookmaker, serve } from "../../mocks/index.ts"
import { sandboxShapes } from "../../src/cli/Parts.ts"
import type { Finding } from "../../src/domain/Finding.ts"
import { emptyFolder, run, start } from "../helpers/command.ts"
import { answerOf, listingOf, match, outcomes } from "../helpers/matches.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"

/** A listing, which is the same at any moment of a day that is over. */
const LISTING = "?src=2&day=2026-01-01&competition_id="

const servers: Array<Server> = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

const at = async (handler: Handler): Promise<string> => {
  const server = await serve(handler, { port: 0 })
  servers.push(server)
  return server.url
}

const both = (url: string) => ({ BOOKIEGAMMA_LIVE_URL: url, BOOKIEGAMMA_UPCOMING_URL: url })

/** Lists one competition, and answers for it. */
const oneCompetition =
  (answer: Handler): Handler =>
  (request) =>
    new URL(request.url).searchParams.get("competition_id") === "" ? Response.json(listingOf("17")) : answer(request)

/** Gives what is in a folder by the names of the files. */
const contentOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]))

/** What `doctor` makes of a shape is the same on Bun and Deno: there one of them shows that it can be asked for. */
const shapes = SimulatedBookmaker.shapes.slice(isRuntimePart ? -1 : 0)

describe(`doctor on ${runtime.name}`, () => {
  it.each(shapes)("finds all well with the sandbox that answers as %s", async (shape) => {
    const cwd = emptyFolder()
    const sandbox = start(["sandbox", "--port", "0", "--shape", shape], { cwd })
    await sandbox.says("point a run at it")
    const url = sandbox.stdout().trim()
    const listing = await fetch(url + LISTING)
    expect(await listing.text()).toBe(await SimulatedBookmaker.make({ shape })(new Request(url + LISTING)).text())
    const { code, stdout } = await run(["doctor"], { cwd, env: both(url) })
    sandbox.signal("SIGTERM")
    await sandbox.ended
    expect(stdout.split("\n").filter((line) => line !== "" && !line.startsWith("ok "))).toEqual([])
    for (const source of ["live", "upcoming"]) {
      expect(stdout).toMatch(new RegExp(`^ok {7}bookmaker ${source}: 35 competitions, 5 virtual ones left out; `, "m"))
      expect(stdout).toMatch(new RegExp(`^ok {7}bookmaker ${source} btts: odds in \\d+ of \\d+ matches; named `, "m"))
      expect(stdout).toMatch(new RegExp(`^ok {7}bookmaker ${source} start times: (\\d+) of \\1 `, "m"))
    }
    expect(code).toBe(0)
  })

  it("warns of a renamed market, missing matches and old copies, and says what to do", async () => {
    const markets = [{ name: "Both to score", sub_type_id: "29", outcomes }]
    const body = { data: { matches: [match({ markets })], meta: { total: 312 } } }
    const url = await at(oneCompetition(() => Response.json(body, { headers: { age: "90" } })))
    const { code, stdout } = await run(["doctor"], { cwd: emptyFolder(), env: both(url) })
    expect(stdout).toMatch(/^warning {2}bookmaker live btts: .*found by the id alone, named Both to score.*\n {9}→ /m)
    expect(stdout).toMatch(
      /^warning {2}bookmaker live counts: 312 stated, 1 there; no pages configured\n {9}→ .*\{page\}/m
    )
    expect(stdout).toMatch(/^warning {2}bookmaker live age: 1 answers are old copies .* 90 s old\n {9}→ /m)
    expect(code).toBe(0)
  })

  it("saves what was asked and answered, without any secret, and never overwrites it", async () => {
    const token = "hush-token/1+2"
    const login = `Basic ${btoa(`hushUser:${token}`)}`
    const echo = oneCompetition((request) => {
      const sent = JSON.stringify([...request.headers])
      const said = `${sent} ${request.url} ${decodeURIComponent(request.url)} ${btoa(sent)} hushUser ${token}`
      return Response.json({ ...answerOf(match({ home_team: said, markets: [{ name: said }] })), said })
    })
    const cwd = emptyFolder()
    const perSource = <A>(value: A) => ({ live: { matches: value }, upcoming: { matches: value } })
    const headers = perSource({ authorization: login })
    const params = perSource({ session: token })
    writeFileSync(join(cwd, "config.json"), JSON.stringify({ headers, params }))
    const env = {
      ...both(`${await at(echo)}/odds?key=${encodeURIComponent(token)}`),
      BOOKIEGAMMA_CONFIG: "config.json"
    }
    const { code, stderr, stdout } = await run(["doctor", "--save", "new/report", "--format", "json"], { cwd, env })
    expect(code).toBe(0)
    const saved = contentOf(join(cwd, "new/report"))
    const names = ["live", "upcoming"].flatMap((source) =>
      ["competitions.body.json", "competitions.request.txt", "matches-1.body.json", "matches-1.request.txt"].map(
        (name) => `${source}-${name}`
      )
    )
    expect(Object.keys(saved).sort()).toEqual(names.sort())
    const findings: ReadonlyArray<Finding> = JSON.parse(stdout).findings
    for (const name of names) expect(findings.at(-1)?.detail).toContain(name)
    for (const text of [stdout, stderr, ...Object.values(saved)]) {
      expect(text).not.toMatch(/hush/i)
      for (const secret of [login, login.slice(6), btoa(token)]) expect(text).not.toContain(secret)
    }
    expect(saved["live-matches-1.body.json"]).toContain(`"away_team":"Tottenham Hotspur"`)
    expect(saved["live-matches-1.request.txt"]).toMatch(
      /^GET http:.*\/odds\?key=\[secret\]&src=1&.*&session=\[secret\]\nheaders sent: .*authorization/
    )

    const again = await run(["doctor", "--save", "new/report"], { cwd, env })
    expect(again.code).toBe(1)
    expect(again.stdout).toMatch(/^failed {3}files in new\/report: live-competitions\.request\.txt is there already/m)
    expect(contentOf(join(cwd, "new/report"))).toEqual(saved)
  })

  it("saves a page as text where JSON belongs, and says when a folder cannot be written", async () => {
    const cwd = emptyFolder()
    const env = both(await at(() => new Response("<html>blocked", { status: 403 })))
    expect((await run(["doctor", "--save", "."], { cwd, env })).code).toBe(1)
    expect(readFileSync(join(cwd, "live-competitions.body.txt"), "utf8")).toBe("<html>blocked")
    expect(readFileSync(join(cwd, "live-competitions.request.txt"), "utf8")).toContain("status 403\n")
    writeFileSync(join(cwd, "file"), "")
    mkdirSync(join(cwd, "folder"))
    const { code, stdout } = await run(["doctor", "--save", "file"], { cwd })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^failed {3}files in file: cannot be written: .*\n {9}→ give --save another folder/m)
    expect((await run(["doctor", "--save", ""], { cwd })).code).toBe(64)
  })

  it("the sandbox has each shape of the simulated bookmaker, and no other", async () => {
    expect(Object.keys(sandboxShapes)).toEqual(SimulatedBookmaker.shapes)
    const { code, stderr } = await run(["sandbox", "--shape", "round"], { cwd: emptyFolder() })
    expect(stderr).toContain('"mixed" | "grouped" | "flat" | "groups"')
    expect(code).toBe(64)
  })
})
