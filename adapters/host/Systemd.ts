/**
 * What a service says to systemd: it is ready, it is alive, it ends.
 *
 * systemd listens on a Unix datagram socket, which Node cannot write to, nor Deno without an unstable flag. So its own program
 * `systemd-notify` says it, on all runtimes; the unit needs `NotifyAccess=all`, because that is another process.
 */
import type { ExecFileException } from "node:child_process"
import * as Effect from "effect/Effect"
import type { Systemd } from "../../src/cli/Parts.ts"

const TIMEOUT_MILLIS = 5000

const failureOf = (error: ExecFileException, stderr: string) => {
  if (error.code === "ENOENT") return new Error("there is no program systemd-notify")
  return new Error(`systemd-notify failed: ${stderr.trim().split("\n")[0] || error.message}`)
}

const notify = (states: ReadonlyArray<string>) =>
  Effect.flatMap(
    Effect.promise(() => import("node:child_process")),
    ({ execFile }) =>
      Effect.callback<void, Error>((resume) => {
        const { NOTIFY_SOCKET = "", PATH = "/usr/bin:/bin" } = process.env
        const env = { NOTIFY_SOCKET, PATH }
        // It is not stopped with the fiber: its own limit of time is short.
        execFile("systemd-notify", [...states], { env, timeout: TIMEOUT_MILLIS }, (error, _, stderr) =>
          resume(error === null ? Effect.void : Effect.fail(failureOf(error, stderr)))
        )
      })
  )

/** Returns how to speak to the systemd that started this process; undefined where none did. */
export const systemd = (): Systemd | undefined => {
  const { NOTIFY_SOCKET, WATCHDOG_PID, WATCHDOG_USEC } = process.env
  if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === "") return undefined
  const micros = Number(WATCHDOG_USEC)
  const isMine = WATCHDOG_PID === undefined || WATCHDOG_PID === String(process.pid)
  return {
    notify: (...states) => notify(states),
    watchdogMillis: isMine && Number.isFinite(micros) && micros > 0 ? micros / 1000 : undefined
  }
}
