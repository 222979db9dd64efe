/**
 * The file system, on Node, Deno and Bun alike. Separate from `Host`, because few commands need it.
 */
export { layer } from "@effect/platform-node-shared/NodeFileSystem"
