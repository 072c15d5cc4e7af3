/**
 * The files that each step reads from the directories of steps before it. Where these directories are in a bucket, a machine
 * fetches only these files.
 */
import { basename, join, resolve } from "node:path"
import type { Sources } from "../inputs/input.ts"
import { bucketOf } from "../stage/split.ts"

/** What a step reads of another step. */
export interface Reads {
  readonly files: RegExp
  /** Whether it reads only the directory of its own block. */
  readonly ofItsBlock?: boolean
  /** Whether it reads only the bucket of its block (`stage/split.ts`). */
  readonly ofItsBucket?: boolean
}

/** The files that the step of a block reads, as paths below the directory of the other step. */
export const filesRead = ({ files, ofItsBucket }: Reads, block: number): RegExp =>
  ofItsBucket === true ? new RegExp(`^${bucketOf(block)}/`) : files

const EVERYTHING: Reads = { files: /./ }
const CHECKED: Reads = { files: /^checked\.data$/ }
/** Counts, ranks, totals, rejects and warnings. */
const RESULTS: Reads = { files: /\.result$/ }
/** The parts of a block: their bounds, and their released rows. */
const PARTS: Reads = { files: /^contacts\.staged$|\.spill$/, ofItsBlock: true }
const ROWS_OF_BLOCK: Reads = { files: /./, ofItsBucket: true }
const STAGED: Reads = { files: /\.(staged|result)$|^staged\.data$/ }
const WRITTEN: Reads = { files: /^schedules\/|\.result$/ }

/** By the step that reads, and the step that has written. */
export const READS = {
  check: {},
  split: { check: EVERYTHING },
  count: { check: EVERYTHING, split: ROWS_OF_BLOCK },
  draft: { check: EVERYTHING, split: RESULTS, count: RESULTS },
  rank: { check: CHECKED, count: PARTS, draft: EVERYTHING },
  cut: { draft: EVERYTHING, rank: RESULTS },
  place: { check: CHECKED, count: PARTS, cut: EVERYTHING },
  decide: { check: EVERYTHING, split: ROWS_OF_BLOCK },
  finish: {
    check: EVERYTHING,
    split: RESULTS,
    count: STAGED,
    cut: EVERYTHING,
    place: WRITTEN,
    decide: EVERYTHING,
  },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<string, Reads>>>>>

/** The steps that read the inputs of the run. */
export const READING_INPUTS: ReadonlySet<string> = new Set([
  "check",
  "split",
  "count",
  "draft",
  "decide",
  "finish",
])

/** The inputs as they are on this machine. @param converted the directory with the Parquet files made from CSV files */
export const inputsHere = (inputs: Sources["inputs"], directory: string, converted: string) =>
  new Map(
    [...inputs].map(([table, files]) => [
      table,
      files.map((file) => {
        const absolute = join(
          resolve(directory),
          file.holds === undefined ? file.path : basename(file.absolute),
        )
        const read = file.read === file.absolute ? absolute : join(converted, basename(file.read))
        return { ...file, absolute, read }
      }),
    ]),
  )
