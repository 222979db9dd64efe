/**
 * The machine's files and paths, on Node, Deno and Bun alike; apart from `Host`, because few commands read any.
 */
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as Layer from "effect/Layer"

/** Provides files and paths. */
export const layer = Layer.merge(NodeFileSystem.layer, NodePath.layer)
