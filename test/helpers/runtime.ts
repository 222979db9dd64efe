/**
 * The current runtime, detected from `process.versions`, and the expected one, from `TEST_RUNTIME`.
 */
const versions: Readonly<Record<string, string | undefined>> = process.versions

/** Name and version of the current runtime. */
export const runtime =
  versions.bun !== undefined
    ? { name: "bun", version: versions.bun }
    : versions.deno !== undefined
      ? { name: "deno", version: versions.deno }
      : { name: "node", version: versions.node ?? "" }

/** Name of the expected runtime. Default: `node`. */
export const expectedRuntime = process.env.TEST_RUNTIME ?? "node"
