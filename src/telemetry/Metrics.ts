/**
 * The series of the metrics: effect's own `Metric`s, one for each set of label values, in the registry that exporters read.
 *
 * What is counted is for those who call it.
 */
import type * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import { type LabelsOf, type MetricDefinition, type MetricName, metricDefinitions } from "./metricDefinitions.ts"

/** Takes values in. */
export interface Metrics {
  /** Adds to a counter, sets a gauge, or adds an observation to a histogram. */
  readonly update: <N extends MetricName>(name: N, labels: LabelsOf<N>, value: number) => void
  /** Lets a counter or gauge be read whenever an exporter asks for it. */
  readonly read: <N extends MetricName>(name: N, labels: LabelsOf<N>, value: () => number) => void
}

const metricOf = (definition: MetricDefinition, attributes: Readonly<Record<string, string>>) => {
  const { help: description, name, type } = definition
  switch (type) {
    case "counter":
      return Metric.counter(name, { description, attributes, incremental: true })
    case "gauge":
      return Metric.gauge(name, { description, attributes })
    case "histogram":
      return Metric.histogram(name, { description, attributes, boundaries: definition.buckets ?? [] })
  }
}

const ignore = () => {}

/** Makes the series in the registry of a context. */
export const make = (context: Context.Context<never>): Metrics => {
  const series = new Map<string, ReturnType<typeof metricOf>>()
  const seriesOf = (name: MetricName, labels: Readonly<Record<string, string>>) => {
    const definition: MetricDefinition = metricDefinitions[name]
    const key = [name, ...definition.labels.map((label) => labels[label])].join("\n")
    const known = series.get(key) ?? metricOf(definition, labels)
    series.set(key, known)
    return known
  }
  return {
    update: (name, labels, value) => seriesOf(name, labels).updateUnsafe(value, context),
    read: (name, labels, value) => {
      const get = () =>
        metricDefinitions[name].type === "counter" ? { count: value(), incremental: true } : { value: value() }
      Metric.registerUnsafe<number, unknown>(seriesOf(name, labels), context, { get, update: ignore, modify: ignore })
    }
  }
}
