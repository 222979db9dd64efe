/**
 * Runs npm scripts at once, and shows the output of each as a whole, in their order: `atOnce.ts test:bun test:deno`. Tests on
 * one runtime use the cores while those on the other wait. Exits 1 where one of them fails, after all have ended.
 */
import { spawn } from "node:child_process"

/** Starts a script; the first one writes as it goes, the others when those before them have ended. */
const start = (name: string, isFirst: boolean) => {
  const stdio = isFirst ? ("inherit" as const) : ("pipe" as const)
  const child = spawn("npm", ["run", name], { stdio: ["ignore", stdio, stdio], shell: process.platform === "win32" })
  const written: Array<Buffer> = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => written.push(chunk))
  const ended = new Promise<boolean>((resolve) => {
    child.on("error", (error) => {
      written.push(Buffer.from(`${name}: ${error.message}\n`))
      resolve(false)
    })
    child.on("close", (code) => resolve(code === 0))
  })
  return { ended, written }
}

const running = process.argv.slice(2).map((name, index) => start(name, index === 0))
for (const { ended, written } of running) {
  if (!(await ended)) process.exitCode = 1
  process.stdout.write(Buffer.concat(written))
}
