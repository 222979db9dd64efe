/**
 * Pipelines commands to a Redis and waits until all are done, to prepare a run. Replies are not decoded.
 */
import { connect } from "node:net"

const encode = (command: ReadonlyArray<string>) =>
  [`*${command.length}`, ...command.flatMap((part) => [`$${Buffer.byteLength(part)}`, part])]
    .join("\r\n")
    .concat("\r\n")

/** Sends commands; resolves when the server has executed all, rejects if one of them returns an error. */
export const send = (url: string, commands: ReadonlyArray<ReadonlyArray<string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const done = "all-done"
    const socket = connect(Number(port), hostname, () => {
      socket.write([...commands, ["ECHO", done]].map(encode).join(""))
    })
    let text = ""
    socket.on("error", reject)
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk
      const error = /(?:^|\r\n)-([^\r]*)\r\n/.exec(text)
      if (error !== null) reject(new Error(`${url}: ${error[1]}`))
      else if (text.endsWith(`${done}\r\n`)) resolve()
      else return
      socket.destroy()
    })
  })
