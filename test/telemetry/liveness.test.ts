/**
 * When the loop of a watch counts as alive, for systemd's watchdog.
 */
import { describe, expect, it } from "vitest"
import type { WatchEvent, Watched } from "../../src/extraction/watch/WatchEvent.ts"
import * as Liveness from "../../src/telemetry/Liveness.ts"

const watched = (index: number): Watched => ({
  index,
  source: "live",
  period: 0,
  intervalMillis: 20_000,
  budgetMillis: 15_000
})
const UNIX = 1_700_000_000_000

const started = (index = 0): WatchEvent => ({ _tag: "RunStarted", watched: watched(index), turn: 0 })
const next = (inMillis: number, index = 0): WatchEvent => ({
  _tag: "NextRun",
  watched: watched(index),
  at: UNIX + inMillis
})

describe("the loop of a watch", () => {
  it("is alive before anything has happened", () => {
    expect(Liveness.make().isOverdue(1e9)).toBe(false)
  })

  it("is alive while a run has time, and 15 s longer; a run that neither ends nor is abandoned is overdue", () => {
    const liveness = Liveness.make()
    liveness.take(started(), 1000, UNIX)
    expect(liveness.isOverdue(1000 + 15_000 + 15_000)).toBe(false)
    expect(liveness.isOverdue(1000 + 15_000 + 15_001)).toBe(true)
  })

  it("is alive until the next run is due, by the monotonic clock, whatever the machine's clock is set to meanwhile", () => {
    const liveness = Liveness.make()
    liveness.take(next(300_000), 1000, UNIX)
    expect(liveness.isOverdue(1000 + 315_000)).toBe(false)
    expect(liveness.isOverdue(1000 + 315_001)).toBe(true)
  })

  it("is not alive where one of several sources is overdue, and is alive again when it goes on", () => {
    const liveness = Liveness.make()
    liveness.take(started(0), 0, UNIX)
    liveness.take(next(300_000, 1), 0, UNIX)
    expect(liveness.isOverdue(100_000)).toBe(true)
    liveness.take(
      { _tag: "RunAbandoned", watched: watched(0), turn: 0, reason: "overstayed", where: [], durationMillis: 1 },
      100_000,
      UNIX
    )
    expect(liveness.isOverdue(110_000)).toBe(false)
    expect(liveness.isOverdue(120_000)).toBe(true)
    liveness.take(next(20_000), 115_000, UNIX)
    expect(liveness.isOverdue(120_000)).toBe(false)
  })
})
