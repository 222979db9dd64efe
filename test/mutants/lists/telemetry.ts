/** Changes of telemetry: traces, metrics, status pages, and where they are sent. */
import type { MutantList } from "../Mutant.ts"

const EXPORTER = ["test/telemetry/exporter.test.ts"]

export const telemetry: MutantList = [
  {
    file: "src/telemetry/Exporter.ts",
    tests: EXPORTER,
    mutants: [
      {
        name: "causes and stacks of errors are exported",
        find: "end(time, withoutCauses(exit))",
        replace: "end(time, exit)"
      },
      { name: "the message of a fault is exported", find: "plain(new Error(name))", replace: "plain(reason.defect)" },
      {
        name: "metrics are exported unasked",
        find: "withMetrics ? Layer.merge",
        replace: "(true as boolean) ? Layer.merge"
      },
      {
        name: "metrics are not exported",
        find: "withMetrics ? Layer.merge",
        replace: "(false as boolean) ? Layer.merge"
      },
      {
        name: "all telemetry is JSON",
        find: 'protocol === "http/json" ? OtlpSerialization.layerJson :',
        replace: "protocol !== undefined ? OtlpSerialization.layerJson :"
      },
      {
        name: "the end waits 5 s for a collector",
        find: "const SHUTDOWN = Duration.millis(500)",
        replace: "const SHUTDOWN = Duration.millis(5000)"
      },
      { name: "a slash at the collector's end is kept", find: 'endpoint.replace(/\\/+$/, "")', replace: "endpoint" },
      {
        name: "attributes of the resource are left out",
        find: "attributes: { ...attributes }",
        replace: "attributes: {}"
      },
      { name: "the path of the collector is told", find: "new URL(base).origin", replace: "base" }
    ]
  },
  {
    file: "src/telemetry/CollectorClient.ts",
    tests: EXPORTER,
    mutants: [
      {
        name: "why a collector is not reached is not told",
        find: "withoutHeaders(clean(networkReason(cause)))",
        replace: '"TypeError"'
      },
      { name: "a collector's redirect is followed", find: 'redirect: "manual"', replace: 'redirect: "follow"' },
      {
        name: "each failure of the collector is told",
        find: "if (isSilent === (problem !== undefined)) return Effect.void",
        replace: "if (!isSilent && problem === undefined) return Effect.void"
      },
      {
        name: "a refusal of the collector is not told",
        find: "status < 300 ? undefined",
        replace: "status < 600 ? undefined"
      },
      {
        name: "a collector is never said to work again",
        find: "isSilent = problem !== undefined",
        replace: "isSilent = true"
      },
      {
        name: "the collector's headers are not sent",
        find: "{ ...request.headers, ...Redacted.value(headers) }",
        replace: "{ ...request.headers }"
      }
    ]
  },
  {
    file: "src/telemetry/Liveness.ts",
    tests: ["test/telemetry/liveness.test.ts"],
    mutants: [
      {
        name: "a step may be a minute late",
        find: "const TOLERANCE_MILLIS = 15_000",
        replace: "const TOLERANCE_MILLIS = 60_000"
      },
      {
        name: "a run has no time of its own",
        find: "now + budgetMillis + TOLERANCE_MILLIS",
        replace: "now + TOLERANCE_MILLIS"
      },
      {
        name: "waiting for the next run is overdue",
        find: "now + (event.at - unixNow) + TOLERANCE_MILLIS",
        replace: "now + TOLERANCE_MILLIS"
      },
      {
        name: "all sources must be overdue",
        find: "[...due.values()].some(",
        replace: "due.size > 0 && [...due.values()].every("
      },
      {
        name: "sources share their step",
        find: "due.set(index, now + (event.at",
        replace: "due.set(0, now + (event.at"
      }
    ]
  },
  {
    file: "src/telemetry/Metrics.ts",
    tests: ["test/telemetry/watchMetrics.test.ts"],
    mutants: [
      {
        name: "series differ by name alone",
        find: "[name, ...definition.labels.map((label) => labels[label])].join(",
        replace: "[name].join("
      },
      {
        name: "what is read is a gauge",
        find: 'metricDefinitions[name].type === "counter" ? { count: value(), incremental: true }',
        replace: 'metricDefinitions[name].type === "histogram" ? { count: value(), incremental: true }',
        tests: ["test/telemetry/traffic.test.ts"]
      }
    ]
  },
  {
    file: "src/telemetry/ObservedStore.ts",
    tests: ["test/telemetry/observedStore.test.ts"],
    mutants: [
      {
        name: "failures of the store are not counted",
        find: 'if (exit._tag === "Failure") metrics',
        replace: "if (false as boolean) metrics"
      },
      {
        name: "failures of the store do not begin at 0",
        find: '  for (const operation of operations) metrics?.update("storeFailures", { operation }, 0)\n',
        replace: ""
      },
      { name: "a store's time is in milliseconds", find: "(end - start) / 1000", replace: "end - start" },
      {
        name: "a note that is kept counts as read",
        find: 'observe("keepNote", store',
        replace: 'observe("note", store'
      },
      {
        name: "an observed store gets no options with changes",
        find: "store.change(market, changes, options)",
        replace: "store.change(market, changes, { onResult: options.onResult })"
      },
      {
        name: "an observed store gets no deadline with a publication",
        find: "store.publish(publish)",
        replace: "store.publish({ ...publish, deadline: undefined })"
      },
      {
        name: "an observed store caches ids for another time",
        find: "store.cacheIds(key, ids, expiry)",
        replace: "store.cacheIds(key, ids, expiry * 2)"
      }
    ]
  },
  {
    file: "src/telemetry/ProcessUsage.ts",
    tests: ["test/telemetry/processUsage.test.ts"],
    mutants: [
      { name: "the delay is measured between runs too", find: "      yield* running.await\n", replace: "" },
      { name: "the delay has the time between measurements", find: "before - DELAY_EVERY_MILLIS", replace: "before" },
      {
        name: "the heap is the resident memory",
        find: 'metrics.read("heapBytes", {}, usage.heapBytes)',
        replace: 'metrics.read("heapBytes", {}, usage.residentBytes)'
      }
    ]
  },
  {
    file: "src/telemetry/StatusPages.ts",
    tests: ["test/telemetry/statusPages.test.ts"],
    mutants: [
      {
        name: "a process that is not ready answers 200",
        find: "page(503, lines(found))",
        replace: "page(200, lines(found))"
      },
      {
        name: "only one problem is on the page",
        find: "page(503, lines(found))",
        replace: "page(503, lines(found.slice(0, 1)))"
      },
      { name: "a query is a part of the path", find: 'target.replace(/\\?.*$/, "")', replace: "target" },
      {
        name: "status pages answer any method",
        find: 'if (method !== "GET" && method !== "HEAD") return',
        replace: 'if (method === "") return'
      },
      { name: "status pages may be cached", find: ', "cache-control": "no-store"', replace: "" },
      {
        name: "metrics have no version of their format",
        find: "text/plain; version=0.0.4; charset",
        replace: "text/plain; charset"
      }
    ]
  },
  {
    file: "src/telemetry/TracedBookmaker.ts",
    tests: ["test/telemetry/traffic.test.ts"],
    mutants: [
      {
        name: "further pages have no span",
        find: "tracePage(competition, page + 1, nextLog, next(nextLog))",
        replace: "next(nextLog)"
      },
      {
        name: "every page is the first in traces",
        find: "competition, page + 1, nextLog",
        replace: "competition, page, nextLog"
      },
      {
        name: "attempts of a listing go into another log",
        find: "bookmaker.listCompetitions(query, log),",
        replace: "bookmaker.listCompetitions(query),"
      },
      {
        name: "attempts of a page go into another log",
        find: "fetch(competition, log))",
        replace: "fetch(competition))"
      },
      {
        name: "why a page failed is not in its span",
        find: "Effect.annotateCurrentSpan({ reason: error.reason, attempts: error.attempts })",
        replace: "Effect.void"
      }
    ]
  },
  {
    file: "src/telemetry/TrafficMetrics.ts",
    tests: ["test/telemetry/traffic.test.ts"],
    mutants: [
      {
        name: "retries are all requests",
        find: 'read("retries", {}, () => traffic().retries)',
        replace: 'read("retries", {}, () => traffic().requests)'
      },
      { name: "waits are in milliseconds", find: "traffic().waitedMillis / 1000", replace: "traffic().waitedMillis" },
      {
        name: "the circuit is open once it is closed",
        find: "now() < traffic().circuitOpenUntil",
        replace: "now() > traffic().circuitOpenUntil"
      },
      {
        name: "not modified and equal have each other's number",
        find: "() => traffic().notModified",
        replace: "() => traffic().equal"
      }
    ]
  },
  {
    file: "src/telemetry/WatchMetrics.ts",
    tests: ["test/telemetry/watchMetrics.test.ts"],
    mutants: [
      {
        name: "counters begin with the first run",
        find: "          return begin(event.watched)",
        replace: "          return"
      },
      { name: "short competitions count as whole in metrics", find: "fetched - short.length)", replace: "fetched)" },
      {
        name: "what was not listed is covered",
        find: 'competitions.listed === 0 && verdict !== "empty" ? 0',
        replace: "(false as boolean) ? 0"
      },
      {
        name: "an empty listing covers nothing",
        find: 'competitions.listed === 0 && verdict !== "empty"',
        replace: "competitions.listed === 0"
      },
      {
        name: "an interrupted run is judged in metrics",
        find: ' || first.report.verdict === "interrupted"',
        replace: ""
      },
      {
        name: "each run is a good one in metrics",
        find: 'if (isGood) update("lastGoodRun"',
        replace: 'if (true as boolean) update("lastGoodRun"'
      },
      {
        name: "an abandoned run has covered what the last one did",
        find: '          return update("coverage", labelsOf(event.watched), 0)',
        replace: "          return"
      },
      {
        name: "an abandoned run is not timed",
        find: '          update("abandoned", { source, reason: event.reason }, 1)\n          update("runSeconds", { source }, event.durationMillis / 1000)\n',
        replace: '          update("abandoned", { source, reason: event.reason }, 1)\n'
      },
      {
        name: "the budget left is the time taken",
        find: "(watched.budgetMillis - durationMillis) / 1000",
        replace: "durationMillis / 1000"
      },
      {
        name: "what was not stored is published",
        find: "if (created === 0 && !(isGood && unstored === 0)) continue",
        replace: ""
      },
      {
        name: "rejected matches count as kept",
        find: 'outcome: "rejected", reason',
        replace: 'outcome: "kept", reason'
      },
      {
        name: "suspended documents are not counted",
        find: 'update("suspended", { extractor, source }, suspended.size)',
        replace: ""
      },
      {
        name: "missed turns count once",
        find: 'update("missed", { source }, event.count)',
        replace: 'update("missed", { source }, 1)'
      },
      {
        name: "failed competitions have no reason",
        find: 'count("failed", reason, 1)',
        replace: 'count("failed", NO_REASON, 1)'
      },
      { name: "storing is fetching in metrics", find: 'phase: "storing"', replace: 'phase: "fetching"' }
    ]
  }
]
