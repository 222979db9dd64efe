/**
 * A worker for tests that has the REST form of a Redis alone: without sockets, and without anything of Node.
 */
import { extract, extractors } from "bookiegamma"
import { KyHttpClient } from "bookiegamma/adapters/ky"
import { RedisOddsStore } from "bookiegamma/adapters/redis-rest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

export default {
  async fetch(request: Request): Promise<Response> {
    const { bookmaker, token, url }: { bookmaker: string; token: string; url: string } = await request.json()
    const store = RedisOddsStore.layer({ url, token: Redacted.make(token) })
    const results = await extract({
      extractors,
      source: "upcoming",
      period: 0,
      bookmaker: { live: bookmaker, upcoming: bookmaker }
    }).pipe(Effect.provide(Layer.provideMerge(store, KyHttpClient.layer)), Effect.runPromise)
    return Response.json(results.map(({ report }) => report))
  }
}
