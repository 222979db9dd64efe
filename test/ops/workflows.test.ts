/**
 * The workflows that test and release: what they name is there, what they may do is the least, and nothing is published
 * before everything has been tested.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { describe, expect, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { emptyFolder } from "../helpers/command.ts"
import { documentsOf, type Mapping, top, yamlFilesIn } from "./yamlFiles.ts"

const workflows = Object.fromEntries(yamlFilesIn(".github/workflows").map((path) => [path, documentsOf(path)[0]!]))
const test = workflows[".github/workflows/test.yml"]!
const release = workflows[".github/workflows/release.yml"]!

const jobsOf = ({ jobs }: Mapping): ReadonlyArray<[string, Mapping]> => Object.entries(jobs)
const stepsOf = ({ steps = [] }: Mapping): ReadonlyArray<Mapping> => steps
const needsOf = ({ needs = [] }: Mapping): ReadonlyArray<string> => [needs].flat()
const runsOf = (job: Mapping): string =>
  stepsOf(job)
    .map(({ run = "" }) => run)
    .join("\n")

/** Returns all jobs that must have ended well before a job begins. */
const before = (workflow: Mapping, name: string): ReadonlyArray<string> =>
  needsOf(workflow.jobs[name]).flatMap((need) => [need, ...before(workflow, need)])

describe.each(Object.entries(workflows))("%s", (_, workflow) => {
  it("has rights named for the whole and, where more is needed, for the job", () => {
    expect(workflow.permissions).toBeDefined()
    for (const right of Object.values(workflow.permissions)) expect(right).toBe("read")
  })

  it("ends each job that stands still", () => {
    for (const [name, job] of jobsOf(workflow)) {
      if (job.uses === undefined) expect(job["timeout-minutes"], name).toBeLessThanOrEqual(120)
    }
  })

  it("needs jobs that are there", () => {
    for (const [, job] of jobsOf(workflow)) {
      for (const need of needsOf(job)) expect(Object.keys(workflow.jobs)).toContain(need)
    }
  })

  it("uses actions by their commit, since a tag can be moved, and workflows of this repository", () => {
    const used = jobsOf(workflow).flatMap(([, job]) => [...stepsOf(job), job].flatMap(({ uses }) => uses ?? []))
    for (const action of used) {
      if (action.startsWith("./")) expect(existsSync(join(top, action)), action).toBe(true)
      else expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
    }
  })

  it("runs scripts and files that are there", () => {
    for (const [, job] of jobsOf(workflow)) {
      for (const [, script = ""] of runsOf(job).matchAll(/\bnpm run ([\w:-]+)/g)) {
        expect(Object.keys(manifest.scripts)).toContain(script)
      }
      for (const [, file = ""] of runsOf(job).matchAll(/(?:^|\bnode )((?:ops|\.ci)\/\S+)/gm)) {
        expect(existsSync(join(top, file)), file).toBe(true)
      }
    }
  })

  it("puts no expression into a script, where text of others could become a command", () => {
    for (const [, job] of jobsOf(workflow)) expect(runsOf(job)).not.toContain("${{")
  })

  it("leaves no login in the clone", () => {
    for (const [, job] of jobsOf(workflow)) {
      for (const { uses = "", with: options = {} } of stepsOf(job)) {
        if (uses.startsWith("actions/checkout@")) expect(options["persist-credentials"]).toBe(false)
      }
    }
  })
})

describe("the tests", () => {
  const { services, strategy } = test.jobs.test

  it("run on the oldest runtimes that are supported, those of package.json, and the newest", () => {
    const asked: ReadonlyArray<string> = strategy.matrix.include.map(({ runtimes }: Mapping) => runtimes)
    const oldest = readFileSync(join(top, "bin.ts"), "utf8").match(
      /Bun: \[(\d+), (\d+)\], Deno: \[(\d+), (\d+)\], Node: \[(\d+), (\d+)\]/
    )!
    const [, bun, bunMinor, deno, denoMinor, node, nodeMinor] = oldest
    expect(asked).toEqual([
      "",
      `node@${node}.${nodeMinor}.0 deno@${deno}.${denoMinor}.0 bun@${bun}.${bunMinor}.3`,
      "node@latest deno@latest bun@latest"
    ])
    expect(readFileSync(join(top, ".ci/run"), "utf8")).toContain("$RUNTIMES")
  })

  it("have a Redis with JSON and search, and install the package by every manager", () => {
    expect(services.redis.image).toBe("redis:8")
    expect(runsOf(test.jobs.packages)).toContain("npm run test:packages")
  })

  it("run once for a tag, as a part of its release", () => {
    expect(Object.keys(test.on)).toContain("workflow_call")
    expect(test.on.push).toEqual({ branches: ["**"] })
    expect(release.on).toEqual({ push: { tags: ["v*"] } })
  })
})

