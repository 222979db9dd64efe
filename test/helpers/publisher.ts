/** A program that publishes to a SQLite file: `publisher.ts <file> <prefix> <entries>`. Prints the keys as JSON. */
import { Effect } from "effect"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { Keys, Markets, OddsStore } from "../../src/index.ts"

const [path = "", prefix = "", count = "0"] = process.argv.slice(2)

const publishAll = Effect.gen(function* () {
  const store = yield* OddsStore
  const keys = Keys.ofMarket(prefix, Markets.btts, "live")
  return yield* Effect.forEach(Array.from({ length: Number(count) }), (_, index) => {
    const json = JSON.stringify([{ writer: process.pid, index }])
    return store.publish({ keys, period: 0, json, expirySeconds: 3600, marker: `${process.pid}-${index}` })
  })
})

const published = await Effect.runPromise(publishAll.pipe(Effect.provide(SqliteOddsStore.layer(path))))
console.log(JSON.stringify(published.map(({ key }) => key)))
