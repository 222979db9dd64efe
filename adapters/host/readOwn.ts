/**
 * Bodies of `adapters/node-http`, which hand over the pieces that came: between them and any other view of a body are memory and copies,
 * a fourteenth of the CPU of a long-running process.
 */
import type { BodyOptions } from "../../src/bookmaker/http/BodyOptions.ts"
import type { NodeResponse } from "../node-http/NodeResponse.ts"

/** Reads a body by the response's own way; undefined for one that has none. */
export const readOwn: NonNullable<BodyOptions["read"]> = (response, count) =>
  "readBody" in response ? (response as NodeResponse).readBody(count) : undefined
