export function count(value: number): string {
  return value.toLocaleString("en-US")
}

export function megabytes(bytes: number): string {
  return `${count(Math.round(bytes / 1e6))} MB`
}

/** Aligns the columns of a table: texts left, numbers right. */
export function table(rows: ReadonlyArray<ReadonlyArray<string | number>>, indent = "  "): string {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === "number" ? count(cell) : cell)))
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map(
      (row, r) =>
        indent +
        row
          .map((cell, column) => {
            const text = texts[r]?.[column] ?? ""
            const width = widths[column] ?? 0
            return typeof cell === "number" ? text.padStart(width) : text.padEnd(width)
          })
          .join("  ")
          .trimEnd(),
    )
    .join("\n")
}
