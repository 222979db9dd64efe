/**
 * The floor: the minimal work of any extractor on this runtime. Fetches the listing and every competition with the same
 * concurrency as the command, reads the bodies as text and parses them; nothing else.
 *
 * Runs on Node, Deno and Bun: `floor.ts URL`. Prints the number of responses and matches as JSON.
 */
const [url = ""] = process.argv.slice(2)

interface Answer {
  readonly data: {
    readonly competitions: ReadonlyArray<{ readonly competition_id: string; readonly matches?: ReadonlyArray<unknown> }>
  }
}

const get = async (competition: string): Promise<Answer> => {
  const response = await fetch(`${url}?src=1&sport_id=soccer&competition_id=${competition}&sub_type_id=29`)
  return JSON.parse(await response.text())
}

const ids = (await get("")).data.competitions.map((competition) => competition.competition_id)
let next = 0
let answers = 0
let matches = 0
const worker = async () => {
  while (next < ids.length) {
    const answer = await get(ids[next++]!)
    answers++
    for (const group of answer.data.competitions) matches += group.matches?.length ?? 0
  }
}
await Promise.all(Array.from({ length: Math.min(ids.length, 50) }, worker))
console.log(JSON.stringify({ answers, matches }))
