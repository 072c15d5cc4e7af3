/** A seeded random number generator (mulberry32). The same seed gives the same numbers in every runtime. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from `first` to `last`, both included. */
  int(first: number, last: number): number {
    return first + Math.floor(this.next() * (last - first + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<A>(items: ReadonlyArray<A>): A {
    if (items.length === 0) throw new RangeError("nothing to pick from")
    return items[this.int(0, items.length - 1)]
  }

  /** `value` with the given probability, else `otherwise`. */
  either<A, B>(probability: number, value: A, otherwise: B): A | B {
    return this.chance(probability) ? value : otherwise
  }

  times<A>(count: number, make: (index: number) => A): Array<A> {
    return Array.from({ length: count }, (_, index) => make(index))
  }

  /** A new array with the items in random order. */
  shuffled<A>(items: ReadonlyArray<A>): Array<A> {
    const result = [...items]
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.int(0, last)
      ;[result[last], result[other]] = [result[other], result[last]]
    }
    return result
  }
}
