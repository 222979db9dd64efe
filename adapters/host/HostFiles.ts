/**
 * The machine's files, on Node, Deno and Bun alike; apart from `Host`, because few commands read any.
 */
export { layer } from "@effect/platform-node-shared/NodeFileSystem"
