/**
 * Tells from the names of files in an input directory which files are read, and which look as if they should
 * be.
 */
import { distance } from "@almanac/core/config/nearest"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"

export type Compression = "gzip" | "zstd"

export interface DataName {
  /** The name of the file without its endings. */
  readonly stem: string
  readonly format: "parquet" | "csv"
  readonly compression?: Compression
}

const READ = /^(.+?)\.(?:(parquet)|(?:csv)(?:\.(gz|zst))?)$/is

/** How a file of this name is read; undefined if it is not read. Endings may be in upper case. */
export function dataName(name: string): DataName | undefined {
  const match = READ.exec(name)
  if (match === null) return undefined
  const [, stem = "", parquet, compressed] = match
  if (parquet !== undefined) return { stem, format: "parquet" }
  if (compressed === undefined) return { stem, format: "csv" }
  return { stem, format: "csv", compression: compressed.toLowerCase() === "gz" ? "gzip" : "zstd" }
}

/** The ending of a file that is read, in lower case, such as `.csv.gz`. */
export const endingOf = ({ format, compression }: DataName): string =>
  `.${format}${compression === undefined ? "" : compression === "gzip" ? ".gz" : ".zst"}`

const PACKED = "gz|gzip|zst|zstd|bz2|xz|lz4|br|zip|7z|z|snappy|tgz|tar"
const DATA = new RegExp(
  `\\.(parquet|pq|parq|csv|tsv|tab|psv|json|jsonl|ndjson|xlsx?|ods|avro|orc|arrow|feather|${PACKED})(\\.(${PACKED}))*$`,
  "i",
)
/**
 * Formats that only tables have. JSON is not among them, because a JSON file may be a description of a table.
 */
const TABLE = new RegExp(`\\.(parquet|pq|parq|csv|tsv)(\\.(${PACKED}))*$`, "i")
const TEXT = /\.(txt|dat)$/i

/** Whether the name is that of a data file in any format, also one that is not read. */
export const holdsData = (name: string): boolean => DATA.test(name)

/** Whether the name is that of a part of a table that some systems write without an ending. */
export const isNamelessPart = (name: string): boolean => /^part[-_]\d+[^.]*$/i.test(name)

/**
 * The table whose name is similar to the name of an entry in the directory. The entry's name may be in the
 * singular or in upper case, contain hyphens, be misspelt, or have more text after it.
 * @param isDirectory whether the entry is a directory; if not, only the names of data files count
 */
export function almostTable(name: string, isDirectory: boolean): TableName | undefined {
  if (!isDirectory && !holdsData(name) && !TEXT.test(name) && name.includes(".")) return undefined
  const plain = (isDirectory ? name : name.replace(DATA, "").replace(TEXT, ""))
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_")
  return (
    TABLE_NAMES.find((table) => plain === table) ??
    TABLE_NAMES.find((table) => isNear(plain, table)) ??
    (TABLE.test(name) && !isDirectory ? TABLE_NAMES.find((table) => goesOn(plain, table)) : undefined)
  )
}

/**
 * The least length of a table's name for which misspellings count. A shorter name is near other words:
 * contracts.
 */
const LONG = 10

const isNear = (plain: string, table: string): boolean =>
  [`${plain}s`, plain.replace(/s$/, "")].includes(table) ||
  plain.replaceAll("_", "") === table.replaceAll("_", "") ||
  (table.length >= LONG && distance(plain, table) <= 2)

/** Whether more text follows the table's name: `contacts_2026`, `contacts (1)`, `contacts.part1`. */
const goesOn = (plain: string, table: string): boolean =>
  plain.startsWith(table) && /^[^a-z]/.test(plain.slice(table.length))
