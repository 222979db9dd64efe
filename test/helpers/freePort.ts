/**
 * A port for a program that cannot choose one itself. It is below those that Linux, macOS and Windows give to who asks for
 * any: so nobody gets it by chance between the moment when it is found free and the one when the program listens.
 */
import { createServer } from "node:net"

const LOWEST = 20_000
const HIGHEST = 32_000

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/** Returns a port of 127.0.0.1 on which nothing listens. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) return port
  }
}
