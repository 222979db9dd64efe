/**
 * The documents agree with the repository: links and paths lead somewhere, on a forge and in the packed package.
 */
import { existsSync } from "node:fs"
import { dirname, join, normalize, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { anchorsOf, blocksIn, blocksOf, codeIn, documents, proseOf, textOf, top } from "./documents.ts"

const LINK = /\]\(([^)\s]+)\)/g
/** A file or folder by its name alone, without spaces, wildcards and placeholders. */
const PATH = /^[\w.-]+(?:\/[\w.-]+)*\/?$/
const SOURCE = /[\w-]\.(?:ts|js|py|md|json|jsonl|ya?ml)$/
/** What a reader makes in how-tos and the tutorial. */
const MADE_BY_READERS = ["read_odds.py"]

/** Tells whether a text looks like a path in this repository: a source file, or anything in one of its folders. */
const looksLikePath = (text: string): boolean => {
  if (!PATH.test(text) || MADE_BY_READERS.includes(text)) return false
  const [first = "", ...rest] = text.split("/")
  if (/^(node_modules|dist)$/.test(first)) return false
  return SOURCE.test(text) || (rest.length > 0 && existsSync(join(top, first)))
}

/** Returns the paths that a document names in backticks, or at the beginning of a line of a text that is no output. */
const pathsIn = (prose: string, text: string): ReadonlyArray<string> => {
  const blocks = blocksIn(text, "")
  const outputs = blocks.map(({ output }) => output)
  const lines = blocks
    .filter(({ code, language }) => language === "text" && !outputs.includes(code))
    .flatMap(({ code }) => code.split("\n"))
  return [...codeIn(prose), ...lines.map((line) => line.split(/\s+/)[0] ?? "")].filter(looksLikePath)
}

/** A path may be given from the top, or from the document's own folder. */
const isThere = (document: string, path: string) =>
  existsSync(join(top, path)) || existsSync(resolve(top, dirname(document), path))

/** A link of a document: the path from the top, and the anchor there. */
const linksOf = (document: string) =>
  Array.from(proseOf(document).matchAll(LINK), ([, target = ""]) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = "", anchor] = target.split("#")
      return { target, path: path === "" ? document : normalize(join(dirname(document), path)), anchor }
    })

/** The links of a document to files of this repository on its forge: what the package does not have. */
const forgeLinksOf = (document: string) => {
  const start = `${manifest.repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/`
  return Array.from(proseOf(document).matchAll(LINK), ([, target = ""]) => target)
    .filter((target) => target.startsWith(start))
    .map((target) => target.slice(start.length).replace(/#.*$/, ""))
}

/** Tells whether the packed package has a file. npm packs the README and the license of its own accord. */
const isPacked = (path: string) =>
  manifest.files.some((packed) => path === packed || path.startsWith(`${packed.replace(/\/$/, "")}/`))

describe.each(documents)("%s", (document) => {
  it("links to what exists", () => {
    expect(linksOf(document).filter(({ path }) => !existsSync(join(top, path)))).toEqual([])
  })

  it("links to files of the repository that exist", () => {
    expect(forgeLinksOf(document).filter((path) => !existsSync(join(top, path)))).toEqual([])
  })

  it("links to headings that exist", () => {
    const dead = linksOf(document).filter(
      ({ anchor, path }) => anchor !== undefined && path.endsWith(".md") && !anchorsOf(path).includes(anchor)
    )
    expect(dead).toEqual([])
  })

  it("names only paths that exist", () => {
    expect(pathsIn(proseOf(document), textOf(document)).filter((path) => !isThere(document, path))).toEqual([])
  })
})

describe.each(documents.filter(isPacked))("%s, packed,", (document) => {
  it("links only to what is packed too", () => {
    expect(linksOf(document).filter(({ path }) => !isPacked(path))).toEqual([])
  })
})

it("the README and every page of docs/ are packed", () => {
  const pages = documents.filter((document) => document === "README.md" || document.startsWith("docs/"))
  expect(pages.length).toBeGreaterThan(10)
  expect(pages.filter((page) => !isPacked(page))).toEqual([])
})

it("some pages link to the repository on its forge", () => {
  expect(documents.flatMap(forgeLinksOf)).toContain("examples/own-layers.ts")
})

it("every page of docs/ can be reached from the README", () => {
  const reached = new Set(["README.md"])
  for (const document of reached) {
    for (const { path } of linksOf(document)) if (documents.includes(path)) reached.add(path)
  }
  expect(documents.filter((document) => document.startsWith("docs/") && !reached.has(document))).toEqual([])
})

it("the test recognises paths, links and what is neither", () => {
  for (const path of ["src/gone.ts", "gone.ts", "test/", ".ci/run"]) expect(looksLikePath(path), path).toBe(true)
  for (const text of ["1/X", "bookiegamma/adapters/ky", "effect/http", "dist/bin/main.js", "node bench/run.ts"]) {
    expect(looksLikePath(text), text).toBe(false)
  }
  const text = "`src/gone.ts`\n```text\nsrc/also.ts  a file\n```\n```sh\nls\n```\n\n```text\nsrc/output.ts\n```\n"
  expect(pathsIn("`src/gone.ts`", text)).toEqual(["src/gone.ts", "src/also.ts"])
})

it("docs/how-to/new-market.md shows the market that test/growth/newMarket.test.ts adds", () => {
  const diffs = blocksOf("docs/how-to/new-market.md").filter(({ language }) => language === "diff")
  const added = diffs.flatMap(({ code }) => code.split("\n").filter((line) => /^\+(?!\+)/.test(line)))
  expect(added.length).toBeGreaterThan(20)
  const growth = textOf("test/growth/newMarket.test.ts")
  expect(added.map((line) => line.slice(1)).filter((line) => !growth.includes(line))).toEqual([])
})
