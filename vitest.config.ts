import { defineConfig } from "vitest/config"

/** What takes minutes, or measures, is a command of its own: faults at every position and at random, kills, the bench. */
const apart = process.env.TEST_PART === undefined ? ["test/reliability/**", "test/bench.test.ts"] : []

/** One configuration for Node, Deno and Bun; Bun cannot fork Vitest's workers, so it runs them as threads. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: apart,
    setupFiles: ["test/setup.ts"],
    pool: "Bun" in globalThis ? "threads" : "forks",
    testTimeout: 30_000
  }
})
