/**
 * What a release must agree on, and what it says: the version in both manifests, in the changelog and in the tag; a version
 * that nobody has yet; and files that are all committed.
 *
 * Pure. `release.ts` reads the files, asks Git and npm, and prints.
 */

/** A version with at most a pre-release, such as `1.2.0` or `1.2.0-rc.1`. */
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

/** A heading of the changelog: the version, with or without brackets and a date, or `Unreleased`. */
const HEADING = /^## \[?([^\s\]]+)\]?(?: - \d{4}-\d{2}-\d{2})?$/gm

/** Where a version stands. */
export interface Versions {
  /** Of `package.json`. */
  readonly npm: string
  /** Of `deno.json`. */
  readonly jsr: string
  /** The text of the changelog. */
  readonly changelog: string
  /** Such as `v1.2.0`; undefined where there is none yet. */
  readonly tag?: string
  /** Whether npm has this version. @default not asked */
  readonly atNpm?: AtNpm
  /** Files that are changed or new, and not committed. @default none */
  readonly uncommitted?: ReadonlyArray<string>
  /** The commit that has the tag of this version already, where it is another one than would be released. @default none */
  readonly taggedElsewhere?: string
}

/** What npm says of a version: it has it, it does not, or nothing. */
export type AtNpm = "taken" | "free" | "silent"

/** How `npm view NAME@VERSION version --json` ended. */
export interface NpmView {
  readonly status: number | null
  readonly stdout: string
}

/** Returns what npm says of a version. It knows a package without this version, and prints nothing for that. */
export const atNpm = ({ status, stdout }: NpmView): AtNpm => {
  if (status === 0) return stdout.trim() === "" ? "free" : "taken"
  return /"code": *"E404"/.test(stdout) ? "free" : "silent"
}

/** Returns the files that `git status --porcelain` names. */
export const uncommittedOf = (status: string): ReadonlyArray<string> =>
  status
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(3))

/** Returns the sections of a changelog by their versions, in order. */
const sectionsOf = (changelog: string): ReadonlyMap<string, string> => {
  const headings = Array.from(changelog.matchAll(HEADING))
  return new Map(
    headings.map(({ 0: line, 1: version = "", index }, place) => [
      version,
      changelog.slice(index + line.length, headings[place + 1]?.index).trim()
    ])
  )
}

/** Returns what the changelog says of a version; undefined if it does not name it. */
export const notesOf = (changelog: string, version: string): string | undefined => sectionsOf(changelog).get(version)

/** Returns the first of some names, and how many more there are. */
const listed = ([first, ...others]: ReadonlyArray<string>): string =>
  others.length === 0 ? `${first}` : `${first} and ${others.length} more`

/** Returns why these versions are no release, each reason with what to do; none if they are one. */
export const objections = (versions: Versions): ReadonlyArray<string> => {
  const { atNpm, changelog, jsr, npm, tag, taggedElsewhere, uncommitted = [] } = versions
  const sections = sectionsOf(changelog)
  const [first = "no version"] = sections.keys()
  return [
    ...(VERSION.test(npm) ? [] : [`package.json has the version ${npm}; write one like 1.2.0`]),
    ...(jsr === npm ? [] : [`deno.json has the version ${jsr} and package.json ${npm}; write the same`]),
    ...(first === npm
      ? []
      : [`CHANGELOG.md begins with ${first}, not with ${npm}; give the newest section that heading`]),
    ...(sections.get(npm) === "" ? [`CHANGELOG.md says nothing of ${npm}`] : []),
    ...(tag === undefined || tag === `v${npm}` ? [] : [`the tag is ${tag}, and package.json asks for v${npm}`]),
    ...(taggedElsewhere === undefined
      ? []
      : [`the tag v${npm} is at ${taggedElsewhere} already; write the next version`]),
    ...(atNpm === "taken"
      ? [`npm has ${npm} already; write the next version, or run the failed jobs of its release again, and not all`]
      : []),
    ...(uncommitted.length === 0 ? [] : [`not committed, and so in no release: ${listed(uncommitted)}`])
  ]
}
