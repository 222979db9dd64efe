/** Listens on a port of 127.0.0.1. */
import type { Server } from "node:net"
import { setTimeout as delay } from "node:timers/promises"

const RETRY_MILLIS = 100
const MOST_TRIES = 50

const listenOnce = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject)
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : port)
    })
  })

/**
 * Listens on a port, or on a free one for 0, and returns it. A port that was given up a moment ago may be another connection's
 * own meanwhile: it is tried again for 5 s.
 */
export const listen = async (server: Server, port: number): Promise<number> => {
  for (let tries = 1; ; tries++) {
    try {
      return await listenOnce(server, port)
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE"
      if (port === 0 || !isTaken || tries === MOST_TRIES) throw error
      await delay(RETRY_MILLIS)
    }
  }
}
