/**
 * The TypeScript in the documents compiles against the sources, and what needs no server of the reader's own runs on the built
 * package: with the simulated bookmaker where a document says `https://…`, and the stand-in where it names a Redis.
 */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { verdicts } from "../../src/index.ts"
import { blocksOf, documents, nameOf, top } from "./documents.ts"
import { runUntil } from "./runUntil.ts"
import { type Servers, startServers } from "./servers.ts"

const blocks = documents.flatMap(blocksOf).filter(({ language }) => language === "ts")
const badVerdicts = Object.entries(verdicts).flatMap(([verdict, { exitCode }]) => (exitCode === 0 ? [] : [verdict]))
const fileOf = (index: number) => `block-${index}.ts`

it("the TypeScript in them compiles against the sources", async () => {
  expect(blocks.filter(({ document }) => document === "README.md").length).toBeGreaterThan(0)
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-docs-"))
  try {
    symlinkSync(join(top, "node_modules"), join(folder, "node_modules"))
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
    for (const [index, block] of blocks.entries()) {
      writeFileSync(join(folder, fileOf(index)), `// ${nameOf(block)}\n${block.code}\nexport {}\n`)
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
    expect(output, blocks.map((block, index) => `${fileOf(index)} is ${nameOf(block)}`).join("\n")).toBe("")
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe("what can be run", () => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-docs-"))
  let servers: Servers

  beforeAll(async () => {
    servers = await startServers()
    mkdirSync(join(folder, "node_modules"))
    symlinkSync(top, join(folder, "node_modules/bookiegamma"))
    for (const name of ["effect", "ky"]) {
      symlinkSync(join(top, "node_modules", name), join(folder, "node_modules", name))
    }
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  })
  afterAll(async () => {
    await servers.close()
    rmSync(folder, { recursive: true })
  })

  for (const [index, block] of blocks.entries()) {
    const reason = block.marks["not run"]
    if (reason !== undefined) {
      console.log(`not run: the TypeScript of ${nameOf(block)}, because ${reason}`)
      continue
    }
    it(`${nameOf(block)} runs, and says something good`, async () => {
      writeFileSync(join(folder, fileOf(index)), servers.named(block.code))
      const { code, output } = await runUntil(process.execPath, [fileOf(index)], { cwd: folder }, block.marks.until)
      if (block.marks.until === undefined) expect(code, output).toBe(0)
      else expect(output).toContain(block.marks.until)
      expect(output.trim()).not.toBe("")
      expect(
        badVerdicts.filter((verdict) => output.includes(verdict)),
        output
      ).toEqual([])
    })
  }
})
