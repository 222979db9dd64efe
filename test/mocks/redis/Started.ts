/**
 * Starts stand-ins and connections for one test and ends them after it; with an index that several tests use.
 * To be called inside of tests only.
 */
import { onTestFinished } from "vitest"
import { type Options, type Running, serve } from "../../../mocks/redis/Server.ts"
import { Wire } from "./Wire.ts"

/** Waits in real time. */
export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Starts a server that ends with the test. */
export const start = async (options: Options = {}): Promise<Running> => {
  const server = await serve(options)
  onTestFinished(() => server.close())
  return server
}

/** Opens a connection that ends with the test. */
export const open = async (server: Running): Promise<Wire> => {
  const wire = await Wire.open(server.port)
  onTestFinished(() => wire.close())
  return wire
}

/** The reply of commands that have nothing to say. */
export const ok = { status: "OK" }

/** Creates an index of entries under `m:` by id and day. */
export const createIndex: ReadonlyArray<string> = [
  ...["FT.CREATE", "idx:m", "ON", "JSON", "PREFIX", "1", "m:", "SCHEMA"],
  ...["$.match_team_objects.BookieGamma.parent_match_id", "AS", "id", "NUMERIC", "SORTABLE"],
  ...["$.match_date", "AS", "day", "TEXT"]
]

/** Looks for entries by that index. */
export const find: ReadonlyArray<string> = ["FT.SEARCH", "idx:m", "@id:[0 100]", "NOCONTENT"]
