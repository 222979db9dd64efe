/**
 * What a release must agree on, and what it says: the version in both manifests, in the changelog and in the tag.
 *
 * Pure. `release.ts` reads the files and prints.
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
}

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

/** Returns why these versions are no release, each reason with what to do; none if they are one. */
export const objections = ({ changelog, jsr, npm, tag }: Versions): ReadonlyArray<string> => {
  const sections = sectionsOf(changelog)
  const [first = "no version"] = sections.keys()
  return [
    ...(VERSION.test(npm) ? [] : [`package.json has the version ${npm}; write one like 1.2.0`]),
    ...(jsr === npm ? [] : [`deno.json has the version ${jsr} and package.json ${npm}; write the same`]),
    ...(first === npm
      ? []
      : [`CHANGELOG.md begins with ${first}, not with ${npm}; give the newest section that heading`]),
    ...(sections.get(npm) === "" ? [`CHANGELOG.md says nothing of ${npm}`] : []),
    ...(tag === undefined || tag === `v${npm}` ? [] : [`the tag is ${tag}, and package.json asks for v${npm}`])
  ]
}
