/**
 * Messages to systemd by `systemd-notify`: a stand-in for that program records how it was started.
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { systemd } from "../../adapters/host/Systemd.ts"
import { emptyFolder } from "../helpers/command.ts"

const names = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "PATH", "REDIS_PASS"] as const
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]))
const setEnvironment = (values: Readonly<Record<string, string | undefined>>) => {
  for (const name of names) {
    if (values[name] === undefined) delete process.env[name]
    else process.env[name] = values[name]
  }
}
afterEach(() => setEnvironment(before))

/** Makes a folder with a program that runs some lines of a shell. */
const folderWith = (...lines: ReadonlyArray<string>) => {
  const folder = emptyFolder()
  const program = join(folder, "systemd-notify")
  writeFileSync(program, ["#!/bin/sh", ...lines].join("\n"))
  chmodSync(program, 0o755)
  return folder
}

describe("systemd", () => {
  it.live("gets states by its own program, which gets none of the settings", () =>
    Effect.gen(function* () {
      const folder = folderWith('{ echo "$@"; /usr/bin/env; } > "$(/usr/bin/dirname "$0")/states"')
      setEnvironment({ NOTIFY_SOCKET: "/run/notify", PATH: folder, REDIS_PASS: "hunter2" })
      yield* systemd()!.notify("READY=1", "STATUS=well")
      const [states, ...environment] = readFileSync(join(folder, "states"), "utf8").trim().split("\n")
      expect(states).toBe("READY=1 STATUS=well")
      expect(environment).toContain("NOTIFY_SOCKET=/run/notify")
      expect(environment.join("\n")).not.toContain("hunter2")
    })
  )

  it.live("gets no state if the program fails or is missing, and the error says why", () =>
    Effect.gen(function* () {
      setEnvironment({ NOTIFY_SOCKET: "/run/notify", PATH: folderWith("echo first >&2; echo second >&2; exit 1") })
      expect((yield* Effect.flip(systemd()!.notify("READY=1"))).message).toBe("systemd-notify failed: first")
      setEnvironment({ NOTIFY_SOCKET: "/run/notify", PATH: emptyFolder() })
      expect((yield* Effect.flip(systemd()!.notify("READY=1"))).message).toBe("there is no program systemd-notify")
    })
  )

  it.each([
    ["none", { WATCHDOG_USEC: "1000000" }, undefined],
    ["none where the socket is empty", { NOTIFY_SOCKET: "", WATCHDOG_USEC: "1000000" }, undefined],
    ["one without a watchdog", { NOTIFY_SOCKET: "/n" }, { watchdogMillis: undefined }],
    ["a watchdog of this process", { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "1500000" }, { watchdogMillis: 1500 }],
    [
      "a watchdog of this process by its id",
      { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "1500000", WATCHDOG_PID: String(process.pid) },
      { watchdogMillis: 1500 }
    ],
    [
      "a watchdog of another process",
      { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "1500000", WATCHDOG_PID: "1" },
      { watchdogMillis: undefined }
    ],
    ["a watchdog of no time", { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "0" }, { watchdogMillis: undefined }],
    ["a watchdog of no number", { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "soon" }, { watchdogMillis: undefined }]
  ])("is found in the environment: %s", (_, environment, found) => {
    setEnvironment({ PATH: before.PATH, ...environment })
    if (found === undefined) expect(systemd()).toBeUndefined()
    else expect(systemd()).toMatchObject(found)
  })
})
