/**
 * The command, killed at any moment: what it leaves in the store is whole, and the next run works. `RELIABILITY_KILLS`
 * says how often, for each store; `RELIABILITY_KILL_SEED` seeds the moments.
 */
import { statSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { sequence } from "../../mocks/bookmaker/random.ts"
import { type FaultServer, good, serveWithFaults } from "../../mocks/faults/index.ts"
import { type Running, serve } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, start } from "../helpers/command.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"
import { entryText } from "../suites/storeTest.ts"
import { expectWhole, inRedis, inSqlite, keys, matchInSqlite, type StoreContents, withRedis } from "./storeContents.ts"

const KILLS = numberFrom("RELIABILITY_KILLS", { quick: isRuntimePart ? 3 : 5, usual: 10, long: 300 })
const SEED = numberFrom("RELIABILITY_KILL_SEED", 1)
const MORE_KILLS = 20
const COMPETITIONS = 12
const MATCHES = 3
const KNOWN = 4
const SECONDS_A_KILL = 10

const matchIds = Array.from({ length: COMPETITIONS }, (_, position) =>
  Array.from({ length: MATCHES }, (_, index) => (position + 1) * 1000 + index + 1)
).flat()

/** A store that is written to by commands, and looked at in between. */
interface Store {
  readonly env: Readonly<Record<string, string>>
  readonly look: () => Promise<StoreContents>
  readonly match: (key: string, text: string) => Promise<unknown>
  /** Calls back at the nth sign of life of the store from now on, 0 the next one: a command, or a write to the file. */
  readonly atSign: (nth: number, action: () => void) => void
  /** Stops calling back, and tells how many signs there were. */
  readonly signs: () => number
  readonly close: () => Promise<void>
}

/** Counts signs of life, and calls back at one of them. */
const counter = () => {
  let seen = 0
  let at = Number.POSITIVE_INFINITY
  let action = () => {}
  return {
    sign: () => {
      if (seen++ === at) action()
    },
    atSign: (nth: number, call: () => void) => {
      seen = 0
      at = nth
      action = call
    },
    signs: () => {
      at = Number.POSITIVE_INFINITY
      return seen
    }
  }
}

/** The size of a file and when it was last written to (ns). */
const stateOf = (path: string) => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? "" : `${stat.size} ${stat.mtimeNs}`
}

const stores: Readonly<Record<string, () => Promise<Store>>> = {
  SQLite: async () => {
    const path = join(emptyFolder(), "odds.sqlite")
    const { atSign, sign, signs } = counter()
    let state = ""
    // However late this is called, a whole run shows: closing writes what the -wal file holds into the database.
    const watch = () => {
      const now = `${stateOf(`${path}-wal`)}, ${stateOf(path)}`
      if (now !== state) sign()
      state = now
    }
    const watching = setInterval(watch, 1)
    return {
      env: { SQLITE_PATH: path },
      look: async () => inSqlite(path),
      match: async (key, text) => matchInSqlite(path, key, text),
      atSign,
      signs: () => {
        watch()
        return signs()
      },
      close: async () => clearInterval(watching)
    }
  },
  Redis: async () => {
    const server: Running = await serve()
    const { atSign, sign, signs } = counter()
    server.faults.onCommand = () => {
      sign()
      return undefined
    }
    return {
      env: { REDIS_URL: server.url },
      look: () => inRedis(server.url),
      match: (key, text) => withRedis(server.url, (send) => send("JSON.SET", key, "$", text)),
      atSign,
      signs,
      close: () => server.close()
    }
  }
}

/** How long a run takes that nobody kills, and how many signs of life its store gives. */
interface Usual {
  readonly millis: number
  readonly signs: number
}

