/**
 * A port for a program that cannot choose one itself, and for a server that closes and comes back. It is below those that
 * Linux, macOS and Windows give to a server that asks for any: so no such server gets it while nobody listens on it.
 */
import { createServer } from "node:net"

const LOWEST = 20_000
const HIGHEST = 32_000

const given = new Set<number>()

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/** Returns a port of 127.0.0.1 on which nothing listens, and which it has not returned before. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}
