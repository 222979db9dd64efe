/**
 * FT.INFO, member by member in the order of the module. Counts of documents and failures are true; figures of memory, time and
 * garbage collection are 0, since nothing here corresponds to them. 2.8 (with Redis 7.2) gives numbers as strings in RESP2.
 */
import type { Call, Commands } from "./Command.ts"
import { Double, Pairs, type Reply, Status } from "./Reply.ts"
import type { Field, SearchIndex } from "./SearchIndex.ts"

type Entry = readonly [Reply, Reply]

const named = (name: string, value: Reply): Entry => [new Status(name), value]

const errors = (
  of: { failures: number; lastError: string | undefined; lastKey: string | undefined },
  more: Array<Entry>
) =>
  new Pairs([
    named("indexing failures", of.failures),
    named("last indexing error", new Status(of.lastError ?? "N/A")),
    named("last indexing error key", of.lastKey ?? "N/A"),
    ...more
  ])

const attribute = (field: Field, protocol: 2 | 3): Reply => {
  const entries = [
    named("identifier", new Status(field.path)),
    named("attribute", new Status(field.name)),
    named("type", new Status(field.type))
  ]
  if (field.type === "TEXT") entries.push(named("WEIGHT", new Double(1)))
  if (field.type === "TAG") entries.push(named("SEPARATOR", new Status("")))
  const flags = field.sortable ? [new Status("SORTABLE"), new Status("UNF")] : []
  if (field.noIndex) flags.push(new Status("NOINDEX"))
  return protocol === 3 ? new Pairs([...entries, named("flags", flags)]) : [...entries.flat(), ...flags]
}

const info = (index: SearchIndex, { state, protocol }: Call): Reply => {
  // 2.8 answers every number as a double, 2.10 those that count things as integers
  const figure = (value: number): Reply => (state.version === "7.2" ? new Double(value) : value)
  const fraction = (value: number) => new Double(value)
  const { filter, keyType, prefixes } = index.definition
  const documents = index.documents.size
  const records = [...index.documents.values()].reduce((sum, { values }) => sum + [...values.values()].flat().length, 0)
  const done = index.pending === undefined ? 1 : 1 - index.pending.length / index.pendingTotal
  const background: Array<Entry> =
    state.version === "7.2" ? [] : [named("background indexing status", new Status("OK"))]
  const definition: Array<Entry> = [
    named("key_type", new Status(keyType)),
    named(
      "prefixes",
      prefixes.map((prefix) => new Status(prefix))
    ),
    ...(filter === undefined ? [] : [named("filter", new Status(filter.text))]),
    named("default_score", fraction(1)),
    ...(state.version === "8.0" ? [named("indexes_all", new Status("false"))] : [])
  ]
  const nothing = (...names: ReadonlyArray<string>) => names.map((name) => named(name, fraction(0)))
  const zero = (...names: ReadonlyArray<string>) => names.map((name) => named(name, 0))
  return new Pairs([
    named("index_name", new Status(index.name)),
    named("index_options", []),
    named("index_definition", new Pairs(definition)),
    named(
      "attributes",
      index.fields.map((field) => attribute(field, protocol))
    ),
    named("num_docs", figure(documents)),
    named("max_doc_id", figure(index.lastId)),
    named("num_terms", figure(0)),
    named("num_records", figure(records)),
    ...nothing("inverted_sz_mb", "vector_index_sz_mb"),
    named("total_inverted_index_blocks", figure(0)),
    ...nothing("offset_vectors_sz_mb", "doc_table_size_mb", "sortable_values_size_mb", "key_table_size_mb"),
    ...nothing("tag_overhead_sz_mb", "text_overhead_sz_mb", "total_index_memory_sz_mb", "geoshapes_sz_mb"),
    named("records_per_doc_avg", fraction(documents === 0 ? Number.NaN : records / documents)),
    named("bytes_per_record_avg", fraction(Number.NaN)),
    named("offsets_per_term_avg", fraction(Number.NaN)),
    named("offset_bits_per_record_avg", fraction(Number.NaN)),
    named("hash_indexing_failures", figure(index.failures)),
    named("total_indexing_time", fraction(0)),
    named("indexing", figure(index.pending === undefined ? 0 : 1)),
    named("percent_indexed", fraction(done)),
    named("number_of_uses", index.uses),
    named("cleaning", 0),
    named(
      "gc_stats",
      new Pairs([
        ...nothing("bytes_collected", "total_ms_run", "total_cycles"),
        named("average_cycle_time_ms", fraction(Number.NaN)),
        ...nothing("last_run_time_ms", "gc_numeric_trees_missed", "gc_blocks_denied")
      ])
    ),
    named(
      "cursor_stats",
      new Pairs([...zero("global_idle", "global_total"), named("index_capacity", 128), ...zero("index_total")])
    ),
    named("dialect_stats", new Pairs(index.dialects.map((used, i) => named(`dialect_${i + 1}`, used ? 1 : 0)))),
    named("Index Errors", errors(index, background)),
    named(
      "field statistics",
      index.fields.map(
        (field) =>
          new Pairs([
            named("identifier", new Status(field.path)),
            named("attribute", new Status(field.name)),
            named("Index Errors", errors(field, []))
          ])
      )
    )
  ])
}

/** The command of this file. */
export const searchInfo: Commands = {
  "ft.info": {
    arity: -1,
    run: (call) => {
      const index = call.state.search.known(call.args[0] ?? "", "Unknown index name")
      index.uses++
      return info(index, call)
    }
  }
}
