/**
 * The Markdown documents of this repository, and what they are made of: blocks of code with their marks, tables, headings.
 *
 * A block of code that a test would run may have marks before it, as comments of Markdown: `not run: REASON`,
 * `until: TEXT` (it does not end by itself: it is stopped once it has said so), `exits: CODE`, `needs: PROGRAM`.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of the repository. */
export const top = fileURLToPath(new URL("../..", import.meta.url))

const documentsIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|dist|\.git)$/.test(entry.name) ? [] : documentsIn(path)
    return entry.name.endsWith(".md") ? [relative(top, path)] : []
  })

/** Paths of all documents, apart from those of others. */
export const documents = documentsIn(top)

/** Returns the text of a document, or of another file. */
export const textOf = (document: string) => readFileSync(join(top, document), "utf8")

/** Names a mark of a block. */
export type Mark = "not run" | "until" | "exits" | "needs"

/** A block of code. */
export interface Block {
  readonly document: string
  /** The line on which it begins, counted from 1. */
  readonly line: number
  /** Such as `ts`; empty where the document says none. */
  readonly language: string
  /** What the document says after the language. */
  readonly info: string
  readonly code: string
  readonly marks: Readonly<Partial<Record<Mark, string>>>
  /** What the document shows as its output: a block `text` that follows at once. */
  readonly output: string | undefined
}

const FENCED = /((?:^<!-- .* -->\n)*)^```(\w*)(?: (.*))?\n([\s\S]*?)^```$(?=(?:\n\n```text\n([\s\S]*?)^```$)?)/gm
const MARK = /^<!-- (not run|until|exits|needs): (.*) -->$/gm

/** Returns the blocks of code in a text. */
export const blocksIn = (text: string, document: string): ReadonlyArray<Block> =>
  Array.from(
    text.matchAll(FENCED),
    ({ index, 1: marks = "", 2: language = "", 3: info = "", 4: code = "", 5: output }) => ({
      document,
      line: text.slice(0, index + marks.length).split("\n").length,
      language,
      info,
      code,
      marks: Object.fromEntries(Array.from(marks.matchAll(MARK), ([, name, value]) => [name, value])),
      output
    })
  )

/** Returns the blocks of code of a document. */
export const blocksOf = (document: string): ReadonlyArray<Block> => blocksIn(textOf(document), document)

/** Names a block in the title of a test. */
export const nameOf = ({ document, line }: Block): string => `${document}:${line}`

/** Returns a document without its blocks of code. */
export const proseOf = (document: string): string => textOf(document).replaceAll(FENCED, "")

/** Returns the part of a document below a heading, up to the next one of its level or above. */
export const sectionOf = (document: string, heading: string): string => {
  const lines = textOf(document).split("\n")
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading)
  if (start === -1) throw new Error(`${document} has no heading ${heading}`)
  const level = lines[start]!.indexOf(" ")
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(" ") <= level)
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join("\n")
}

/** A row of a table: its cells by the heads of their columns. */
export type Row = Readonly<Record<string, string>>

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

/** Returns the rows of the tables in a text whose first column has this head. */
export const rowsOf = (text: string, head: string): ReadonlyArray<Row> =>
  Array.from(text.matchAll(/^(\|.*\|)\n\|[-| ]+\|\n((?:\|.*\|(?:\n|$))+)/gm)).flatMap(([, heads = "", body = ""]) => {
    const names = cellsOf(heads)
    if (names[0] !== head) return []
    return body
      .trimEnd()
      .split("\n")
      .map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [names[index] ?? "", cell])))
  })

/** Returns what stands in backticks in a text. */
export const codeIn = (text = ""): ReadonlyArray<string> =>
  Array.from(text.matchAll(/`([^`\n]+)`/g), ([, code = ""]) => code)

/** Returns the anchors of a document, as a forge makes them of its headings. */
export const anchorsOf = (document: string): ReadonlyArray<string> => {
  const headings = Array.from(proseOf(document).matchAll(/^#+ (.*)$/gm), ([, heading = ""]) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-")
  )
}
