/**
 * Holds the stand-in against recordings of three real servers: every recorded command is sent in order over a socket, and the answer
 * has to be the same. What differs by nature and what is not known is named one by one in exceptions.ts.
 */
import { describe, expect, it } from "vitest"
import { serve } from "../../../mocks/redis/Server.ts"
import type { Version } from "../../../mocks/redis/Version.ts"
import { byNature, byNatureIn80, notKnown } from "./exceptions.ts"
import { between, fromElsewhere, pipelined, read, spelledOut } from "./Recorded.ts"
import { type Received, Wire } from "./Wire.ts"

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What FT.INFO says of an index that is being built, by any version. */
const building = /"indexing"},"?1/

/** Sends every recorded command in order, with what happened in between, and gives the answers. */
const replay = async (version: Version) => {
  let ahead = 0
  const server = await serve({ version, indexingDelay: 400, now: () => Date.now() + ahead })
  const wire = await Wire.open(server.port)
  const elsewhere = await Wire.open(server.port)
  const recorded = read(`replies-${version}`)
  const answers: Array<Received> = []
  for (let at = 0; at < recorded.length; ) {
    const { commands = [], clock = 0, wait = 0, built } = between[at] ?? {}
    if (commands.length > 0) await wire.pipeline(commands)
    ahead += clock
    if (wait > 0) await sleep(wait)
    while (built !== undefined && building.test(JSON.stringify(await elsewhere.send("FT.INFO", built)))) await sleep(10)
    let end = at + 1
    while (pipelined.has(end)) end++
    const together = recorded.slice(at, end).map(({ command }) => spelledOut(command))
    answers.push(...(await (fromElsewhere.has(at) ? elsewhere : wire).pipeline(together)))
    at = end
  }
  wire.close()
  elsewhere.close()
  await server.close()
  return recorded.map((one, at) => ({ ...one, at, answer: answers[at]! }))
}

const same = (one: Awaited<ReturnType<typeof replay>>[number]): boolean => {
  try {
    expect({ value: one.answer.value, nullList: one.answer.nullList }).toEqual({
      value: one.reply,
      nullList: one.nullList
    })
    return true
  } catch {
    return false
  }
}

describe.each(["7.2", "7.4", "8.0"] as const)("against a real %s", (version) => {
  it("answers every recorded command the same, but for those that are named", { timeout: 60_000 }, async () => {
    const all = await replay(version)
    const natural = version === "8.0" ? { ...byNature, ...byNatureIn80 } : byNature
    const exceptions = { ...natural, ...notKnown }
    const wrong = all.filter((one) => exceptions[one.at] === undefined && !same(one))
    expect(wrong.map(({ at, command, reply, answer }) => ({ at, command, reply, answer }))).toEqual([])

    for (const [at, { command, check }] of Object.entries(natural)) {
      const one = all[Number(at)]!
      expect(one.command[0], `the exception at ${at}`).toBe(command)
      check(one.reply, one.answer.value)
    }
    for (const [at, { command, answers }] of Object.entries(notKnown)) {
      const one = all[Number(at)]!
      expect(one.command[0], `the exception at ${at}`).toBe(command)
      expect(JSON.stringify(one.answer.value), `${at} ${one.command.join(" ")}`).toContain(answers)
    }
    const figures = {
      replayed: all.length,
      equal: all.filter((one) => exceptions[one.at] === undefined && same(one)).length,
      differingByNature: Object.keys(natural).length,
      notKnown: Object.keys(notKnown).length
    }
    console.info(`redis ${version}: ${JSON.stringify(figures)}`)
    const differing = version === "8.0" ? 23 : 21
    expect(figures).toEqual({ replayed: 758, equal: 746 - differing, differingByNature: differing, notKnown: 12 })
  })
})