describe.concurrent.each(Object.entries(stores))(`on ${runtime.name}, a command that stores into %s`, (name, open) => {
  let bookmaker: FaultServer
  let store: Store
  let generation = 0
  let onAsked = () => {}
  const odds = () => `2.${String(generation).padStart(6, "0")}`

  beforeAll(async () => {
    store = await open()
    const script = { matches: Array.from({ length: COMPETITIONS }, () => MATCHES), listing: good, competitions: {} }
    bookmaker = await serveWithFaults(script, { odds, onAsked: () => onAsked() })
  })
  afterAll(async () => {
    await bookmaker.close()
    await store.close()
  })

  const begin = () => {
    generation++
    const env = {
      ...store.env,
      BOOKIEGAMMA_LIVE_URL: bookmaker.url,
      BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
      BOOKIEGAMMA_ENTRY_EXPIRY: "3600",
      // Some runs ask for the listing, some have it.
      BOOKIEGAMMA_CACHE_EXPIRY: "1"
    }
    return start(["btts", "live", "--format", "json"], { cwd: emptyFolder(), env, entry: "built" })
  }

  const complete = async (): Promise<Report> => {
    const { code, stderr, stdout } = await begin().ended
    expect(code, stderr).toBe(0)
    const report: Report = JSON.parse(stdout)
    expectSums(report)
    expect(report.verdict).toBe("complete")
    return report
  }

  /** Draws a moment, and calls back then: so long after the start, some time after the nth request, or at a sign. */
  const arm = (next: () => number, usual: Usual, kill: () => void) => {
    const kind = next()
    if (kind < 0.2) {
      setTimeout(kill, next() * usual.millis)
    } else if (kind < 0.5) {
      let left = Math.floor(next() * (COMPETITIONS + 1))
      const wait = next() * 0.5 * usual.millis
      onAsked = () => {
        if (left-- === 0) setTimeout(kill, wait)
      }
    } else {
      const wait = next() < 0.5 ? 0 : next() * 10
      store.atSign(Math.floor(next() * usual.signs), () => void (wait === 0 ? kill() : setTimeout(kill, wait)))
    }
  }

  /** Begins a run, kills it at a drawn moment if it is still there, and gives what it has said by its end. */
  const killed = async (...moment: readonly [next: () => number, usual: Usual]) => {
    const command = begin()
    let running = true
    arm(...moment, () => {
      try {
        if (running) command.signal("SIGKILL")
      } catch (error) {
        // It may have ended without our having heard of it.
        if ((error as { readonly code?: string }).code !== "ESRCH") throw error
      }
    })
    const { stdout } = await command.ended
    running = false
    store.signs()
    onAsked = () => {}
    return stdout
  }

  it(
    `and is killed ${KILLS} times leaves nothing half done, and the next run works`,
    async () => {
      const began = performance.now()
      const first = await complete()
      expect(first.documents.created).toBe(matchIds.length)
      const [entry] = (await store.look()).published
      for (const [index, document] of JSON.parse(entry!.text).slice(0, KNOWN).entries()) {
        const key = `${keys.matchedPrefix}00000000-0000-4000-8000-00000000000${index}`
        await store.match(key, entryText(document))
      }
      store.atSign(Number.POSITIVE_INFINITY, () => {})
      const started = performance.now()
      const second = await complete()
      const usual: Usual = { millis: performance.now() - started, signs: store.signs() }
      expect(second.documents).toMatchObject({ updated: KNOWN, created: matchIds.length - KNOWN })
      expect(usual.signs, "signs of life").toBeGreaterThan(0)

      const next = sequence(SEED)
      const came = { "before publishing": 0, "after publishing": 0, "too late": 0 }
      let publications = 2
      const met = () => came["before publishing"] + came["after publishing"]
      // Where the moments drawn all come too late, as on a machine whose load changes, more are drawn.
      for (let kill = 0; kill < KILLS || (met() === 0 && kill < KILLS + MORE_KILLS); kill++) {
        const stdout = await killed(next, usual)
        const runs = expectWhole(await store.look(), matchIds)
        const added = runs.length - publications
        expect([0, 1], `at most one publication a run: kill ${kill} of seed ${SEED}`).toContain(added)
        publications = runs.length
        if (added === 1) expect(runs).toContain(odds())
        if (stdout.trim() === "") came[added === 1 ? "after publishing" : "before publishing"]++
        else {
          const report: Report = JSON.parse(stdout)
          expectSums(report)
          expect(report.documents.created > 0, "what is reported is there").toBe(added === 1)
          came["too late"]++
        }
      }
      const after = await complete()
      expect(after.documents).toMatchObject({ updated: KNOWN, created: matchIds.length - KNOWN, unstored: 0 })
      expect(expectWhole(await store.look(), matchIds)).toHaveLength(publications + 1)
      expect(met(), "kills that met a run").toBeGreaterThan(0)
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      const kinds = Object.entries(came).map(([kind, times]) => `${kind} ${times}`)
      console.log(`killed on ${runtime.name}, ${name}: ${KILLS} times (${kinds.join(", ")}), ${seconds} s`)
    },
    120_000 + (KILLS + MORE_KILLS) * SECONDS_A_KILL * 1000
  )
})
