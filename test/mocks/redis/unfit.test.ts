/**
 * Holds the stand-in against recordings of indexes that cannot do a store's work: with a filter, with a field that is
 * not indexed, over hashes, made without a scan; of several prefixes or none; and of a document that an index leaves
 * out. The order of results of 8.0 is that of a hash table and left out of the comparison.
 */
import { expect, it } from "vitest"
import { infoBut } from "./exceptions.ts"
import { read } from "./Recorded.ts"
import { open, sleep, start } from "./Started.ts"
import type { Shape } from "./Wire.ts"

type List = ReadonlyArray<Shape>

/** The recorded commands that are not known here: aliases of indexes, settings of the server, replicas, users. */
const notKnown = (command: ReadonlyArray<string>) => command[0] === "FT.ALIASADD" || command[1] === "idx:alias"
const sections = ["24 unfit indexes", "25 refusals"]
const isSetting = (command: ReadonlyArray<string>) => command[0] === "CONFIG" && command[1] === "SET"

const sorted = (found: Shape) =>
  Array.isArray(found) ? (found as List).map((one) => JSON.stringify(one)).sort() : found

it.each(["7.4", "8.0"] as const)("answers what a real %s answered about indexes that are unfit", async (version) => {
  const recorded = read(`replies-${version}-unfit`)
  const end = recorded.findIndex(({ command }) => isSetting(command))
  const claimed = recorded.slice(0, end).filter(({ command }) => !notKnown(command))
  expect(new Set(claimed.map(({ section }) => section))).toEqual(new Set(sections))
  const wire = await open(await start({ version, indexingDelay: 1 }))
  const built = async (index: string) => {
    while (JSON.stringify(await wire.send("FT.INFO", index)).includes('{"status":"indexing"},1')) await sleep(5)
  }
  const create = claimed.find(({ command }) => command[0] === "FT.CREATE")!.command
  // the recording begins when this index is there already
  await wire.send(...create)
  for (const { command, reply } of claimed) {
    const answer = await wire.send(...command)
    const [name] = command
    if (name === "FT.INFO") infoBut()(reply, answer)
    else if (name === "FT.SEARCH" && version === "8.0") expect(sorted(answer), command.join(" ")).toEqual(sorted(reply))
    else expect(answer, command.join(" ")).toEqual(reply)
    if (name === "FT.CREATE") await built(command[1]!)
  }
  expect(claimed).toHaveLength(32)
  for (const words of [
    ["FT.ALIASADD", "idx:alias", "idx:two"],
    ["CONFIG", "SET", "maxmemory", "1"],
    ["REPLICAOF", "127.0.0.1", "1"],
    ["ACL", "SETUSER", "noeval"]
  ]) {
    expect(await wire.send(...words)).toEqual({ error: expect.stringMatching(/^ERR (unknown command|stand-in)/) })
  }
})
