/**
 * The recordings of real servers, read from `recorded/`, and what was done around them that they do not show: documents that
 * were written, keys that were removed, time that went by. Steps are named by the number of the command that they precede.
 */
import { readFileSync } from "node:fs"
import type { Shape } from "./Wire.ts"

/** One recorded command and its answer. */
export interface Recorded {
  readonly command: ReadonlyArray<string>
  readonly reply: Shape
  readonly nullList: boolean
  readonly section: string
  readonly note: string
}

/** Reads a recording; RESP2 ones have `resp2`, RESP3 ones `resp3`. */
export const read = (name: string): Array<Recorded> =>
  readFileSync(new URL(`./recorded/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const entry = JSON.parse(line) as Record<string, unknown>
      return {
        command: entry.command as Array<string>,
        reply: ("resp2" in entry ? entry.resp2 : entry.resp3) as Shape,
        nullList: entry.null_array === true,
        section: (entry.section as string | undefined) ?? "",
        note: (entry.note as string | undefined) ?? ""
      }
    })

const prefix = "matched_teams_lst-BTTS_live_stream:"

/** A matched entry like those of the recordings. */
export const entry = (id: number, created = 1): string =>
  JSON.stringify({
    match_team_objects: {
      BookieGamma: { bookmaker: "BookieGamma", parent_match_id: id, start_time: "2026-11-23 22:00:00" },
      BookieAlpha: { bookmaker: "BookieAlpha", parent_match_id: 7 }
    },
    created,
    arbitrage: 5,
    arb_updated: 0,
    bookie_updated: 0,
    match_date: "2026-11-23"
  })

const put = (name: string, id: number, created?: number) => ["JSON.SET", name, "$", entry(id, created)]
const many = <A>(count: number, make: (i: number) => A): Array<A> => Array.from({ length: count }, (_, i) => make(i))
const names = (...all: ReadonlyArray<string>) => all.map((name) => prefix + name)
const emptyObject = [["JSON.SET", "esc:1", "$", "{}"]]

/** What happened between two recorded commands: commands that were not recorded, or time. */
export interface Between {
  readonly commands?: ReadonlyArray<ReadonlyArray<string>>
  /** milliseconds that the server's clock goes on */
  readonly clock?: number
  /** milliseconds of real time */
  readonly wait?: number
  /** an index that was waited for until it was built */
  readonly built?: string
}

/** What happened before the command of that number. */
export const between: Readonly<Record<number, Between>> = {
  147: { commands: many(200, (i) => put(`${prefix}b${i}`, 5000 + i, i < 15 ? 77 : 1)) },
  157: { commands: [["DEL", ...names(...many(200, (i) => `b${i}`))]] },
  172: { commands: [["DEL", ...names("big53", "big53b", "n10", "n12", "n13", "n15", "frac")]] },
  218: { commands: many(20_000, (i) => put(`pre:${i}`, i)) },
  222: { wait: 10 },
  223: { built: "idx:pre" },
  227: { commands: [["DEL", ...many(19_997, (i) => `pre:${i + 3}`)]] },
  229: { built: "idx:pre" },
  539: { commands: [["DEL", "stream:lst"]] },
  582: { commands: many(250, (i) => ["XADD", "stream:lst", "MAXLEN", "~", "10", "*", "n", String(i)]) },
  585: { commands: [put(`${prefix}e602`, 602), put(`${prefix}e603`, 603)] },
  587: { clock: 400, wait: 120 },
  591: { clock: 60 },
  596: { clock: 60 },
  603: { clock: 60 },
  609: { wait: 120 },
  621: { commands: [put(`${prefix}m1`, 101), put(`${prefix}m2`, 102), put(`${prefix}m3`, 103)] },
  647: { commands: emptyObject },
  650: { commands: emptyObject },
  654: { commands: emptyObject },
  657: { commands: emptyObject },
  661: { commands: emptyObject },
  665: { commands: emptyObject },
  669: { commands: emptyObject },
  673: { commands: emptyObject },
  677: { commands: emptyObject },
  681: { commands: emptyObject },
  685: { commands: emptyObject }
}

/** Commands that were sent together with the one before them, in one write. */
export const pipelined: ReadonlySet<number> = new Set([219, 220, 228])

/** Commands that came from another connection. */
export const fromElsewhere: ReadonlySet<number> = new Set([505])

/** Puts in the queries that the recordings only name. */
export const spelledOut = (command: ReadonlyArray<string>): ReadonlyArray<string> =>
  command.map((word) => {
    const count = /^<(\d+) ids joined with \|>$/.exec(word)?.[1]
    return count === undefined
      ? word
      : many(Number(count), (i) => `@BookieGamma_id:[${5000 + i} ${5000 + i}]`).join("|")
  })
