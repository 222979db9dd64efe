/**
 * Alerts, dashboard and manual name the metrics and labels that are exported, and no others.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { isTransient } from "../../src/bookmaker/BookmakerError.ts"
import { extractors, sources, verdicts } from "../../src/index.ts"
import { type MetricDefinition, metricDefinitions } from "../../src/telemetry/metricDefinitions.ts"
import { readQuery } from "./promql.ts"

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const textOf = (path: string) => readFileSync(pathOf(path), "utf8")

const definitions: ReadonlyArray<MetricDefinition> = Object.values(metricDefinitions)
/** What a scraper adds to every series. */
const scraped = ["job", "instance"]
/** The labels of every series that is exported, by its name. */
const exported = new Map<string, ReadonlyArray<string>>(
  definitions.flatMap(({ labels, name, type }) =>
    type === "histogram"
      ? [
          [`${name}_bucket`, [...labels, "le", ...scraped]],
          [`${name}_sum`, [...labels, ...scraped]],
          [`${name}_count`, [...labels, ...scraped]]
        ]
      : [[name, [...labels, ...scraped]]]
  )
)
const values: Readonly<Record<string, ReadonlyArray<string>>> = {
  verdict: Object.keys(verdicts),
  source: sources,
  extractor: extractors,
  outcome: ["whole", "short", "failed", "virtual", "kept", "rejected", "created", "updated", "unstored", "withdrawn"],
  reason: [...Object.keys(isTransient), "overstayed", "died"]
}

/** Returns what is wrong with a query: names that are not exported. */
const wrongWith = (expression: string): ReadonlyArray<string> => {
  const text = expression.replaceAll("$__rate_interval", "1m")
  const { grouping, selectors } = readQuery(text)
  const known = selectors.flatMap(({ metric }) => exported.get(metric) ?? [])
  return [
    ...(selectors.length === 0 ? ["it selects nothing"] : []),
    ...selectors.flatMap(({ matchers, metric }) => {
      const labels = exported.get(metric)
      if (labels === undefined) return [`${metric} is not exported`]
      return matchers.flatMap(({ label, value }) => {
        if (!labels.includes(label)) return [`${metric} has no label ${label}`]
        const all = values[label]
        return value
          .split("|")
          .flatMap((one) => (all === undefined || all.includes(one) ? [] : [`no ${label} is ${one}`]))
      })
    }),
    ...grouping.filter((label) => !known.includes(label)).map((label) => `nothing has a label ${label}`)
  ]
}

/** Returns the labels that a query leaves to what shows its result. */
const labelsOf = (expression: string) =>
  readQuery(expression.replaceAll("$__rate_interval", "1m")).selectors.flatMap(
    ({ metric }) => exported.get(metric) ?? []
  )

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string }
}

const alerts: ReadonlyArray<Alert> = parse(textOf("ops/prometheus/alerts.yml")).groups.flatMap(
  (group: { readonly rules: ReadonlyArray<Alert> }) => group.rules
)

interface Panel {
  readonly title: string
  readonly description: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>
}

const dashboard: {
  readonly panels: ReadonlyArray<Panel>
  readonly annotations: { list: ReadonlyArray<{ expr: string }> }
} = JSON.parse(textOf("ops/grafana/dashboard.json"))
const manual = textOf("docs/operations.md")

const unknownLabels = (template: string, pattern: RegExp, expression: string) =>
  [...template.matchAll(pattern)]
    .map(([, label = ""]) => label)
    .filter((label) => !labelsOf(expression).includes(label))

describe("the metrics", () => {
  it("have names and labels by Prometheus' conventions", () => {
    for (const { labels, name, type } of definitions) {
      expect(name).toMatch(/^(bookiegamma|process)_[a-z0-9_]+[a-z]$/)
      expect(name.endsWith("_total"), `${name}: counters end in _total, others do not`).toBe(type === "counter")
      expect(name, "the unit is a base unit").not.toMatch(/_(ms|millis|milliseconds|kb|mb|percent)(_|$)/)
      for (const label of labels) expect(label, name).toMatch(/^[a-z_]+$/)
      expect(labels, `${name}: what the scraper adds`).not.toEqual(expect.arrayContaining(scraped))
    }
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length)
  })
})

