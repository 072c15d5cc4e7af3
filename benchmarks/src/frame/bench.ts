/** What a suite is given and what it gives: measurements, each a value of a metric of a case. */

export type Unit = "s" | "ms" | "µs" | "bytes" | "%" | "/s" | "count" | "ratio" | "floors"

export interface Measurement {
  readonly suite: string
  /** What was measured; `name=number` words say its sizes. */
  readonly case: string
  readonly metric: string
  readonly value: number
  /** `floors`: a ratio to the floor measured beside it; less is better, and it can be compared between machines. */
  readonly unit: Unit
  /** From 1 on. */
  readonly rep: number
  /** Of what was computed meanwhile: equal where the same was decided. */
  readonly hash?: string
  /** What the value should be, in words. */
  readonly target?: string
}

export type Value = readonly [value: number, unit: Unit, target?: string]

export interface Sizes {
  readonly contacts: ReadonlyArray<number>
  readonly reps: number
  readonly threads: ReadonlyArray<number>
}

export interface Bench extends Sizes {
  /** Tiny, to see that it works. */
  readonly smoke: boolean
  /** Where generated inputs are kept. */
  readonly data: string
  /** An empty scratch directory, removed after the suite. */
  readonly work: string
  /** A finished run to use instead of one of a generated input, for suites that need any. */
  readonly run: string | undefined
  /** Directory for a profile of the measured process; none where undefined. */
  readonly profiles: string | undefined
  /** Progress, for people. */
  readonly say: (text: string) => void
  readonly record: (of: Of, values: Readonly<Record<string, Value>>) => void
}

/** What values are of. */
export interface Of {
  readonly case: string
  readonly rep?: number
  readonly hash?: string
}

export interface Chart {
  readonly name: string
  readonly svg: string
}

export interface Suite {
  readonly name: string
  /** What is compared with what, in a sentence that stands above the table. */
  readonly about: string
  /** Where the command line says nothing. */
  readonly sizes: Readonly<Record<"full" | "smoke", Partial<Sizes>>>
  readonly run: (bench: Bench) => Promise<void>
  readonly charts?: (measurements: ReadonlyArray<Measurement>) => ReadonlyArray<Chart>
}

/** Counts up to `reps` from 1. */
export const repetitions = ({ reps }: Sizes): ReadonlyArray<number> =>
  Array.from({ length: reps }, (_, n) => n + 1)

export function firstOf(contacts: ReadonlyArray<number>): number {
  const [first] = contacts
  if (first === undefined) throw new Error("no number of contacts")
  return first
}
