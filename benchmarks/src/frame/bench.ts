/**
 * The interface of a suite: its inputs, and the measurements it records. A measurement is a value of a metric
 * of a case.
 */

export type Unit = "s" | "ms" | "µs" | "bytes" | "%" | "/s" | "count" | "ratio" | "floors"

export interface Measurement {
  readonly suite: string
  /** What was measured. Words of the form `name=number` give its sizes. */
  readonly case: string
  readonly metric: string
  readonly value: number
  /**
   * `floors` is a ratio to the floor measured next to it. Less is better, and it can be compared between
   * machines.
   */
  readonly unit: Unit
  /** Number of the repetition, from 1. */
  readonly rep: number
  /** Hash of the computed result. Equal hashes mean equal decisions. */
  readonly hash?: string
  /** What the value should be, in words. */
  readonly target?: string
}

export type Value = readonly [value: number, unit: Unit, target?: string]

export interface Sizes {
  readonly contacts: ReadonlyArray<number>
  readonly reps: number
  readonly threads: ReadonlyArray<number>
  /** Runners of a cluster. */
  readonly runners: ReadonlyArray<number>
  /** Blocks of a run on a cluster. Without any, the number of contacts decides. */
  readonly blocks: ReadonlyArray<number>
}

export interface Bench extends Sizes {
  /** Whether the suite runs with tiny sizes, only to show that it works. */
  readonly smoke: boolean
  /** Directory in which generated inputs are kept. */
  readonly data: string
  /** An empty scratch directory, removed after the suite. */
  readonly work: string
  /** A finished run to use instead of a run of a generated input, for suites that need one. */
  readonly run: string | undefined
  /** Directory for a profile of the measured process; undefined for no profile. */
  readonly profiles: string | undefined
  /** Reports progress. */
  readonly say: (text: string) => void
  readonly record: (of: Of, values: Readonly<Record<string, Value>>) => void
}

/** What recorded values belong to. */
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
  /** What the suite compares, in a sentence that is printed above the table. */
  readonly about: string
  /** Sizes that apply unless the command line gives others. */
  readonly sizes: Readonly<Record<"full" | "smoke", Partial<Sizes>>>
  readonly run: (bench: Bench) => Promise<void>
  readonly charts?: (measurements: ReadonlyArray<Measurement>) => ReadonlyArray<Chart>
}

/** The numbers from 1 to `reps`. */
export const repetitions = ({ reps }: Sizes): ReadonlyArray<number> =>
  Array.from({ length: reps }, (_, n) => n + 1)

export function firstOf(contacts: ReadonlyArray<number>): number {
  const [first] = contacts
  if (first === undefined) throw new Error("no number of contacts")
  return first
}
