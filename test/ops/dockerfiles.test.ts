/**
 * What the Dockerfiles promise, read from the files themselves.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { validate } from "dockerfile-utils"
import { describe, expect, it } from "vitest"
import { runtimeOf } from "../../ops/rehearsal/baseImage.ts"
import { contextPaths } from "../../ops/rehearsal/context.ts"
import { readDockerfile, type Stage } from "../../ops/rehearsal/readDockerfile.ts"
import { top, unknownSettings } from "./yamlFiles.ts"

const manifest = JSON.parse(readFileSync(join(top, "package.json"), "utf8"))
const dockerfiles = ["ops/Dockerfile", "ops/Dockerfile.deno"]

/** Returns what a stage copies from the files of the project. */
const copied = ({ steps }: Stage) =>
  steps.flatMap((step) => (step._tag === "Copy" && step.from === undefined ? step.paths.slice(0, -1) : []))

describe.each(dockerfiles)("%s", (path) => {
  const text = readFileSync(join(top, path), "utf8")
  const stages = readDockerfile(join(top, path))
  const image = stages.at(-1)!

  it("is free of what a linter finds", () => {
    expect(validate(text)).toEqual([])
    expect(validate(`${text}\nRUN ['sh']\nEXPOSE http`).length, "the linter finds something").toBeGreaterThan(1)
  })

  it("pins every base by its version, the one that the project is tested with", () => {
    for (const { base } of stages) {
      const { name, version } = runtimeOf(base)
      const installed = JSON.parse(readFileSync(join(top, "node_modules", name, "package.json"), "utf8")).version
      expect(version.split(".").slice(0, 2), base).toEqual(installed.split(".").slice(0, 2))
      expect(`~${version}`, base).toBe(manifest.devDependencies[name])
    }
  })

  it("ends in an image without a shell, for a user without rights", () => {
    expect(image.base).toMatch(/distroless/)
    expect(image.user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/)
    expect(image.steps.filter(({ _tag }) => _tag === "Run")).toEqual([])
  })

  it("gives the user nothing to write to but /data", () => {
    const owned = image.steps.filter((step) => step._tag === "Copy" && step.owner !== undefined)
    expect(owned).toEqual([{ _tag: "Copy", from: "build", owner: image.user, paths: ["/build/data", "/data"] }])
    expect(image.env.SQLITE_PATH).toMatch(/^\/data\//)
  })

  it("stops by SIGTERM, watches by default, and says how it is", () => {
    expect(image.stopSignal).toBe("SIGTERM")
    expect(image.cmd).toEqual(["watch", "live"])
    expect(image.healthcheck?.flags).toHaveProperty("timeout")
    expect(image.healthcheck?.command.at(-1)).toBe(`${image.workdir}/healthcheck.js`)
    expect(image.entrypoint.at(-1)).toBe(`${image.workdir}/main.js`)
    expect(image.ports).toEqual([image.env.BOOKIEGAMMA_METRICS_PORT])
    expect(readFileSync(join(top, "ops/healthcheck.ts"), "utf8")).toContain(`?? "${image.ports[0]}"`)
  })

  it("names only settings that there are, and no secret", () => {
    expect(unknownSettings(Object.keys(image.env))).toEqual([])
    expect(Object.keys(image.env).filter((name) => /URL|PASS|PROX|CONFIG|TOKEN|HEADERS/.test(name))).toEqual([])
  })

  it("copies what is there and what .dockerignore lets through, and all of that", () => {
    const context = contextPaths(top)
    const paths = stages.flatMap(copied)
    for (const name of paths) {
      expect(existsSync(join(top, name)), name).toBe(true)
      expect(
        context.filter((allowed) => `${allowed}/`.startsWith(`${name}/`)),
        name
      ).not.toEqual([])
    }
    for (const name of context) expect(paths, name).toContain(name.split("/")[0])
  })

  it("installs what the command needs at run time alone, and no scripts of packages", () => {
    const [install] = stages.flatMap(({ steps }) => steps.filter((step) => step._tag === "Run"))
    expect(install?.command).toEqual(expect.arrayContaining(["install", "--production", "--ignore-scripts"]))
  })

  it("has the labels of the manifest", () => {
    expect(image.labels["org.opencontainers.image.title"]).toBe(manifest.name)
    expect(image.labels["org.opencontainers.image.licenses"]).toBe(manifest.license)
    expect(manifest.repository.url).toContain(image.labels["org.opencontainers.image.source"])
  })
})

it("Deno is granted what the rehearsal needs, and no more", () => {
  const rights = readDockerfile(join(top, "ops/Dockerfile.deno"))
    .at(-1)!
    .entrypoint.filter((word) => word.startsWith("--allow"))
  expect(rights).toEqual([
    "--allow-net",
    "--allow-env",
    "--allow-read",
    "--allow-write=/data",
    "--allow-sys=uid,statfs"
  ])
})
