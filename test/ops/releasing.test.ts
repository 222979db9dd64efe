/**
 * When versions make a release, and what is said where they do not.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { notesOf, objections } from "../../ops/releasing.ts"
import manifest from "../../package.json" with { type: "json" }
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
    [{ ...good, tag: "1.2.0" }, "the tag is 1.2.0, and package.json asks for v1.2.0"]
  ])("is none otherwise, and says why: %#", (versions, reason) => {
    expect(objections(versions)).toEqual([expect.stringContaining(reason)])
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
