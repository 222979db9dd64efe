/**
 * When versions make a release, and the message if they do not: what Git and npm answer included.
 */
import { execFile, execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { atNpm, notesOf, objections, uncommittedOf } from "../../ops/releasing.ts"
import manifest from "../../package.json" with { type: "json" }
import { emptyFolder } from "../helpers/command.ts"
import { top } from "./yamlFiles.ts"

const changelog = "# Changelog\n\nText.\n\n## 1.2.0\n\nNews.\n\n### Part\n\n- more\n\n## [1.1.0] - 2026-01-31\n\nOld.\n"
const good = { npm: "1.2.0", jsr: "1.2.0", changelog }

describe("a release", () => {
  it("is one where manifests, changelog and tag name the same version", () => {
    expect(objections(good)).toEqual([])
    expect(objections({ ...good, tag: "v1.2.0" })).toEqual([])
    const older = changelog.slice(changelog.indexOf("## [1.1.0]"))
    expect(objections({ npm: "1.1.0", jsr: "1.1.0", changelog: older })).toEqual([])
  })

  it.each([
    [{ npm: "1.2", jsr: "1.2", changelog: "## 1.2\n\nNews.\n" }, "package.json has the version 1.2;"],
    [{ ...good, jsr: "1.1.0" }, "deno.json has the version 1.1.0 and package.json 1.2.0;"],
    [{ ...good, npm: "1.1.0", jsr: "1.1.0" }, "CHANGELOG.md begins with 1.2.0, not with 1.1.0;"],
    [{ ...good, changelog: `## Unreleased\n\nSoon.\n\n${changelog}` }, "CHANGELOG.md begins with Unreleased,"],
    [{ ...good, changelog: "# Changelog\n" }, "CHANGELOG.md begins with no version,"],
    [{ ...good, changelog: "## 1.2.0\n\n## 1.1.0\n\nOld.\n" }, "CHANGELOG.md says nothing of 1.2.0"],
    [{ ...good, tag: "1.2.0" }, "the tag is 1.2.0, and package.json asks for v1.2.0"],
    [{ ...good, taggedElsewhere: "abc1234" }, "the tag v1.2.0 is at abc1234 already;"],
    [{ ...good, atNpm: "taken" as const }, "npm has 1.2.0 already;"],
    [{ ...good, uncommitted: ["src/a.ts", "b"] }, "not committed, and so in no release: src/a.ts and 1 more"]
  ])("is none otherwise, and says why: %#", (versions, reason) => {
    expect(objections(versions)).toEqual([expect.stringContaining(reason)])
  })

  it("may have a version that npm does not have, or of which npm says nothing", () => {
    expect(objections({ ...good, atNpm: "free", uncommitted: [] })).toEqual([])
    expect(objections({ ...good, atNpm: "silent" })).toEqual([])
    expect(atNpm({ status: 0, stdout: '"1.2.0"\n' })).toBe("taken")
    expect(atNpm({ status: 0, stdout: "" })).toBe("free")
    expect(atNpm({ status: 1, stdout: '{\n  "error": {\n    "code": "E404",' })).toBe("free")
    expect(atNpm({ status: 1, stdout: '{\n  "error": {\n    "code": "ECONNREFUSED",' })).toBe("silent")
    expect(atNpm({ status: null, stdout: "" })).toBe("silent")
  })

  it("names what is changed or new", () => {
    expect(uncommittedOf("")).toEqual([])
    expect(uncommittedOf(" M src/a.ts\n?? new/\n")).toEqual(["src/a.ts", "new/"])
  })

  it("says what the changelog says of its version, up to the one before", () => {
    expect(notesOf(changelog, "1.2.0")).toBe("News.\n\n### Part\n\n- more")
    expect(notesOf(changelog, "1.1.0")).toBe("Old.")
    expect(notesOf(changelog, "1.0.0")).toBeUndefined()
  })

  it("finds this version in the changelog of this project", () => {
    expect(notesOf(readFileSync(join(top, "CHANGELOG.md"), "utf8"), manifest.version)).toMatch(/\w/)
  })
})

describe("ops/release.ts agree", () => {
  const git = (folder: string, ...args: ReadonlyArray<string>) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.invalid", ...args], { cwd: folder })

  /** Makes a repository with a version that is fit for a release. */
  const repository = (): string => {
    const folder = emptyFolder()
    mkdirSync(join(folder, "ops"))
    for (const name of ["release.ts", "releasing.ts"]) copyFileSync(join(top, "ops", name), join(folder, "ops", name))
    // Deno warns of a name without `exports`.
    const about = { name: "bookiegamma", version: "1.2.0", type: "module", exports: "./ops/release.ts" }
    for (const name of ["package.json", "deno.json"]) writeFileSync(join(folder, name), JSON.stringify(about))
    writeFileSync(join(folder, "CHANGELOG.md"), changelog)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "first")
    return folder
  }

  /** Runs it against a registry that has these versions. */
  const agree = async (folder: string, versions: ReadonlyArray<string>) => {
    const registry = createServer((_, response) => {
      const known = Object.fromEntries(versions.map((version) => [version, { name: "bookiegamma", version }]))
      response.statusCode = versions.length === 0 ? 404 : 200
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ name: "bookiegamma", "dist-tags": { latest: versions.at(-1) }, versions: known }))
    })
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve))
    const { port } = registry.address() as AddressInfo
    const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: emptyFolder() }
    return new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) =>
      execFile(
        process.execPath,
        ["ops/release.ts", "agree", "v1.2.0"],
        { cwd: folder, env },
        (error, stdout, stderr) => {
          registry.close()
          resolve({ code: error?.code ?? 0, stdout, stderr })
        }
      )
    )
  }

  it("agrees where all is committed and nobody has the version, and names all that is in the way", async () => {
    const folder = repository()
    for (const versions of [[], ["1.1.0"]]) {
      expect(await agree(folder, versions)).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^version 1\.2\.0,/),
        stderr: ""
      })
    }
    git(folder, "tag", "v1.2.0")
    expect((await agree(folder, [])).code).toBe(0)
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "second")
    writeFileSync(join(folder, "new.ts"), "")
    const { code, stderr } = await agree(folder, ["1.1.0", "1.2.0"])
    expect(code).toBe(1)
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^error: the tag v1\.2\.0 is at [0-9a-f]+ already;/),
      expect.stringMatching(/^error: npm has 1\.2\.0 already;/),
      "error: not committed, and so in no release: new.ts",
      ""
    ])
  }, 180_000)
})
