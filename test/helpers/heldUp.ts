/**
 * For how long the machine keeps a process from going on: a limit of time is the program's, and what the machine took of it is
 * not counted.
 */
import { readFileSync } from "node:fs"

const BEAT_MILLIS = 10

/** Gives for how long a process has waited for a core so far, in milliseconds; 0 where the system does not tell. */
const waitedForCore = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6
  } catch {
    return 0
  }
}

/**
 * Adds up, until stopped, by how much a regular beat of this process comes too late, and how long another process waits for a
 * core, if one is given; returns the milliseconds.
 */
export const watchHeldUp = (pid?: number): (() => number) => {
  let last = performance.now()
  let late = 0
  const waitedBefore = pid === undefined ? 0 : waitedForCore(pid)
  let waited = 0
  const beat = () => {
    const now = performance.now()
    const over = now - last - BEAT_MILLIS
    if (over > BEAT_MILLIS) late += over
    last = now
    if (pid !== undefined) waited = Math.max(waited, waitedForCore(pid) - waitedBefore)
  }
  const timer = setInterval(beat, BEAT_MILLIS)
  return () => {
    clearInterval(timer)
    beat()
    return late + waited
  }
}
