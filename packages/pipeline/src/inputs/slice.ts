/** A slice of the inputs: a range of the rows of each large table. The small tables are whole. */
import type { TableName } from "@almanac/core/tables/input"
import type { InputFile, Sources } from "./input.ts"

/** The tables whose rows concern one contact each. Suppressions name emails too, so every slice has all of them. */
const SLICED: ReadonlySet<TableName> = new Set([
  "contacts",
  "email_schedules",
  "contact_campaigns",
  "tracking_clicks",
  "contact_events",
])

/** Each row is in one of the slices. @param of the number of slices */
export const sliceOf = (inputs: Sources["inputs"], index: number, of: number): Sources["inputs"] =>
  new Map(
    [...inputs].map(([table, files]) => [table, SLICED.has(table) ? filesOfSlice(files, index, of) : files]),
  )

function filesOfSlice(files: ReadonlyArray<InputFile>, index: number, of: number): ReadonlyArray<InputFile> {
  const all = files.reduce((sum, { rows }) => sum + rows, 0)
  const [first = 0, end = all] = [index, index + 1].map((at) => Math.floor((all * at) / of))
  return files.flatMap((file) => {
    if (file.query !== undefined) return index === 0 ? [file] : []
    const before = file.firstRow - 1
    const from = Math.max(first - before, 0)
    const until = Math.min(end - before, file.rows)
    if (from >= until) return []
    return from === 0 && until === file.rows ? [file] : [{ ...file, range: { from, until } }]
  })
}
