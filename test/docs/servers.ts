/**
 * The servers that the documents speak of, as stand-ins on ports of their own.
 */
import { SimulatedBookmaker, serve as serveHttp } from "../../mocks/index.ts"
import { serve as serveRedis } from "../../mocks/redis/Server.ts"

/** Running servers. */
export interface Servers {
  /** Returns a text of a document with the addresses of these servers. */
  readonly named: (text: string) => string
  readonly close: () => Promise<void>
}

/** Starts a bookmaker and a Redis. */
export const startServers = async (): Promise<Servers> => {
  const redis = await serveRedis({ version: "8.0" })
  const bookmaker = await serveHttp(SimulatedBookmaker.make(), { port: 0 })
  return {
    named: (text) =>
      text
        .replaceAll("https://…", bookmaker.url)
        .replaceAll("redis://127.0.0.1:6379", redis.url)
        .replaceAll("redis://:password@host:6379", redis.url),
    close: async () => {
      await Promise.all([redis.close(), bookmaker.close()])
    }
  }
}
