/**
 * The three extractors on Deno Deploy, by `Deno.cron`: live matches each minute, those of today every five. Settings and secrets are
 * the application's variables, named as for the command.
 *
 * Deno fires no job while its last run is going. Where a run was not good, the job fails, and the log has the errors.
 */
import { run } from "../edge/run.ts"
import { settingsIn, type Target } from "../edge/settings.ts"

declare const Deno: {
  readonly cron: (name: string, schedule: string, job: () => Promise<void>) => Promise<void>
  readonly env: { readonly toObject: () => Readonly<Record<string, string>> }
}

/** Runs the extractors for a source and day, with the variables of now. Fails where the run was not good. */
export const runFor = async (target: Target): Promise<void> => {
  const failures = await run(settingsIn(Deno.env.toObject()), target)
  if (failures.length > 0) throw new Error(failures.join("; "))
}

Deno.cron("live matches", "* * * * *", () => runFor({ source: "live", period: 0 }))
Deno.cron("matches of today", "*/5 * * * *", () => runFor({ source: "upcoming", period: 0 }))
