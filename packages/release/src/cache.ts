/** Decoded shards, least recently used first out, bounded by the memory they take. */
import type { ContactColumns } from "@almanac/core/columns/contacts"

const BYTES_PER_CONTACT = 53
const BYTES_PER_ENROLMENT = 9
const BYTES_PER_HISTORY_ROW = 41

const sizeOf = ({ id, enrolments, history }: ContactColumns): number =>
  id.length * BYTES_PER_CONTACT +
  enrolments.instance.length * BYTES_PER_ENROLMENT +
  history.type.length * BYTES_PER_HISTORY_ROW

export class ShardCache {
  readonly #shards = new Map<number, ContactColumns>()
  readonly #mostBytes: number
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get(index: number): ContactColumns | undefined {
    const shard = this.#shards.get(index)
    if (shard === undefined) return undefined
    this.#shards.delete(index)
    this.#shards.set(index, shard)
    return shard
  }

  /** Keeps the shard, and drops those used longest ago while there is too much. */
  put(index: number, shard: ContactColumns): void {
    if (this.#shards.has(index)) return
    this.#shards.set(index, shard)
    this.#bytes += sizeOf(shard)
    for (const [oldest, columns] of this.#shards) {
      if (this.#bytes <= this.#mostBytes || oldest === index) return
      this.#shards.delete(oldest)
      this.#bytes -= sizeOf(columns)
    }
  }
}
