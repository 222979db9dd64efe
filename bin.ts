#!/usr/bin/env node
/**
 * Start of the built command: says which version of the runtime is needed where this one is too old, before anything that an
 * old one cannot read is loaded. It imports nothing, and keeps to syntax that old versions know.
 */

/** First versions, major and minor, that run the command. */
const needed = { Bun: [1, 4], Deno: [2, 9], Node: [22, 19] } as const

/** Where there is no configuration that runs it: as for wrong settings. */
const EXIT_CODE = 78

interface Host {
  readonly process?: {
    readonly versions: Readonly<Record<string, string | undefined>>
    readonly exit: (code: number) => void
  }
  readonly Deno?: { readonly version: { readonly deno: string }; readonly exit: (code: number) => void }
}
const { Deno, process: current } = globalThis as Host

const { bun, deno = Deno?.version.deno, node = "unknown" } = current?.versions ?? {}
const [name, version] =
  bun !== undefined
    ? (["Bun", bun] as const)
    : deno !== undefined
      ? (["Deno", deno] as const)
      : (["Node", node] as const)

const [major = 0, minor = 0] = version.split(".").map(Number)
const [leastMajor, leastMinor] = needed[name]

if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  console.error(
    `error: this command needs ${name} ${leastMajor}.${leastMinor} or later, and this is ${name} ${version}; ` +
      "install a later one, or put it first on the PATH"
  )
  ;(current ?? Deno)?.exit(EXIT_CODE)
} else {
  if (name === "Node") (await import("./adapters/host/compileCache.ts")).enableCompileCache()
  if (name === "Bun") {
    const { tuneBun, workOf } = await import("./adapters/host/tuneBun.ts")
    const work = workOf(process.argv)
    if (work !== undefined) tuneBun(work)
  }
  await import("./main.ts")
}
