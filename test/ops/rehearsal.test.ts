/**
 * The images, built and run without a container engine, on Linux as root; elsewhere it prints that they were not.
 */
import { spawn, spawnSync } from "node:child_process"
import { expect, it } from "vitest"
import { whyNot } from "../../ops/rehearsal/isolated.ts"
import { isQuick } from "../helpers/testClasses.ts"
import { top } from "./yamlFiles.ts"

/** Installing and running are slow on a loaded machine. */
const MILLIS = 900_000

/** Says why nothing can be installed, or undefined where it can. */
const whyNotInstall = () => {
  const asked = spawnSync("npm", ["view", "effect@4.1.0", "version", "--fetch-retries=0", "--fetch-timeout=20000"])
  return asked.status === 0 ? undefined : "the package registry does not answer"
}

const rehearse = (dockerfile: string) =>
  new Promise<{ readonly code: number | null; readonly output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ["ops/rehearse.ts", dockerfile], { cwd: top })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text
      })
    }
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output }))
  })

it.each(isQuick ? ["ops/Dockerfile"] : ["ops/Dockerfile", "ops/Dockerfile.deno"])(
  "%s builds, and its image runs as a user without rights on a read-only tree until SIGTERM",
  async (dockerfile) => {
    const reason = whyNot() ?? whyNotInstall()
    if (reason !== undefined) return console.log(`not run: the rehearsal of ${dockerfile}, because ${reason}`)
    const { code, output } = await rehearse(dockerfile)
    expect(code, output).toBe(0)
    expect(output).toContain("ok: SIGTERM to process 1 ends it with 0 in 2 s")
    for (const line of output.split("\n").filter((line) => line.startsWith("not run"))) console.log(line)
  },
  MILLIS
)
