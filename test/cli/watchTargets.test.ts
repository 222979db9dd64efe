/**
 * The arguments of `watch`: what is watched, how often, and what is refused.
 */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "../../src/cli/commands/watch/targets.ts"

const parsed = (text: string, every?: string) =>
  Result.match(
    parse(
      text.split(" ").filter((word) => word !== ""),
      every
    ),
    {
      onSuccess: ({ extractors, targets }) => [
        extractors.join(),
        ...targets.map(({ everySeconds, period, source }) => `${source} ${period} ${everySeconds}`)
      ],
      onFailure: (message) => message
    }
  )
const all = "three-way,btts,double-chance"

describe("watch", () => {
  for (const [words, every, ...expected] of [
    ["", undefined, all, "live 0 20"],
    ["live", "30s", all, "live 0 30"],
    ["btts live", undefined, "btts", "live 0 20"],
    ["live double-chance btts", undefined, "btts,double-chance", "live 0 20"],
    ["3way live", undefined, "three-way", "live 0 20"],
    ["upcoming", undefined, all, "upcoming 0 300"],
    ["upcoming:2", "90s", all, "upcoming 2 90"],
    ["live upcoming:0-2", "20s,5m", all, "live 0 20", "upcoming 0 300", "upcoming 1 300", "upcoming 2 300"],
    ["live upcoming:1", "1.5m", all, "live 0 90", "upcoming 1 90"],
    ["live:0", "2000ms", all, "live 0 2"],
    ["upcoming", "24h", all, "upcoming 0 86400"]
  ] as ReadonlyArray<readonly [string, string | undefined, ...ReadonlyArray<string>]>) {
    it(`${words}${every === undefined ? "" : ` --every ${every}`}: ${expected.join("; ")}`, () => {
      expect(parsed(words, every)).toEqual(expected)
    })
  }

  for (const [words, every, message] of [
    ["corners live", undefined, "corners: Expected extractors (three-way, btts, double-chance)"],
    ["upcoming:5", undefined, "upcoming:5: Expected extractors"],
    ["upcoming:0-9", undefined, "upcoming:0-9: Expected"],
    ["live:1", undefined, "live:1: a live run is always today's; say live"],
    ["upcoming:3-1", undefined, "upcoming:3-1: the first day comes after the last one"],
    ["live upcoming:0-1 upcoming:1", undefined, "upcoming:1 is named twice"],
    ["live live", undefined, "live:0 is named twice"],
    ["live", "20", "--every 20: Expected intervals from 1s to 24h"],
    ["live", "0.5s", "--every 0.5s: Expected"],
    ["live", "25h", "--every 25h: Expected"],
    ["live", "-20s", "--every -20s: Expected"],
    ["live", "", "--every : Expected"],
    ["live", "20s,5m", "--every 20s,5m: Expected one interval, or one for each of the 1 sources"]
  ] as ReadonlyArray<readonly [string, string | undefined, string]>) {
    it(`${words} ${every === undefined ? "" : `--every ${every} `}is refused`, () => {
      expect(parsed(words, every)).toContain(message)
    })
  }
})
