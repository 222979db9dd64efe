/**
 * A worker for Cloudflare: a cron trigger runs the three extractors, each minute or, by an alarm, more often.
 *
 * All runs of a source and day are made by one Durable Object, so that there is one at a time, wherever the trigger fires. A
 * turn that comes while the run before is going is missed, and the log says so. Where a run was not good, the event of the
 * trigger fails. Nothing goes on after an event has been answered.
 */
import * as Result from "effect/Result"
import { log, run } from "./run.ts"
import { type Schedule, scheduleOf, type Target } from "./settings.ts"

interface Storage {
  readonly get: <A>(key: string) => Promise<A | undefined>
  readonly put: (key: string, value: unknown) => Promise<void>
  readonly getAlarm: () => Promise<number | null>
  readonly setAlarm: (unixMillis: number) => Promise<void>
}

interface Env {
  /** By the expression of the trigger; `settings.ts` has its shape. */
  readonly RUNS: unknown
  readonly RUNNER?: {
    readonly idFromName: (name: string) => unknown
    readonly get: (id: unknown) => { readonly fetch: (url: string, init: RequestInit) => Promise<Response> }
  }
}

/** How long alarms go on after the last trigger. Each trigger asks for more, so that they end with the triggers. */
const LEASE_MILLIS = 150_000

/** What was not good about the runs since the last trigger. */
const FAILURES = "failures"
/** At most so many failures are kept for the next trigger; all are in the log. */
const MAX_FAILURES = 10

const logMissed = ({ period, source }: Target) =>
  log("warn", `a turn of ${source} ${period} is missed: the run before was still going`)

/** Makes the runs of one source and day, one at a time. */
export class Runner {
  readonly #storage: Storage
  readonly #env: Env
  #isRunning = false

  constructor({ storage }: { readonly storage: Storage }, env: Env) {
    this.#storage = storage
    this.#env = env
  }

  /** Answers a trigger with what was not good: about the run that it asked for, or about those by alarm since the last one. */
  async fetch(request: Request): Promise<Response> {
    const schedule: Schedule = await request.json()
    if (schedule.everySeconds === undefined) return Response.json(await this.#run(schedule))
    await this.#storage.put("schedule", schedule)
    await this.#storage.put("until", Date.now() + LEASE_MILLIS)
    if (!this.#isRunning && (await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(Date.now())
    const failures = await this.#storage.get<ReadonlyArray<string>>(FAILURES)
    await this.#storage.put(FAILURES, [])
    return Response.json(failures ?? [])
  }

  /** Makes a run by alarm. It never fails, since a failed alarm is fired again at once; the next trigger fails instead. */
  async alarm(): Promise<void> {
    const schedule = await this.#storage.get<Required<Schedule>>("schedule")
    const until = (await this.#storage.get<number>("until")) ?? 0
    if (schedule === undefined || Date.now() > until) return
    const millis = schedule.everySeconds * 1000
    const next = Date.now() + millis
    // Set before the run, so that alarms go on whatever becomes of it.
    await this.#storage.setAlarm(next)
    const failures = await this.#run(schedule)
    const missed = Math.max(0, Math.floor((Date.now() - next) / millis) + 1)
    if (missed > 0) {
      logMissed(schedule)
      await this.#storage.setAlarm(next + missed * millis)
    }
    const before = (await this.#storage.get<ReadonlyArray<string>>(FAILURES)) ?? []
    await this.#storage.put(FAILURES, [...before, ...failures].slice(0, MAX_FAILURES))
  }

  async #run({ period, source }: Schedule): Promise<ReadonlyArray<string>> {
    if (this.#isRunning) {
      logMissed({ source, period })
      return []
    }
    this.#isRunning = true
    try {
      return await run(this.#env, { source, period })
    } finally {
      this.#isRunning = false
    }
  }
}

const runnerOf = ({ RUNNER }: Env, { period, source }: Schedule) =>
  RUNNER === undefined
    ? Result.fail(new Error("RUNNER is missing: bind the Durable Object of the class Runner to it"))
    : Result.succeed(RUNNER.get(RUNNER.idFromName(`${source} ${period}`)))

export default {
  async scheduled({ cron }: { readonly cron: string }, env: Env): Promise<void> {
    const found = Result.gen(function* () {
      const schedule = yield* scheduleOf(env.RUNS, cron)
      return { schedule, runner: yield* runnerOf(env, schedule) }
    })
    if (Result.isFailure(found)) {
      log("error", found.failure.message)
      throw found.failure
    }
    const { runner, schedule } = found.success
    const answer = await runner.fetch("http://runner", { method: "POST", body: JSON.stringify(schedule) })
    const failures: ReadonlyArray<string> = await answer.json()
    if (failures.length > 0) throw new Error(failures.join("; "))
  }
}
