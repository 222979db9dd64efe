/**
 * Does what a Dockerfile says, in folders: each stage is a folder, and RUN is run with that folder as its root.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { makeBaseImage } from "./baseImage.ts"
import { copyContext } from "./context.ts"
import { isolated, PATH } from "./isolated.ts"
import { readDockerfile, type Stage, type Step } from "./readDockerfile.ts"

/** What a builder passes on to its steps: ways to the package registry. */
const PASSED = /^(https?_proxy|no_proxy|npm_config_registry|node_extra_ca_certs)$/i

/** How long a step may take, in milliseconds. */
const RUN_MILLIS = 300_000

/** An image: the files of its last stage, and how a container is started. */
export interface Image extends Pick<Stage, "cmd" | "entrypoint" | "env" | "healthcheck" | "user" | "workdir"> {
  readonly root: string
}

const chownAll = (path: string, [user = 0, group = 0]: ReadonlyArray<number>): void => {
  chownSync(path, user, group)
  if (!statSync(path).isDirectory()) return
  for (const name of readdirSync(path)) chownAll(join(path, name), [user, group])
}

const copy = (root: string, workdir: string, source: string, { owner, paths }: Step & { _tag: "Copy" }) => {
  const target = paths.at(-1) ?? ""
  const into = join(root, resolve(workdir, target))
  for (const path of paths.slice(0, -1)) {
    const from = join(source, path)
    if (!existsSync(from)) throw new Error(`COPY ${path}: it is not there, or .dockerignore leaves it out`)
    // A folder is copied with what is in it, as COPY does; a file keeps its name where the target is a folder.
    const to = statSync(from).isDirectory() || !target.endsWith("/") ? into : join(into, basename(path))
    cpSync(from, to, { recursive: true })
    chownAll(to, (owner ?? "0:0").split(":").map(Number))
  }
}

const run = (root: string, { env, workdir }: Stage, command: ReadonlyArray<string>) => {
  const passed = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED.test(name)))
  const [program, ...words] = isolated({ root, workdir, user: "0", isReadOnly: false }, command)
  execFileSync(program, words, {
    env: { PATH, HOME: "/root", ...passed, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    timeout: RUN_MILLIS
  })
}

/** Builds the image of a Dockerfile in a folder, which must be empty. */
export const buildImage = (top: string, dockerfile: string, folder: string): Image => {
  const context = join(folder, "context")
  copyContext(top, context)
  const roots = new Map<string | undefined, string>()
  const stages = readDockerfile(join(top, dockerfile))
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, `stage-${index}`)
    makeBaseImage(top, stage.base, root)
    roots.set(stage.name ?? String(index), root)
    let workdir = "/"
    for (const step of stage.steps) {
      if (step._tag === "Workdir") {
        workdir = resolve(workdir, step.path)
        mkdirSync(join(root, workdir), { recursive: true })
      } else if (step._tag === "Run") run(root, stage, step.command)
      else copy(root, workdir, step.from === undefined ? context : (roots.get(step.from) ?? ""), step)
    }
    chmodSync(root, 0o755)
  }
  const last = stages.at(-1)
  if (last === undefined) throw new Error(`${dockerfile} has no stage`)
  return { ...last, root: join(folder, `stage-${stages.length - 1}`) }
}