describe("the test", () => {
  it("finds a metric, a label and a value that are not exported, and a query that is none", () => {
    expect(wrongWith("rate(bookiegamma_run_total[5m])")).toEqual(["bookiegamma_run_total is not exported"])
    expect(wrongWith('bookiegamma_runs_total{kind="x"}')).toEqual(["bookiegamma_runs_total has no label kind"])
    expect(wrongWith('bookiegamma_runs_total{verdict=~"complete|fine"}')).toEqual(["no verdict is fine"])
    expect(wrongWith("sum by (nobody) (bookiegamma_circuit_open)")).toEqual(["nothing has a label nobody"])
    expect(wrongWith("bookiegamma_run_duration_seconds")).toEqual(["bookiegamma_run_duration_seconds is not exported"])
    expect(() => wrongWith("sum by (source")).toThrow("of the query")
  })
})

describe("ops/prometheus/alerts.yml", () => {
  it.each(alerts)("$alert asks for what is exported, and says what to do", ({ alert, annotations, expr, labels }) => {
    expect(wrongWith(expr)).toEqual([])
    expect(["critical", "warning"]).toContain(labels.severity)
    const texts = `${annotations.summary} ${annotations.description}`
    expect(unknownLabels(texts, /\$labels\.(\w+)/g, expr)).toEqual([])
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`)
    expect(manual).toContain(`### ${alert}\n`)
  })

  it("is what the manual explains, alert for alert", () => {
    const explained = [...manual.matchAll(/^### (Bookiegamma\w+)$/gm)].map(([, name]) => name)
    expect(explained.sort()).toEqual(alerts.map(({ alert }) => alert).sort())
  })

  it("fires when it should and not otherwise, says promtool", () => {
    const { error } = spawnSync("promtool", ["--version"])
    if (error !== undefined) {
      console.log("not run: promtool on the alerts, because it is not on the path (Debian: prometheus)")
      return
    }
    execFileSync("promtool", ["check", "rules", pathOf("ops/prometheus/alerts.yml")], { stdio: "pipe" })
    execFileSync("promtool", ["test", "rules", pathOf("test/ops/alerts.cases.yaml")], { stdio: "pipe" })
  })
})

describe("ops/grafana/dashboard.json", () => {
  it.each(dashboard.panels)("$title asks for what is exported", ({ description, targets }) => {
    expect(description).not.toBe("")
    expect(targets.length).toBeGreaterThan(0)
    for (const { expr, legendFormat } of targets) {
      expect(wrongWith(expr.replaceAll('instance=~"$instance"', 'instance=~".*"'))).toEqual([])
      expect(unknownLabels(legendFormat, /\{\{\s*(\w+)\s*\}\}/g, expr)).toEqual([])
    }
  })

  it("shows every metric but those that only alerts need", () => {
    const queries = [...dashboard.panels.flatMap(({ targets }) => targets), ...dashboard.annotations.list]
    for (const { expr } of dashboard.annotations.list) expect(wrongWith(expr)).toEqual([])
    const shown = new Set(
      queries
        .flatMap(({ expr }) => readQuery(expr.replaceAll("$__rate_interval", "1m")).selectors)
        .map(({ metric }) => metric)
    )
    const hidden = definitions.filter(
      ({ name }) => ![name, `${name}_sum`, `${name}_bucket`].some((one) => shown.has(one))
    )
    expect(hidden.map(({ name }) => name)).toEqual([
      "bookiegamma_interval_seconds",
      "bookiegamma_last_run_timestamp_seconds",
      "process_start_time_seconds"
    ])
  })

  it("its panels do not overlap", () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`)
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(cells.every((cell) => Number(cell.split(" ")[0]) < 24)).toBe(true)
  })
})

describe("docs/operations.md", () => {
  const rows = [...manual.matchAll(/^\| `((?:bookiegamma|process)_\w+)` \| (.*?) \| .+ \|$/gm)].map(
    ([, name = "", labels = ""]) => ({ name, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label) })
  )

  it("explains every metric with its labels, in the order in which they are defined", () => {
    expect(rows).toEqual(definitions.map(({ labels, name }) => ({ name, labels: [...labels] })))
  })
})
