/**
 * The same extraction on Crawlee's HTTP crawler: one market a process, one entry published to a Redis if one is given.
 *
 *     node extractor.js MARKET SOURCE --url URL [--redis-url URL] [--tuned N]
 *
 * As it comes, or tuned: N requests at once from the start, storage in memory, no sessions. Prints the counts as JSON.
 */
import { parseArgs } from "node:util"
import { Configuration, HttpCrawler, log } from "@crawlee/http"
import { kept, markets, matchesOf } from "./documents.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { url: { type: "string" }, "redis-url": { type: "string" }, tuned: { type: "string" } }
})
const [name, source] = positionals
const market = markets[name]
const day = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10)
const stamp = { create_date: Math.floor(Date.now() / 1000), target_date: day }
const concurrency = Number(values.tuned ?? 0)

const urlOf = (competition = "", subType = "") =>
  `${values.url}?${new URLSearchParams({
    src: source === "live" ? "1" : "2",
    sport_id: "soccer",
    day: source === "upcoming" ? day : "",
    competition_id: competition,
    sub_type_id: subType,
    tab: "",
    country_id: "",
    sort_by: "",
    trials: "0"
  })}`

log.setLevel(log.LEVELS.ERROR)
const documents = new Map()
const counts = { competitions: 0, failed: 0, seen: 0 }
const crawler = new HttpCrawler(
  {
    additionalMimeTypes: ["application/json"],
    maxRequestRetries: 7,
    requestHandler: async ({ addRequests, json, request }) => {
      if (request.userData.competition === undefined) {
        const ids = json.data.competitions.map((competition) => String(competition.competition_id))
        counts.competitions = ids.length
        await addRequests(ids.map((id) => ({ url: urlOf(id, market.subType), userData: { competition: id } })))
        return
      }
      for (const [match, group] of matchesOf(json)) {
        counts.seen++
        const document = kept(match, group, market, stamp)
        if (document !== undefined && !documents.has(document.parent_match_id)) {
          documents.set(document.parent_match_id, document)
        }
      }
    },
    failedRequestHandler: () => {
      counts.failed++
    },
    ...(concurrency > 0
      ? {
          minConcurrency: concurrency,
          maxConcurrency: concurrency,
          useSessionPool: false,
          autoscaledPoolOptions: { desiredConcurrency: concurrency }
        }
      : {})
  },
  new Configuration(concurrency > 0 ? { persistStorage: false } : {})
)
await crawler.run([{ url: urlOf(), userData: {} }])

let created = 0
if (values["redis-url"] !== undefined && documents.size > 0) {
  const { createClient } = await import("@redis/client")
  const redis = await createClient({ url: values["redis-url"], RESP: 2 }).connect()
  const key = `lst-${market.keyPart}_${source}`
  const published = `BookieGamma_${key}:${Math.floor(Date.now() / 1000)}-0`
  await redis
    .multi()
    .addCommand(["JSON.SET", published, "$", JSON.stringify([...documents.values()])])
    .addCommand(["EXPIRE", published, "200"])
    .addCommand(["XADD", `${key}_stream`, "*", "data_key", published])
    .exec()
  created = documents.size
  redis.destroy()
}
console.log(JSON.stringify({ ...counts, kept: documents.size, created }))
