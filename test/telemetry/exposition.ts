/**
 * Reads metrics in the text format, with a parser that is not ours.
 *
 * That parser mixes the series of a histogram, so the samples are read as if nothing were known of their type.
 */
import parse from "parse-prometheus-text-format"

/** A family of series as the parser gives it. */
export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly metrics: ReadonlyArray<{
    readonly value: string
    readonly labels?: Readonly<Record<string, string>>
  }>
}

/** What a scraper reads. */
export interface Exposition {
  /** Types and descriptions, by the metric's name. */
  readonly families: ReadonlyMap<string, { readonly type: string; readonly help: string }>
  /** The series by name; those of a histogram are `_bucket`, `_sum` and `_count`. */
  readonly series: ReadonlyMap<string, Family["metrics"]>
}

const seriesOf = (text: string): Exposition["series"] => {
  const series = new Map<string, Array<Family["metrics"][number]>>()
  for (const { metrics, name } of parse(text)) series.set(name, [...(series.get(name) ?? []), ...metrics])
  return series
}

/** Reads the text format. */
export const read = (text: string): Exposition => ({
  families: new Map(parse(text).map(({ help, name, type }) => [name, { help, type: type.toLowerCase() }])),
  series: seriesOf(text.replaceAll(/^# TYPE .* histogram$/gm, ""))
})

/** Returns the value of the one series that has the labels; undefined where there is none. */
export const valueOf = (
  { series }: Exposition,
  name: string,
  labels: Readonly<Record<string, string>> = {}
): number | undefined => {
  const found = (series.get(name) ?? []).filter((one) =>
    Object.entries(labels).every(([label, value]) => one.labels?.[label] === value)
  )
  if (found.length > 1) throw new Error(`${name} has ${found.length} series with ${JSON.stringify(labels)}`)
  return found[0] === undefined ? undefined : Number(found[0].value)
}
