/**
 * The worker on this machine: `npm run edge` bundles it, fires each trigger at once and then each minute until Ctrl-C.
 *
 * It takes the settings that are in the environment. Without a bookmaker it starts the simulated one; without a Redis nothing
 * is stored.
 */
import { SimulatedBookmaker, serve } from "bookiegamma/mocks"
import { start } from "./local.ts"
import { settingsIn } from "./settings.ts"

const given = settingsIn(process.env)
const simulated =
  given.BOOKIEGAMMA_LIVE_URL === undefined && given.BOOKIEGAMMA_UPCOMING_URL === undefined
    ? await serve(SimulatedBookmaker.make(), { port: 0 })
    : undefined
const bookmaker =
  simulated === undefined ? {} : { BOOKIEGAMMA_LIVE_URL: simulated.url, BOOKIEGAMMA_UPCOMING_URL: simulated.url }
if (simulated !== undefined) console.error(`no bookmaker is set: the simulated one listens at ${simulated.url}`)

const worker = await start({ bindings: { ...given, ...bookmaker }, onLine: console.log })
const fireAll = async () => {
  for (const cron of worker.crons) console.error(`trigger ${cron}: ${await worker.fire(cron)}`)
}
// At Ctrl-C Miniflare ends workerd, and this process with 130.
setInterval(fireAll, 60_000)
await fireAll()
