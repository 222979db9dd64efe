/**
 * The metrics that are exported: names, labels and what each means, by the conventions of Prometheus.
 *
 * The exporters, the manual (`docs/operations.md`), the dashboard and the alerts name them as this record does. When they are
 * updated is for `WatchMetrics.ts` and the others beside it.
 */

/** Describes one metric. Times are seconds, sizes are bytes. */
export interface MetricDefinition {
  readonly name: string
  readonly type: "counter" | "gauge" | "histogram"
  readonly help: string
  readonly labels: ReadonlyArray<string>
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: ReadonlyArray<number>
}

const SECONDS_OF_RUNS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 40, 60]
const SECONDS_OF_STORE = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const SECONDS_OF_DELAY = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Lists the metrics. */
export const metricDefinitions = {
  build: {
    name: "bookiegamma_build_info",
    type: "gauge",
    labels: ["version", "runtime"],
    help: "1, with the version and the runtime as labels."
  },
  runs: {
    name: "bookiegamma_runs_total",
    type: "counter",
    labels: ["extractor", "source", "verdict"],
    help: "Runs that have ended, by verdict."
  },
  abandoned: {
    name: "bookiegamma_runs_abandoned_total",
    type: "counter",
    labels: ["source", "reason"],
    help: "Runs that were given up: they stood still (overstayed), or died of a fault in this program (died)."
  },
  missed: {
    name: "bookiegamma_turns_missed_total",
    type: "counter",
    labels: ["source"],
    help: "Turns that passed while the run before was still going."
  },
  runSeconds: {
    name: "bookiegamma_run_duration_seconds",
    type: "histogram",
    labels: ["source"],
    buckets: SECONDS_OF_RUNS,
    help: "How long runs took, abandoned ones too."
  },
  phaseSeconds: {
    name: "bookiegamma_phase_duration_seconds",
    type: "histogram",
    labels: ["source", "phase"],
    buckets: SECONDS_OF_RUNS,
    help: "How long the phases of runs took: listing and fetching once a run, storing once for each extractor."
  },
  interval: {
    name: "bookiegamma_interval_seconds",
    type: "gauge",
    labels: ["source", "period"],
    help: "Seconds from the start of one run to the next."
  },
  budgetLeft: {
    name: "bookiegamma_budget_left_seconds",
    type: "gauge",
    labels: ["source", "period"],
    help: "What the last run left of its budget; negative where it took longer."
  },
  lastRun: {
    name: "bookiegamma_last_run_timestamp_seconds",
    type: "gauge",
    labels: ["source", "period"],
    help: "Unix time at which the last run ended; runs that a signal interrupted do not count."
  },
  lastGoodRun: {
    name: "bookiegamma_last_good_run_timestamp_seconds",
    type: "gauge",
    labels: ["source", "period"],
    help: "Unix time at which the last good run ended: one whose exit code would be 0."
  },
  coverage: {
    name: "bookiegamma_coverage_ratio",
    type: "gauge",
    labels: ["source", "period"],
    help: "Share of competitions that came whole in the last run, 0 to 1; 0 where there was no listing."
  },
  competitions: {
    name: "bookiegamma_competitions_total",
    type: "counter",
    labels: ["source", "outcome", "reason"],
    help: "Competitions by outcome (whole, short, failed, virtual) and reason; the reason is none where nothing failed."
  },
  matches: {
    name: "bookiegamma_matches_total",
    type: "counter",
    labels: ["extractor", "source", "outcome", "reason"],
    help: "Matches by outcome (kept, rejected) and reason; the reason is none where a match was kept."
  },
  documents: {
    name: "bookiegamma_documents_total",
    type: "counter",
    labels: ["extractor", "source", "outcome"],
    help: "Documents by outcome: created (published), updated (merged), unstored; and withdrawn from matched entries."
  },
  suspended: {
    name: "bookiegamma_documents_suspended_total",
    type: "counter",
    labels: ["extractor", "source"],
    help: "Documents whose betting is suspended; each is also counted as created, updated or unstored."
  },
  published: {
    name: "bookiegamma_published_timestamp_seconds",
    type: "gauge",
    labels: ["extractor", "source", "period"],
    help: "Unix time at which an entry was last published, or a good run had nothing to publish."
  },
  requests: {
    name: "bookiegamma_requests_total",
    type: "counter",
    labels: [],
    help: "Requests sent to the bookmaker, retries included."
  },
  retries: {
    name: "bookiegamma_retries_total",
    type: "counter",
    labels: [],
    help: "Requests sent again for the same answer."
  },
  heldBack: {
    name: "bookiegamma_requests_held_back_total",
    type: "counter",
    labels: [],
    help: "Requests that were not sent because the circuit was open."
  },
  inFlight: {
    name: "bookiegamma_requests_in_flight",
    type: "gauge",
    labels: [],
    help: "Requests in flight."
  },
  circuitOpen: {
    name: "bookiegamma_circuit_open",
    type: "gauge",
    labels: [],
    help: "1 while the circuit breaker holds requests back, else 0."
  },
  waits: {
    name: "bookiegamma_throttle_waits_total",
    type: "counter",
    labels: [],
    help: "How often a request waited for the rate or for a shared pause."
  },
  waitSeconds: {
    name: "bookiegamma_throttle_wait_seconds_total",
    type: "counter",
    labels: [],
    help: "How long requests waited for the rate or for a shared pause, added up."
  },
  receivedBytes: {
    name: "bookiegamma_received_bytes_total",
    type: "counter",
    labels: [],
    help: "Bytes of answers read, after decompression."
  },
  unchanged: {
    name: "bookiegamma_answers_unchanged_total",
    type: "counter",
    labels: ["kind"],
    help: "Answers that were the same as the last one: not_modified (304), or equal to it."
  },
  storeSeconds: {
    name: "bookiegamma_store_operation_duration_seconds",
    type: "histogram",
    labels: ["operation"],
    buckets: SECONDS_OF_STORE,
    help: "How long operations of the store took, failed ones too."
  },
  storeFailures: {
    name: "bookiegamma_store_operation_failures_total",
    type: "counter",
    labels: ["operation"],
    help: "Operations of the store that failed or were given up."
  },
  eventLoopDelay: {
    name: "bookiegamma_event_loop_delay_seconds",
    type: "histogram",
    labels: [],
    buckets: SECONDS_OF_DELAY,
    help: "How late the process wakes up while a run goes on, looked at four times a second."
  },
  residentBytes: {
    name: "process_resident_memory_bytes",
    type: "gauge",
    labels: [],
    help: "Resident memory of the process."
  },
  heapBytes: {
    name: "process_heap_bytes",
    type: "gauge",
    labels: [],
    help: "Memory that JavaScript objects take."
  },
  cpuSeconds: {
    name: "process_cpu_seconds_total",
    type: "counter",
    labels: [],
    help: "CPU time of the process, user and system."
  },
  startTime: {
    name: "process_start_time_seconds",
    type: "gauge",
    labels: [],
    help: "Unix time at which the process started."
  }
} as const satisfies Record<string, MetricDefinition>

/** Names a metric. */
export type MetricName = keyof typeof metricDefinitions
/** The labels of a metric, each with its value. */
export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof metricDefinitions)[N]["labels"][number], string>>
