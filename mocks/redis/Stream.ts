/**
 * A stream: entries in the order of their ids, kept in nodes of at most 100 or about 4096 bytes (as Redis
 * does, which is what makes trimming with `~` approximate), and its consumer groups with what they have not acknowledged.
 * Ids are one number, milliseconds * 2^64 + sequence. Commands and replies are left to the files beside it.
 */

/** One entry: id, then fields and values in turn. */
export interface Entry {
  readonly id: bigint
  readonly fields: ReadonlyArray<string>
}

/** An entry that was delivered to a consumer and not acknowledged. */
export interface Pending {
  consumer: string
  deliveredAt: number
  deliveries: number
}

/** A consumer group. */
export interface Group {
  last: bigint
  readonly consumers: Set<string>
  readonly pending: Map<bigint, Pending>
}

const nodeEntries = 100
const nodeBytes = 4096

/** About what an entry takes in a node, where the names of fields are stored once. */
const size = ({ fields }: Entry): number =>
  fields.reduce((sum, text, i) => (i % 2 === 0 ? sum : sum + text.length + 2), 12)

/** The largest id there can be. */
export const maximalId = (1n << 128n) - 1n

/** Prints an id. */
export const idText = (id: bigint): string => `${id >> 64n}-${id & 0xffffffffffffffffn}`

/** Reads `ms-seq` or `ms`; the sequence defaults to `sequence`. Gives undefined for what is no id. */
export const readId = (text: string, sequence = 0n): bigint | undefined => {
  const parts = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text)
  if (parts === null) return undefined
  const [ms, seq] = [BigInt(parts[1]!), parts[2] === undefined ? sequence : BigInt(parts[2])]
  return ms >> 64n === 0n && seq >> 64n === 0n ? (ms << 64n) | seq : undefined
}

/** How far a stream is trimmed. */
export type Trim =
  | { readonly by: "length"; readonly length: number; readonly exact: boolean }
  | { readonly by: "id"; readonly id: bigint; readonly exact: boolean }

/** The entries and groups of one key. */
export class Stream {
  last = 0n
  added = 0
  readonly groups = new Map<string, Group>()
  #nodes: Array<Array<Entry>> = []
  #lastBytes = 0

  get length(): number {
    return this.#nodes.reduce((sum, node) => sum + node.length, 0)
  }

  add(entry: Entry): void {
    const node = this.#nodes.at(-1)
    if (node === undefined || node.length >= nodeEntries || this.#lastBytes >= nodeBytes) {
      this.#nodes.push([entry])
      this.#lastBytes = 0
    } else node.push(entry)
    this.#lastBytes += size(entry)
    this.last = entry.id
    this.added++
  }

  /** Gives the entries from one id to another, both included. */
  range(from: bigint, to: bigint, count = Number.POSITIVE_INFINITY): Array<Entry> {
    const found: Array<Entry> = []
    for (const node of this.#nodes) {
      if (node.at(-1)!.id < from) continue
      for (const entry of node) {
        if (found.length >= count || entry.id > to) return found
        if (entry.id >= from) found.push(entry)
      }
    }
    return found
  }

  get(id: bigint): Entry | undefined {
    return this.range(id, id)[0]
  }

  delete(id: bigint): boolean {
    for (const [i, node] of this.#nodes.entries()) {
      const at = node.findIndex((entry) => entry.id === id)
      if (at < 0) continue
      node.splice(at, 1)
      if (node.length === 0) this.#nodes.splice(i, 1)
      return true
    }
    return false
  }

  /** Removes the oldest entries and tells how many; without `exact` only whole nodes go. */
  trim(trim: Trim): number {
    let removed = 0
    let length = this.length
    const goes = (entry: Entry) => (trim.by === "length" ? length > trim.length : entry.id < trim.id)
    while (this.#nodes.length > 0) {
      const node = this.#nodes[0]!
      const whole = trim.by === "length" ? length - node.length >= trim.length : node.at(-1)!.id < trim.id
      if (whole) {
        this.#nodes.shift()
        length -= node.length
        removed += node.length
      } else {
        while (trim.exact && node.length > 0 && goes(node[0]!)) {
          node.shift()
          length--
          removed++
        }
        break
      }
    }
    return removed
  }
}
