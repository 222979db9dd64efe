/**
 * What is published, to npm and to JSR: all that users need and nothing else, links that lead somewhere within it, source
 * maps that hold their sources, and a description of every exported symbol. Needs `dist`, and publishes nothing.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import deno from "../../deno.json" with { type: "json" }
import manifest from "../../package.json" with { type: "json" }
import { requireBanner } from "./bundlers.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))
const read = (path: string) => readFileSync(join(top, path), "utf8")
const denoProgram = join(top, "node_modules/deno/deno")

const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: top, encoding: "utf8" })
// npm 12 gives an object by name, older ones a list.
const [tarball] = Object.values<{ readonly files: ReadonlyArray<{ readonly path: string }> }>(JSON.parse(packed))
const ofNpm = tarball!.files.map(({ path }) => path)

const dryRun = spawnSync(denoProgram, ["publish", "--dry-run", "--allow-dirty"], {
  cwd: top,
  encoding: "utf8",
  env: { ...process.env, NO_COLOR: "1" }
})
const FILE = /^\s+(file:\/\/\S+) \([\d.]+\w+\)$/gm
const ofJsr = Array.from(dryRun.stderr.matchAll(FILE), ([, url = ""]) => fileURLToPath(url).slice(top.length))

const LINK = /\]\(([^)\s]+)\)/g
const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm

/** Returns the relative links in the Markdown files of a list that lead to none of its files or folders. */
const deadLinks = (files: ReadonlyArray<string>) =>
  files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) =>
      Array.from(read(file).replaceAll(FENCED, "").matchAll(LINK), ([, target = ""]) => target.replace(/#.*$/, ""))
        .filter((target) => target !== "" && !/^https?:/.test(target))
        .map((target) => normalize(join(dirname(file), target)))
        .filter((path) => !files.some((other) => other === path || other.startsWith(`${path.replace(/\/$/, "")}/`)))
        .map((path) => `${file} -> ${path}`)
    )

const texts = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "RELIABILITY.md"]

describe("the tarball for npm", () => {
  it("holds every entry, the command and the texts", () => {
    const targets = Object.values<string | { types: string; default: string }>(manifest.exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target)
    )
    const needed = [...targets, ...Object.values(manifest.bin)].map((path) => path.replace("./", ""))
    expect([...needed, ...texts].filter((path) => !ofNpm.includes(path))).toEqual([])
  })

  it("holds nothing else but what is built, and documents", () => {
    const others = ofNpm.filter((path) => !/^dist\//.test(path) && !/^(docs\/|bench\/README\.md$)/.test(path))
    expect(others.sort()).toEqual([...texts, "package.json"].sort())
    expect(ofNpm.filter((path) => /\.test\.|^dist\/(test|bench|ops|container|single)\b/.test(path))).toEqual([])
  })

  it("links to what it holds", () => {
    expect(deadLinks(ofNpm)).toEqual([])
  })

  it("names in its texts the version of effect that it needs, and what the tested bundles are made with", () => {
    const named = ofNpm
      .filter((path) => path.endsWith(".md") && path !== "CHANGELOG.md")
      .flatMap((path) => Array.from(read(path).matchAll(/\beffect@"?(\d[\w.-]*)/g), ([, version]) => version))
    expect(named.length).toBeGreaterThan(3)
    expect(new Set(named)).toEqual(new Set([manifest.peerDependencies.effect]))
    expect(read("README.md")).toContain(`npm install bookiegamma effect@${manifest.peerDependencies.effect}\n`)
    expect(read("docs/installing.md")).toContain(requireBanner)
  })

  it("has for every file of the library a source map that holds the sources", () => {
    const built = ofNpm.filter((path) => path.endsWith(".js") && !path.startsWith("dist/bin/"))
    expect(built.length).toBeGreaterThan(10)
    for (const path of built) {
      expect(read(path), path).toMatch(/\n\/\/# sourceMappingURL=\S+\.js\.map\s*$/)
      const { sources, sourcesContent } = JSON.parse(read(`${path}.map`))
      expect(
        sourcesContent.filter((text: unknown) => typeof text === "string" && text !== ""),
        path
      ).toHaveLength(sources.length)
      expect(ofNpm).toContain(`${path}.map`)
    }
  })

  it("says where its sources are, under which licence, and begins the command for Node", () => {
    expect(manifest.repository.url).toMatch(/^git\+https:/)
    expect(read("LICENSE")).toContain(manifest.license)
    expect(read(manifest.bin.bookiegamma)).toMatch(/^#!\/usr\/bin\/env node\n/)
  })
})

describe("the package for JSR", () => {
  it("passes a dry run", () => {
    expect(dryRun.stderr).toContain("Success Dry run complete")
    expect(dryRun.status).toBe(0)
  })

  it("holds every entry and the texts, and no tests, faults or stand-ins", () => {
    const entries = Object.values(deno.exports).map((path) => path.replace("./", ""))
    expect([...entries, ...texts, "deno.json"].filter((path) => !ofJsr.includes(path))).toEqual([])
    const folders = /^(src|adapters|mocks|docs)\/|^(bench\/README|[A-Z]+)\.md$|^LICENSE$|^deno\.json$/
    expect(ofJsr.filter((path) => !folders.test(path) || /\.test\.ts$|^mocks\/(faults|redis)\//.test(path))).toEqual([])
  })

  it("links to what it holds", () => {
    expect(deadLinks(ofJsr)).toEqual([])
  })

  it("describes every exported symbol, with its type", () => {
    const { stderr } = spawnSync(denoProgram, ["doc", "--lint", ...Object.values(deno.exports)], {
      cwd: top,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" }
    })
    // It calls private what effect exports, what is reached through a namespace, and the constants behind a type.
    const findings = stderr.matchAll(/^error\[(?!private-type-ref)([\w-]+)\].*\n\s+--> (\S+)/gm)
    expect(Array.from(findings, ([, rule, place]) => `${rule} ${place}`)).toEqual([])
    expect(stderr).toMatch(/error: Found \d+ documentation lint errors?\.|Checked \d+ files?/)
  })
})
