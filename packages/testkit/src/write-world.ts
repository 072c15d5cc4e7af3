import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { readId } from "./oracle/cells.ts"
import { parseIsoDate } from "./oracle/dates.ts"
import { type ColumnKind, TABLE_COLUMNS } from "./table-columns.ts"
import { type RawRow, TABLES, type TableName, type World } from "./world.ts"
import { Random } from "./worlds/random.ts"

export interface WriteOptions {
  readonly format: "parquet" | "csv"
  /** If given, each table becomes a directory of files with at most so many rows. */
  readonly rowsPerFile?: number
  /** If given, shuffles rows wherever their order has no meaning. It also chooses how dates are stored. */
  readonly shuffleSeed?: number
}

/** All worlds are written through one database, each on a connection of its own. Opening a database takes most of the time. */
let opened: Promise<DuckDBInstance> | undefined

/**
 * Writes each table that has rows as `<dir>/<table>.<format>` or `<dir>/<table>/part-NNNN.<format>`. Parquet
 * files have integer ids. Their date columns are DATE, TIMESTAMP or TIMESTAMPTZ if every value allows, or
 * text, by a seeded choice. All columns of CSV files are text. Throws if the directory cannot be written.
 */
export async function writeWorld(world: World, dir: string, options: WriteOptions): Promise<void> {
  const random = new Random(options.shuffleSeed ?? world.seed ?? 0)
  opened ??= DuckDBInstance.create(":memory:", { threads: "1" })
  const connection = await (await opened).connect()
  try {
    await mkdir(dir, { recursive: true })
    for (const table of TABLES) {
      const rows =
        options.shuffleSeed === undefined ? world[table] : shuffledRows(table, world[table], random)
      if (rows.length > 0) await writeTable(connection, random, dir, table, rows, options)
    }
  } finally {
    connection.closeSync()
  }
}

/**
 * Shuffles the rows of a table. Order matters in two places and is kept there: among rows of
 * `campaign_types`, the last of which wins, and among contacts with the same id, the first of which wins.
 */
function shuffledRows(table: TableName, rows: ReadonlyArray<RawRow>, random: Random): ReadonlyArray<RawRow> {
  if (table === "campaign_types") return rows
  const shuffled = random.shuffled(rows)
  if (table !== "contacts") return shuffled
  const waiting = Map.groupBy(rows, (row) => readId(row.id))
  return shuffled.map((row) => waiting.get(readId(row.id))!.shift()!)
}

async function writeTable(
  connection: DuckDBConnection,
  random: Random,
  dir: string,
  table: TableName,
  rows: ReadonlyArray<RawRow>,
  { format, rowsPerFile }: WriteOptions,
): Promise<void> {
  const columns = Object.entries(TABLE_COLUMNS[table])
  await stage(
    connection,
    columns.map(([name]) => name),
    rows,
  )
  const selected = columns.map(([name, kind]) => {
    const cells = rows.map((row) => row[name] ?? null)
    return `CAST("${name}" AS ${format === "csv" ? "VARCHAR" : storedType(kind, cells, random)}) AS "${name}"`
  })
  const to = async (file: string, first: number, last: number) => {
    const source = `SELECT ${selected.join(", ")} FROM staged WHERE row_index BETWEEN ${first} AND ${last} ORDER BY row_index`
    const layout = format === "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet"
    await connection.run(`COPY (${source}) TO '${file.replaceAll("'", "''")}' (${layout})`)
  }
  if (rowsPerFile === undefined) {
    await to(join(dir, `${table}.${format}`), 0, rows.length - 1)
    return
  }
  await mkdir(join(dir, table), { recursive: true })
  for (let first = 0, part = 0; first < rows.length; first += rowsPerFile, part++) {
    const file = join(dir, table, `part-${String(part).padStart(4, "0")}.${format}`)
    await to(file, first, first + rowsPerFile - 1)
  }
}

/** Puts the rows into the table `staged`, with every cell as text and rows numbered from 0. */
async function stage(
  connection: DuckDBConnection,
  names: ReadonlyArray<string>,
  rows: ReadonlyArray<RawRow>,
): Promise<void> {
  const columns = names.map((name) => `"${name}" VARCHAR`).join(", ")
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged (row_index INTEGER, ${columns})`)
  const appender = await connection.createAppender("staged")
  rows.forEach((row, index) => {
    appender.appendInteger(index)
    for (const name of names) {
      const cell = row[name]
      if (cell === null || cell === undefined) appender.appendNull()
      else appender.appendVarchar(String(cell))
    }
    appender.endRow()
  })
  appender.closeSync()
}

/** A column type that preserves every value; VARCHAR if no other does. */
function storedType(kind: ColumnKind, cells: ReadonlyArray<RawRow[string]>, random: Random): string {
  const every = (holds: (text: string) => boolean) =>
    cells.every((cell) => cell === null || holds(String(cell)))
  const asText = random.chance(0.5)
  switch (kind) {
    case "text":
      return "VARCHAR"
    case "flag":
      return "BOOLEAN"
    case "integer":
      return "INTEGER"
    case "decimal":
      return random.pick(["DOUBLE", "DECIMAL(9,6)", "VARCHAR"])
    case "id":
      return every((text) => String(readId(text)) === text) ? "BIGINT" : "VARCHAR"
    case "date":
      return !asText && every((text) => parseIsoDate(text) !== null) ? "DATE" : "VARCHAR"
    case "instant":
      if (asText) return "VARCHAR"
      if (every((text) => /^[\d-]{10}T[\d:]{8}Z$/.test(text))) return "TIMESTAMPTZ"
      return every((text) => /^[\d-]{10} [\d:]{8}$/.test(text)) ? "TIMESTAMP" : "VARCHAR"
  }
}
