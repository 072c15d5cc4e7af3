/** A table of counts over typed arrays (open addressing): adding to a key that is there allocates nothing. */
import { fmix32 } from "../rules/hash.ts"

const FREE = -1
const SMALLEST = 1024

export class Counts {
  /** Number of keys held. */
  size = 0
  #keys = new Float64Array(SMALLEST).fill(FREE)
  #orgs = new Int32Array(SMALLEST)
  #emails = new Float64Array(SMALLEST)

  /** @param org dense organisation number; @param key a non-negative integer below 2^53 */
  add(org: number, key: number, count = 1): void {
    const slot = this.#slotOf(org, key)
    if (this.#keys[slot] === FREE) {
      this.#keys[slot] = key
      this.#orgs[slot] = org
      this.#emails[slot] = count
      this.size++
      if (2 * this.size > this.#keys.length) this.#grow()
    } else this.#emails[slot] = (this.#emails[slot] as number) + count
  }

  /** The counts of each organisation that has any, by dense number; others are undefined. */
  get byOrg(): Array<Map<number, number>> {
    const orgs: Array<Map<number, number>> = []
    for (const [org, key, emails] of this.entries()) {
      const counts = orgs[org] ?? new Map<number, number>()
      orgs[org] = counts.set(key, emails)
    }
    return orgs
  }

  *entries(): Generator<readonly [org: number, key: number, emails: number]> {
    for (let slot = 0; slot < this.#keys.length; slot++) {
      const key = this.#keys[slot] as number
      if (key !== FREE) yield [this.#orgs[slot] as number, key, this.#emails[slot] as number]
    }
  }

  clear(): void {
    this.size = 0
    this.#keys.fill(FREE)
  }

  #slotOf(org: number, key: number): number {
    const mask = this.#keys.length - 1
    let slot =
      fmix32((key | 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1) ^ Math.imul(org, 0x85ebca6b)) & mask
    while (this.#keys[slot] !== FREE && (this.#keys[slot] !== key || this.#orgs[slot] !== org)) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  #grow(): void {
    const [keys, orgs, emails] = [this.#keys, this.#orgs, this.#emails]
    this.#keys = new Float64Array(2 * keys.length).fill(FREE)
    this.#orgs = new Int32Array(2 * keys.length)
    this.#emails = new Float64Array(2 * keys.length)
    for (let old = 0; old < keys.length; old++) {
      if (keys[old] === FREE) continue
      const slot = this.#slotOf(orgs[old] as number, keys[old] as number)
      this.#keys[slot] = keys[old] as number
      this.#orgs[slot] = orgs[old] as number
      this.#emails[slot] = emails[old] as number
    }
  }
}