describe("a release", () => {
  const publishing = ["npm", "jsr", "page"]

  it("publishes nothing before versions agree, the suite has passed and every single file has run", () => {
    expect(release.jobs.test.uses).toBe("./.github/workflows/test.yml")
    for (const name of publishing) {
      expect(before(release, name)).toEqual(expect.arrayContaining(["agree", "test", "build", "start"]))
    }
    expect(runsOf(release.jobs.agree)).toContain('node ops/release.ts agree "$GITHUB_REF_NAME"')
    expect(runsOf(release.jobs.agree)).toContain("git merge-base --is-ancestor HEAD origin/main")
    expect(stepsOf(release.jobs.agree)[0]!.with["fetch-depth"]).toBe(0)
  })

  it("runs nothing of a dependency where it publishes", () => {
    for (const name of publishing) {
      expect(runsOf(release.jobs[name])).not.toMatch(/\b(npx|npm (install|i|it|ci|run|exec))\b/)
    }
    const { uses, with: options } = stepsOf(release.jobs.jsr).find(({ uses = "" }) => uses.includes("setup-deno"))!
    expect(uses).toMatch(/^denoland\//)
    expect(options["deno-version"]).toBe(manifest.devDependencies.deno)
  })

  describe("whose failed jobs are run again", () => {
    /** Runs the last script of a job with stand-ins for `npm` and `gh`; returns what these were asked to change. */
    const publish = (job: string, tag: string, answers: { readonly npm?: string; readonly page?: boolean }) => {
      const folder = emptyFolder()
      writeFileSync(join(folder, "bookiegamma-1.2.0.tgz"), "tarball")
      mkdirSync(join(folder, "release"))
      writeFileSync(join(folder, "release", "SHA256SUMS"), "")
      const program = (name: string, text: string) =>
        writeFileSync(join(folder, name), `#!/bin/sh\n${text}\necho "${name} $*" >> calls\n`, { mode: 0o755 })
      program(
        "npm",
        `[ "$1" = view ] && { printf '%s' '${answers.npm ?? ""}'; exit ${answers.npm === undefined ? 1 : 0}; }`
      )
      program("gh", `[ "$2" = view ] && exit ${answers.page === true ? 0 : 1}`)
      const script: string = stepsOf(release.jobs[job]).at(-1)!.run
      const env = { PATH: [folder, process.env.PATH].join(delimiter), GITHUB_REF_NAME: tag }
      const { status, stderr } = spawnSync("bash", ["-e", "-c", script], { cwd: folder, env, encoding: "utf8" })
      expect(status, stderr).toBe(0)
      const calls = join(folder, "calls")
      return existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []
    }
    const tarball = `sha512-${createHash("sha512").update("tarball").digest("base64")}`

    it("gives npm a tarball once, and lets npm refuse another one of the same version", () => {
      const publishing = "npm publish ./bookiegamma-1.2.0.tgz --provenance --access public --ignore-scripts"
      expect(publish("npm", "v1.2.0", {})).toEqual([publishing])
      expect(publish("npm", "v1.2.0", { npm: tarball })).toEqual([])
      expect(publish("npm", "v1.2.0", { npm: "sha512-other" })).toEqual([publishing])
      expect(publish("npm", "v1.2.0-rc.1", {})).toEqual([`${publishing} --tag next`])
    })

    it("makes the page once, fills it, and shows it when it is whole", () => {
      const filling = (tag: string, early: boolean) => [
        `gh release upload ${tag} release/SHA256SUMS --clobber`,
        `gh release edit ${tag} --draft=false --prerelease=${early}`
      ]
      expect(publish("page", "v1.2.0", {})).toEqual([
        "gh release create v1.2.0 --draft --verify-tag --title v1.2.0 --notes-file notes.md",
        ...filling("v1.2.0", false)
      ])
      expect(publish("page", "v1.2.0-rc.1", { page: true })).toEqual(filling("v1.2.0-rc.1", true))
    })
  })

  it("may write only where it publishes, and asks a person first", () => {
    for (const [name, { environment, permissions }] of jobsOf(release)) {
      const writes = Object.entries(permissions).filter(([, right]) => right !== "read")
      const expected = { npm: "id-token", jsr: "id-token", page: "contents" }[name]
      expect(writes, name).toEqual(expected === undefined ? [] : [[expected, "write"]])
      expect(environment, name).toBe(publishing.includes(name) ? "release" : undefined)
    }
  })

  it("hands a secret to npm alone, and says where the tarball comes from", () => {
    const holders = jobsOf(release).filter(([, job]) => JSON.stringify(job).includes("secrets."))
    expect(holders.map(([name]) => name)).toEqual(["npm"])
    expect(runsOf(release.jobs.npm)).toMatch(/^npm publish .*--provenance/m)
    expect(runsOf(release.jobs.jsr)).toMatch(/^deno publish$/m)
  })

  it("starts each single file that is built, and no other", () => {
    const names = readFileSync(join(top, "ops/single.ts"), "utf8").matchAll(
      /^ {2}"((?:linux|macos|windows)-\w+)": \{/gm
    )
    const targets = Array.from(names, ([, name = ""]) => name)
    const started: ReadonlyArray<Mapping> = release.jobs.start.strategy.matrix.include
    expect(started.map(({ target }) => target)).toEqual(targets)
    for (const { file, system, target } of started) {
      expect(file).toBe(`bookiegamma-bun-${target}${target.startsWith("windows") ? ".exe" : ""}`)
      expect(system).toContain({ linux: "ubuntu", macos: "macos", windows: "windows" }[String(target).split("-")[0]!])
    }
  })
})
