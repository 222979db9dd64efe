import { defineConfig } from "vitest/config"

/** One configuration for Node, Deno and Bun; Bun cannot fork Vitest's workers, so it runs them as threads. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/helpers/setup.ts"],
    pool: "Bun" in globalThis ? "threads" : "forks",
    testTimeout: 30_000
  }
})
