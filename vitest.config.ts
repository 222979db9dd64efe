import { defineConfig } from "vitest/config"

/** The faults at every position and at random, and the kills: minutes of real time, so they are a command of their own. */
const reliability = "test/reliability/**"

/** One configuration for Node, Deno and Bun; Bun cannot fork Vitest's workers, so it runs them as threads. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: process.env.TEST_PART === "reliability" ? [] : [reliability],
    setupFiles: ["test/setup.ts"],
    pool: "Bun" in globalThis ? "threads" : "forks",
    testTimeout: 30_000
  }
})
