/**
 * The same on this machine: `deno run -A --unstable-cron examples/deno-deploy/dev.ts` runs each job at once, and then by its schedule
 * until Ctrl-C. Without a bookmaker it starts the simulated one; without a Redis nothing is stored.
 */
import { env } from "node:process"
import { SimulatedBookmaker, serve } from "bookiegamma/mocks"

if (env.BOOKIEGAMMA_LIVE_URL === undefined && env.BOOKIEGAMMA_UPCOMING_URL === undefined) {
  const { url } = await serve(SimulatedBookmaker.make(), { port: 0 })
  console.error(`no bookmaker is set: the simulated one listens at ${url}`)
  env.BOOKIEGAMMA_LIVE_URL = url
  env.BOOKIEGAMMA_UPCOMING_URL = url
}

const { runFor } = await import("./main.ts")
for (const source of ["live", "upcoming"] as const) {
  await runFor({ source, period: 0 }).catch((error: Error) => console.error(`${source}: ${error.message}`))
}
