/**
 * Which runtime this is, read from the runtime itself, and which one was asked for by `TEST_RUNTIME`.
 */
const versions: Readonly<Record<string, string | undefined>> = process.versions

/** Names the runtime and its version. */
export const runtime =
  versions.bun !== undefined
    ? { name: "bun", version: versions.bun }
    : versions.deno !== undefined
      ? { name: "deno", version: versions.deno }
      : { name: "node", version: versions.node ?? "" }

/** Names the runtime that was asked for; Node where nothing was. */
export const expectedRuntime = process.env.TEST_RUNTIME ?? "node"
