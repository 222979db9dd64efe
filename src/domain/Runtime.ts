/**
 * The runtimes that run this, and whether the current one does. `bin.ts` asks for the same versions, before anything is loaded.
 *
 * It asks for what the code uses and not for a version, since at the edge there is none; so it also lets pass what only the
 * manifest's `engines` refuses. It asks when called, so that importing does nothing.
 */

/** The first versions that run this, for people. */
export const OLDEST_RUNTIMES = "Node 22.19, Deno 2.9 or Bun 1.4"

interface Globals {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> }
}

/** What is used and came last, by its name. */
const needed = (): Readonly<Record<string, boolean>> => ({
  "URL.parse": "parse" in URL,
  "Set.prototype.union": "union" in Set.prototype
})

/** Returns why the current runtime cannot run this, in one line; undefined if it can. */
export const objection = (): string | undefined => {
  const missing = Object.entries(needed()).filter(([, isThere]) => !isThere)
  if (missing.length === 0) return undefined
  const { bun, deno, node } = (globalThis as Globals).process?.versions ?? {}
  const name = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : node ? `Node ${node}` : "it"
  return `This runtime is too old: ${name} has no ${missing.map(([what]) => what).join(" and no ")}; use ${OLDEST_RUNTIMES}, or a later one`
}
