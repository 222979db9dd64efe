import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"
import { LongestFirst } from "./test/helpers/LongestFirst.ts"
import { runtime } from "./test/helpers/runtime.ts"
import { inRealTime, isQuick, leftOut, patterns } from "./test/helpers/testClasses.ts"

const exclude = patterns(leftOut)
if (exclude.length > 0) console.log(`left out on ${runtime.name}: ${leftOut.join(", ")}`)
if (isQuick) console.log("some tests try fewer cases than with npm run test:all")

// Whatever tests and the programs they start leave in the system's temporary folder goes with this one.
if (process.env.TMPDIR === undefined || !process.env.TMPDIR.includes("bookiegamma-tests-")) {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-tests-"))
  process.env.TMPDIR = folder
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
}

/** One configuration for Node, Deno and Bun; Bun cannot fork Vitest's workers, so it runs them as threads. */
export default defineConfig({
  test: {
    setupFiles: ["test/helpers/setup.ts"],
    pool: "Bun" in globalThis ? "threads" : "forks",
    // A worker goes on with the next file; a fresh one for each would take a second each.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // A loaded machine may take many times as long as a quiet one.
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "side by side",
          include: ["test/**/*.test.ts"],
          exclude: [...patterns(inRealTime), ...exclude],
          // One more than there are cores, since many tests wait.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: {
          name: "in real time",
          include: patterns(inRealTime),
          exclude,
          // Twice as many as there are cores: they wait for most of their time.
          maxWorkers: availableParallelism() * 2,
          sequence: { groupOrder: 1 }
        }
      }
    ]
  }
})
