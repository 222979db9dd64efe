/**
 * What a command needs of the machine, on Node, Deno and Bun alike: environment, files, paths, streams, terminal.
 *
 * Only modules of `@effect/platform-node-shared` that need nothing else are imported, each by its own path, which keeps
 * start-up short.
 */

import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import { ConfigProvider, Layer } from "effect"

/** Reads the environment; a variable that is set but empty is seen as such, so that it can be refused. */
const environment = ConfigProvider.layer(ConfigProvider.fromEnv({ preserveEmptyStrings: true }))

/** Provides the machine to a command. */
export const layer = Layer.provideMerge(
  NodeChildProcessSpawner.layer,
  Layer.mergeAll(environment, NodeFileSystem.layer, NodePath.layer, NodeStdio.layer, NodeTerminal.layer)
)
