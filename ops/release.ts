/**
 * A release, looked at before it happens. It publishes nothing; `.github/workflows/release.yml` does.
 *
 * `node ops/release.ts agree [TAG]` fails with why versions do not agree. `… notes` prints what the changelog says of the
 * version. `… show` prints all that would be released: the files for npm and for JSR, and the single files of `dist/single` with
 * their checksums. `… checksums FOLDER` writes `SHA256SUMS` there.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { notesOf, objections } from "./releasing.ts"

const top = fileURLToPath(new URL("..", import.meta.url))
const read = (path: string) => readFileSync(join(top, path), "utf8")

const { version }: { readonly version: string } = JSON.parse(read("package.json"))
const changelog = read("CHANGELOG.md")

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`

/** Returns a checksum a file, as `sha256sum` prints them. */
const checksumsOf = async (folder: string): Promise<ReadonlyArray<string>> => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("bookiegamma-")) : []
  const lines: Array<string> = []
  for (const name of files.sort()) {
    const hash = createHash("sha256")
    await pipeline(createReadStream(join(folder, name)), hash)
    lines.push(`${hash.digest("hex")}  ${name}`)
  }
  return lines
}

/** Prints why the versions are no release; tells whether they are one. */
const agree = (tag?: string): boolean => {
  const { version: jsr } = JSON.parse(read("deno.json"))
  const reasons = objections({ npm: version, jsr, changelog, ...(tag === undefined ? {} : { tag }) })
  for (const reason of reasons) console.error(`error: ${reason}`)
  if (reasons.length === 0) console.log(`version ${version}, in package.json, deno.json and CHANGELOG.md`)
  return reasons.length === 0
}

const notes = (): boolean => {
  const text = notesOf(changelog, version)
  if (text === undefined || text === "") console.error(`error: CHANGELOG.md says nothing of ${version}`)
  else console.log(text)
  return text !== undefined && text !== ""
}

interface Tarball {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>
}

const showNpm = (): void => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: top,
    encoding: "utf8"
  })
  const [tarball] = Object.values<Tarball>(JSON.parse(output))
  if (tarball === undefined) throw new Error("npm would pack nothing")
  console.log(`\nto npm: ${tarball.filename}, ${megabytes(tarball.size)}, ${megabytes(tarball.unpackedSize)} unpacked`)
  for (const { path, size } of tarball.files) console.log(`  ${path} ${size}`)
}

/** Tells whether Deno would publish. */
const showJsr = (): boolean => {
  const deno = join(top, "node_modules/deno/deno")
  const { status, stderr } = spawnSync(deno, ["publish", "--dry-run", "--allow-dirty"], {
    cwd: top,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" }
  })
  if (status !== 0) {
    console.error(`error: JSR would refuse it\n${stderr}`)
    return false
  }
  console.log("\nto JSR:")
  for (const [, url = "", size] of stderr.matchAll(/^\s+(file:\/\/\S+) \(([\d.]+\w+)\)$/gm)) {
    console.log(`  ${fileURLToPath(url).slice(top.length)} ${size}`)
  }
  return true
}

const showSingleFiles = async (): Promise<void> => {
  const folder = join(top, "dist/single")
  console.log("\nsingle files, SHA-256; those for macOS are signed before they are released, which changes theirs:")
  for (const line of await checksumsOf(folder)) {
    console.log(`  ${line} ${megabytes(statSync(join(folder, line.split("  ")[1]!)).size)}`)
  }
}

const show = async (): Promise<boolean> => {
  const agrees = agree()
  console.log(`\nnotes:\n${notesOf(changelog, version) ?? "none"}`)
  showNpm()
  const isFitForJsr = showJsr()
  await showSingleFiles()
  return agrees && isFitForJsr
}

const writeChecksums = async (folder: string | undefined): Promise<boolean> => {
  if (folder === undefined) throw new Error("name the folder")
  const lines = await checksumsOf(folder)
  if (lines.length === 0) throw new Error(`${folder} has no file that begins with bookiegamma-`)
  writeFileSync(join(folder, "SHA256SUMS"), `${lines.join("\n")}\n`)
  console.log(lines.join("\n"))
  return true
}

const steps: Readonly<Record<string, (word?: string) => boolean | Promise<boolean>>> = {
  agree,
  checksums: writeChecksums,
  notes,
  show
}

const [name = "", word] = process.argv.slice(2)
if (!Object.hasOwn(steps, name)) throw new Error(`use: node ops/release.ts ${Object.keys(steps).join("|")}`)
process.exitCode = (await steps[name]!(word)) ? 0 : 1
