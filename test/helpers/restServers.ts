/**
 * The REST form of a Redis for tests: in front of a stand-in, on a port of its own, and as this package's `Redis` service.
 */
import { Effect, Layer, Redacted } from "effect"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { type Options as RestOptions, RestRedis } from "../../adapters/redis-rest/index.ts"
import { serve as serveHttp } from "../../mocks/index.ts"
import * as Rest from "../../mocks/redis/Rest.ts"
import { type Options, serve as serveRedis } from "../../mocks/redis/Server.ts"

/** The token of the servers here. */
export const TOKEN = "AbCd1234-token_of_a_test=="

/** Serves the REST form of a Redis that listens on a port. */
export const serveRest = async (redisPort: number) => {
  const rest = Rest.make({ port: redisPort, token: TOKEN })
  const server = await serveHttp(rest.handler, { port: 0 })
  const close = async () => {
    await server.close()
    rest.close()
  }
  return { ...rest, url: server.url, port: server.port, close }
}

/** Serves a stand-in and its REST form. */
export const serveRestStandIn = async (options?: Options) => {
  const redis = await serveRedis(options)
  const rest = await serveRest(redis.port)
  const close = async () => {
    await rest.close()
    await redis.close()
  }
  return { redis, rest, close }
}

/** Starts a stand-in and its REST form, which run until the scope closes. */
export const restStandIn = (options?: Options) =>
  Effect.acquireRelease(
    Effect.promise(() => serveRestStandIn(options)),
    ({ close }) => Effect.promise(close)
  )

/** Provides this package's `Redis` service over HTTP, on ky. */
export const restPort = (url: string, more: Partial<RestOptions> = {}) =>
  RestRedis.layer({ url, token: Redacted.make(TOKEN), ...more }).pipe(Layer.provide(KyHttpClient.layer))
