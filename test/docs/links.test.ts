/**
 * The documents agree with the repository: links and paths lead somewhere, and the TypeScript in them compiles.
 */
import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"

const top = fileURLToPath(new URL("..", import.meta.url))

/** Finds the Markdown files, apart from those of others. */
const documentsIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|dist|\.git)$/.test(entry.name) ? [] : documentsIn(path)
    return entry.name.endsWith(".md") ? [relative(top, path)] : []
  })

const documents = documentsIn(top)
const textOf = (document: string) => readFileSync(join(top, document), "utf8")

const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm
const LINK = /\]\(([^)\s]+)\)/g
const CODE = /`([^`\n]+)`/g
/** A file or folder by its name alone, without spaces, wildcards and placeholders. */
const PATH = /^[\w.-]+(?:\/[\w.-]+)*\/?$/
const SOURCE = /[\w-]\.(?:ts|js|py|md|json|jsonl|ya?ml)$/

/** Tells whether a text looks like a path in this repository: a source file, or anything in one of its folders. */
const looksLikePath = (text: string): boolean => {
  if (!PATH.test(text)) return false
  const [first = "", ...rest] = text.split("/")
  if (/^(node_modules|dist)$/.test(first)) return false
  return SOURCE.test(text) || (rest.length > 0 && existsSync(join(top, first)))
}

/** Returns the paths that a document names in backticks, or at the beginning of a line of a fenced text. */
const pathsIn = (text: string): ReadonlyArray<string> => {
  const lines = Array.from(text.matchAll(FENCED))
    .filter(([, language]) => language === "text")
    .flatMap(([, , body = ""]) => body.split("\n"))
  const words = Array.from(text.replaceAll(FENCED, "").matchAll(CODE), ([, code = ""]) => code)
  return [...words, ...lines.map((line) => line.split(/\s+/)[0] ?? "")].filter(looksLikePath)
}

/** A path may be given from the top, or from the document's own folder. */
const isThere = (document: string, path: string) =>
  existsSync(join(top, path)) || existsSync(resolve(top, dirname(document), path))

describe.each(documents)("%s", (document) => {
  it("links to what exists", () => {
    const links = Array.from(textOf(document).replaceAll(FENCED, "").matchAll(LINK), ([, target = ""]) => target)
    const dead = links
      .filter((target) => !/^(https?:|#)/.test(target))
      .map((target) => target.replace(/#.*$/, ""))
      .filter((target) => !existsSync(resolve(top, dirname(document), target)))
    expect(dead).toEqual([])
  })

  it("names only paths that exist", () => {
    expect(pathsIn(textOf(document)).filter((path) => !isThere(document, path))).toEqual([])
  })
})

it("the test recognises paths, links and what is neither", () => {
  for (const path of ["src/gone.ts", "gone.ts", "test/", ".ci/run"]) expect(looksLikePath(path), path).toBe(true)
  for (const text of ["1/X", "bookiegamma/adapters/ky", "effect/http", "dist/bin/main.js", "node bench/run.ts"]) {
    expect(looksLikePath(text), text).toBe(false)
  }
  expect(pathsIn("`src/gone.ts`\n```text\nsrc/also.ts  a file\n```\n")).toEqual(["src/gone.ts", "src/also.ts"])
})

it("CONTRIBUTING.md shows the market that test/growth/newMarket.test.ts adds", () => {
  const diffs = Array.from(textOf("CONTRIBUTING.md").matchAll(FENCED)).filter(([, language]) => language === "diff")
  const added = diffs.flatMap(([, , body = ""]) => body.split("\n").filter((line) => /^\+(?!\+)/.test(line)))
  expect(added.length).toBeGreaterThan(20)
  const growth = textOf("test/growth/newMarket.test.ts")
  expect(added.map((line) => line.slice(1)).filter((line) => !growth.includes(line))).toEqual([])
})

it("the TypeScript in them compiles against the sources", async () => {
  const blocks = documents.flatMap((document) =>
    Array.from(textOf(document).matchAll(FENCED))
      .filter(([, language]) => language === "ts")
      .map(([, , code = ""]) => ({ document, code }))
  )
  expect(blocks.filter(({ document }) => document === "README.md").length).toBeGreaterThan(1)
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-docs-"))
  try {
    symlinkSync(join(top, "node_modules"), join(folder, "node_modules"))
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
    for (const [index, { code, document }] of blocks.entries()) {
      writeFileSync(join(folder, `${document.replaceAll("/", "-")}-${index}.ts`), code)
    }
    const paths = {
      bookiegamma: [join(top, "src/index.ts")],
      "bookiegamma/adapters/*": [join(top, "adapters/*/index.ts")],
      "bookiegamma/mocks": [join(top, "mocks/index.ts")]
    }
    const config = { extends: join(top, "tsconfig.json"), compilerOptions: { paths }, include: ["*.ts"] }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
    const tsc = join(top, "node_modules/.bin/tsc")
    const output = await promisify(execFile)(process.execPath, [tsc, "-p", folder], { cwd: folder }).then(
      () => "",
      (error) => `${error.stdout}${error.stderr}`
    )
    expect(output).toBe("")
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)
