/**
 * Stands in for the base images, which cannot be pulled where there is no engine: a folder with the runtime of the dev
 * dependencies, the libraries that it is linked with, and nothing else. The stages named `-slim` get the few programs of a
 * system that steps may call.
 */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"

/** Where each image keeps its runtime. */
const runtimes = {
  "oven/bun": { name: "bun", path: "/usr/local/bin/bun" },
  "denoland/deno": { name: "deno", path: "/bin/deno" }
} as const

const SYSTEM = ["/bin/sh", "/bin/mkdir"]
const FILES = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/certs/ca-certificates.crt"]

const copyWithLibraries = (root: string, from: string, to: string) => {
  mkdirSync(dirname(join(root, to)), { recursive: true })
  cpSync(realpathSync(from), join(root, to))
  const linked = execFileSync("ldd", [realpathSync(from)], { encoding: "utf8" })
  for (const [library] of linked.matchAll(/\/\S+/g)) {
    if (existsSync(join(root, library))) continue
    mkdirSync(dirname(join(root, library)), { recursive: true })
    cpSync(realpathSync(library), join(root, library))
  }
}

/** Returns the runtime of a base image, and the version that its tag pins. */
export const runtimeOf = (base: string) => {
  const [, image = "", tag = ""] = /^([^:]+):(.+)$/.exec(base) ?? []
  const runtime = runtimes[image as keyof typeof runtimes]
  const version = /\d+\.\d+\.\d+/.exec(tag)?.[0]
  if (runtime === undefined || version === undefined) throw new Error(`${base}: not an image with a pinned version`)
  return { ...runtime, version }
}

/** Makes the stand-in of a base image in an empty folder. */
export const makeBaseImage = (top: string, base: string, root: string): void => {
  const { name, path, version } = runtimeOf(base)
  const installed = JSON.parse(readFileSync(join(top, "node_modules", name, "package.json"), "utf8")).version
  if (installed !== version) console.log(`note: ${base} is rehearsed with ${name} ${installed}`)
  copyWithLibraries(root, join(top, "node_modules/.bin", name), path)
  if (base.endsWith("-slim")) for (const program of SYSTEM) copyWithLibraries(root, program, program)
  for (const file of FILES.filter((file) => existsSync(file))) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(realpathSync(file), join(root, file))
  }
  for (const folder of ["dev", "proc", "tmp", "root"]) mkdirSync(join(root, folder), { recursive: true })
}
