/**
 * Writes the ranks of a worker's emails in split cells to a file, and to another how many begin with the same bits. The planner
 * needs them to cut the cells. The counts of all workers tell it the range of ranks in which a cut is, and it sorts only these.
 */
import { type NumberedSplits, splitOf } from "@almanac/core/plan/splits"
import type { ContactCursor } from "@almanac/core/rules/contact-cursor"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { type FieldColumn, registerSource, type SourceField } from "@almanac/duckdb/column-source"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

const FIELDS = {
  /** Number of the split cell. */
  split: { kind: "int32" },
  rank: { kind: "uint64" },
} as const satisfies Record<string, SourceField>

type Columns = Readonly<Record<keyof typeof FIELDS, FieldColumn>>

/** @param parts the released parts, one after another; each part may reuse the memory of the part before */
export function writeRanks(
  sql: DuckDbClient,
  splits: ReadonlyArray<NumberedSplits>,
  parts: Iterator<ContactCursor>,
  file: string,
  countsFile: string,
): Effect.Effect<void, SqlError> {
  const { columns, serve } = registerSource(sql, "split_rank", FIELDS)
  const ranks = new SplitRanks(splits, parts, columns)
  serve((most) => ranks.fill(most))
  return Effect.andThen(
    sql`${statement("plan/write_ranks", { file: fileLiteral(file) })}`,
    sql`${statement("plan/write_rank_counts", { ranks: parquetScan(file), file: fileLiteral(countsFile) })}`,
  )
}

/** A class, so that V8 optimises its methods once for all batches. */
class SplitRanks {
  #part: ContactCursor | undefined
  #row = 0
  readonly #splits: ReadonlyArray<NumberedSplits>
  readonly #parts: Iterator<ContactCursor>
  readonly #columns: Columns

  constructor(splits: ReadonlyArray<NumberedSplits>, parts: Iterator<ContactCursor>, columns: Columns) {
    this.#splits = splits
    this.#parts = parts
    this.#columns = columns
  }

  /** Writes at most `most` of the next ranks to the columns and returns how many it wrote. */
  fill(most: number): number {
    let count = 0
    while (count < most) {
      if (this.#part === undefined || this.#row === this.#part.rows.count) {
        const next = this.#parts.next()
        if (next.done === true) break
        this.#part = next.value
        this.#row = 0
      }
      count = this.#fillFrom(this.#part, count, most)
    }
    return count
  }

  #fillFrom(part: ContactCursor, filled: number, most: number): number {
    const { contacts, rows } = part
    const numbers = this.#columns.split.values
    const ranks = this.#columns.rank.values
    let count = filled
    while (this.#row < rows.count && count < most) {
      const row = this.#row++
      const org = contacts.org[rows.contact[row]]
      const number = splitOf(part, this.#splits[org], row)
      if (number < 0) continue
      numbers[count] = number
      ranks[2 * count] = rows.hashLow[row]
      ranks[2 * count + 1] = rows.hashHigh[row]
      count++
    }
    return count
  }
}
