/**
 * A Unix datagram socket that keeps what it is sent, as systemd listens on one. No runtime has such sockets, so Python does.
 */
import { spawn, spawnSync } from "node:child_process"
import { join } from "node:path"
import { emptyFolder } from "./command.ts"

const PROGRAM = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
s.settimeout(120)
print("bound", flush=True)
while True:
    print(repr(s.recv(4096)), flush=True)
`

const isThere = (program: string, ...args: ReadonlyArray<string>) => spawnSync(program, args).error === undefined

/** Says why there can be no such test on this machine; undefined where there can. */
export const whyNot = (): string | undefined => {
  if (process.platform === "win32") return "there are no Unix sockets"
  if (!isThere("systemd-notify", "--version")) return "systemd-notify is not on the path"
  return isThere("python3", "--version") ? undefined : "python3 is not on the path"
}

/** Listens; `said` gives the messages so far. */
export const listen = async () => {
  const path = join(emptyFolder(), "notify")
  const child = spawn("python3", ["-c", PROGRAM, path], { stdio: ["ignore", "pipe", "ignore"] })
  let output = ""
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject)
    child.on("exit", (code) => reject(new Error(`python3 ended with ${code}`)))
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      if (output.includes("bound")) resolve()
    })
  })
  return {
    path,
    said: () => output.split("\n").filter((line) => line.startsWith("b'")),
    close: () => void child.kill()
  }
}
