/**
 * A hash table of counts in one typed array, with open addressing. Adding allocates nothing and touches one
 * cache line. The key of a count is an organisation, the exact number `high * 2^29 + low`, and a second
 * number, the detail.
 */
import { fmix32 } from "../rules/hash.ts"

const SMALLEST = 1024
/** Minimum number of slots for each key. */
const SLOTS_A_KEY = 2
/**
 * Numbers in a slot: organisation, high and low part of the key, detail, count. A count of 0 marks a free
 * slot.
 */
const WIDTH = 5
const COUNT = 4
/** The high part of a key counts multiples of this number; the low part is the rest. */
export const KEY_BASE = 2 ** 29
/** Number of additions that are collected before they are made. */
const PENDING = 256

/** Emails counted under one key of an organisation. */
export interface Count {
  readonly key: number
  readonly detail: number
  readonly emails: number
}

export class Counts {
  #size = 0
  #slots: Int32Array
  /** Collected additions, each as wide as a slot. */
  readonly #pending = new Int32Array(WIDTH * PENDING)
  #pendingEnd = 0
  #fetched = 0

  /** @param expected number of keys for which the table has room without growing */
  constructor(expected = 0) {
    const slots = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(SLOTS_A_KEY * expected)))
    this.#slots = new Int32Array(WIDTH * slots)
  }

  /**
   * Adds `count` to the count of a key.
   * @param org number of the organisation, counted from 0
   * @param high, low parts of the key, not negative; `low` is below {@link KEY_BASE}
   */
  add(org: number, high: number, low: number, detail = 0, count = 1): void {
    const slots = this.#slots
    const at = this.#slotOf(org, high, low, detail)
    if (slots[at + COUNT] !== 0) {
      slots[at + COUNT] += count
      return
    }
    slots[at] = org
    slots[at + 1] = high
    slots[at + 2] = low
    slots[at + 3] = detail
    slots[at + COUNT] = count
    this.#size++
    if (SLOTS_A_KEY * WIDTH * this.#size > slots.length) this.#grow()
  }

  /**
   * Adds 1, but later. Additions are collected and made together, so that their cache lines are fetched at
   * the same time. This is cheaper if there are so many keys that nearly every addition misses the cache.
   */
  addLater(org: number, high: number, low: number, detail: number): void {
    const pending = this.#pending
    const at = this.#pendingEnd
    pending[at] = org
    pending[at + 1] = high
    pending[at + 2] = low
    pending[at + 3] = detail
    this.#pendingEnd = at + WIDTH
    if (this.#pendingEnd === pending.length) this.#addPending()
  }

  /** Number of different keys. */
  get size(): number {
    this.#addPending()
    return this.#size
  }

  /** The counts of each organisation, by its number; undefined for an organisation without counts. */
  get byOrg(): Array<Array<Count>> {
    const orgs: Array<Array<Count>> = []
    for (const { org, ...count } of this.entries()) {
      const counts = orgs[org] ?? []
      orgs[org] = counts
      counts.push(count)
    }
    return orgs
  }

  *entries(): Generator<Count & { readonly org: number }> {
    this.#addPending()
    for (const [org, high, low, detail, emails] of Counts.unpack(this.#slots)) {
      yield { org, key: high * KEY_BASE + low, detail, emails }
    }
  }

  /** The counts as plain data, which {@link Counts.unpack} reads. */
  packed(): Int32Array {
    const packed = new Int32Array(WIDTH * this.size)
    let to = 0
    for (let at = 0; at < this.#slots.length; at += WIDTH) {
      if (this.#slots[at + COUNT] === 0) continue
      copySlot(this.#slots, at, packed, to)
      to += WIDTH
    }
    return packed
  }

  /** Adds counts that have been {@link packed}. */
  addPacked(packed: Int32Array): void {
    for (let at = 0; at < packed.length; at += WIDTH) {
      const [org, high, low] = [packed[at], packed[at + 1], packed[at + 2]]
      this.add(org, high, low, packed[at + 3], packed[at + COUNT])
    }
  }

  static *unpack(
    packed: Int32Array,
  ): Generator<readonly [org: number, high: number, low: number, detail: number, count: number]> {
    for (let at = 0; at < packed.length; at += WIDTH) {
      const count = packed[at + COUNT]
      if (count === 0) continue
      const [org, high, low] = [packed[at], packed[at + 1], packed[at + 2]]
      yield [org, high, low, packed[at + 3], count]
    }
  }

  clear(): void {
    this.#size = 0
    this.#pendingEnd = 0
    this.#slots.fill(0)
  }

  #addPending(): void {
    this.#fetchPending()
    const pending = this.#pending
    const end = this.#pendingEnd
    for (let at = 0; at < end; at += WIDTH) {
      const [org, high, low] = [pending[at], pending[at + 1], pending[at + 2]]
      this.add(org, high, low, pending[at + 3])
    }
    this.#pendingEnd = 0
  }

  /**
   * Reads the slots of all pending additions without using them. These reads do not depend on each other, so
   * the processor makes them at the same time, and the slots are in the cache when the additions are made.
   */
  #fetchPending(): void {
    const slots = this.#slots
    const mask = slots.length / WIDTH - 1
    const pending = this.#pending
    const end = this.#pendingEnd
    let fetched = this.#fetched
    for (let at = 0; at < end; at += WIDTH) {
      const [org, high, low] = [pending[at], pending[at + 1], pending[at + 2]]
      const hash = hashOf(org, high, low, pending[at + 3])
      fetched ^= slots[WIDTH * (hash & mask)]
    }
    this.#fetched = fetched
  }

  #slotOf(org: number, high: number, low: number, detail: number): number {
    const slots = this.#slots
    const mask = slots.length / WIDTH - 1
    let slot = hashOf(org, high, low, detail) & mask
    for (;;) {
      const at = WIDTH * slot
      if (
        slots[at + COUNT] === 0 ||
        (slots[at + 2] === low && slots[at + 1] === high && slots[at] === org && slots[at + 3] === detail)
      ) {
        return at
      }
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(2 * old.length)
    for (let from = 0; from < old.length; from += WIDTH) {
      if (old[from + COUNT] === 0) continue
      const [org, high, low] = [old[from], old[from + 1], old[from + 2]]
      const at = this.#slotOf(org, high, low, old[from + 3])
      copySlot(old, from, this.#slots, at)
    }
  }
}

function hashOf(org: number, high: number, low: number, detail: number): number {
  return fmix32(
    low ^ Math.imul(high, 0x9e3779b1) ^ Math.imul(org, 0x85ebca6b) ^ Math.imul(detail, 0x27d4eb2f),
  )
}

/** Copies a slot number by number. For so few numbers, creating a view would cost more. */
function copySlot(source: Int32Array, from: number, target: Int32Array, to: number): void {
  for (let n = 0; n < WIDTH; n++) target[to + n] = source[from + n]
}
