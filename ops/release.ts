/**
 * A release, looked at before it happens. It publishes nothing; `.github/workflows/release.yml` does.
 *
 * `node ops/release.ts agree [TAG]` fails with what is in the way: versions that do not agree, one that npm or a tag has
 * already, files that are not committed. `… notes` prints what the changelog says of the version. `… show` prints all that would
 * be released, and last what is in the way: the files for npm and for JSR by folder, and the single files of `dist/single` with
 * their checksums. `… checksums FOLDER` writes `SHA256SUMS` there.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { type AtNpm, atNpm, notesOf, objections, uncommittedOf } from "./releasing.ts"

const top = fileURLToPath(new URL("..", import.meta.url))
const read = (path: string) => readFileSync(join(top, path), "utf8")

const { name, version }: { readonly name: string; readonly version: string } = JSON.parse(read("package.json"))
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

/** Returns what a program prints; undefined if it failed, or is not there. */
const printed = (file: string, ...args: ReadonlyArray<string>): string | undefined => {
  const { status, stdout } = spawnSync(file, args, { cwd: top, encoding: "utf8" })
  return status === 0 ? stdout : undefined
}

/** Asks npm, for a quarter of a minute at most. */
const askNpm = (): AtNpm => {
  const limits = ["--fetch-retries", "0", "--fetch-timeout", "15000"]
  return atNpm(
    spawnSync("npm", ["view", `${name}@${version}`, "version", "--json", ...limits], { cwd: top, encoding: "utf8" })
  )
}

/** Returns the commit that has the tag of this version, where it is not the one that is checked out. */
const taggedElsewhere = (): string | undefined => {
  const [tagged, here] = [`refs/tags/v${version}^{commit}`, "HEAD"].map((what) =>
    printed("git", "rev-parse", "--short", "--verify", "--quiet", what)?.trim()
  )
  return tagged === here ? undefined : tagged
}

/** Prints what is in the way of a release; tells whether nothing is. */
const agree = (tag?: string): boolean => {
  const { version: jsr } = JSON.parse(read("deno.json"))
  const npmSays = askNpm()
  const elsewhere = taggedElsewhere()
  const reasons = objections({
    npm: version,
    jsr,
    changelog,
    atNpm: npmSays,
    uncommitted: uncommittedOf(printed("git", "status", "--porcelain") ?? ""),
    ...(elsewhere === undefined ? {} : { taggedElsewhere: elsewhere }),
    ...(tag === undefined ? {} : { tag })
  })
  for (const reason of reasons) console.error(`error: ${reason}`)
  if (npmSays === "silent") console.error(`not known: whether npm has ${version}; it does not answer`)
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

/** Prints how many files a folder has, and how large they are together; a folder is up to two names of a path. */
const showFolders = (files: ReadonlyArray<{ readonly path: string; readonly size: number }>): void => {
  for (const [folder, inside] of Object.entries(
    Object.groupBy(files, ({ path }) => path.split("/").slice(0, -1).slice(0, 2).join("/") || ".")
  ).sort()) {
    const size = inside!.reduce((sum, { size }) => sum + size, 0)
    console.log(
      `  ${folder} ${inside!.length === 1 ? "1 file" : `${inside!.length} files`}, ${(size / 1e3).toFixed(1)} kB`
    )
  }
}

const showNpm = (): void => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: top,
    encoding: "utf8"
  })
  const [tarball] = Object.values<Tarball>(JSON.parse(output))
  if (tarball === undefined) throw new Error("npm would pack nothing")
  console.log(`\nto npm: ${tarball.filename}, ${megabytes(tarball.size)}, ${megabytes(tarball.unpackedSize)} unpacked`)
  showFolders(tarball.files)
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
  const paths = Array.from(stderr.matchAll(/^\s+(file:\/\/\S+) \([\d.]+\w+\)$/gm), ([, url = ""]) => fileURLToPath(url))
  showFolders(paths.map((path) => ({ path: path.slice(top.length), size: statSync(path).size })))
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
  console.log(`notes:\n${notesOf(changelog, version) ?? "none"}`)
  showNpm()
  const isFitForJsr = showJsr()
  await showSingleFiles()
  console.log()
  return agree() && isFitForJsr
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

const [step = "", word] = process.argv.slice(2)
if (!Object.hasOwn(steps, step)) throw new Error(`use: node ops/release.ts ${Object.keys(steps).join("|")}`)
process.exitCode = (await steps[step]!(word)) ? 0 : 1
