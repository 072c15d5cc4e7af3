/** What the names of files in a directory of input tables say: which are read, and which look as if they should be. */
import { distance } from "@almanac/core/config/nearest"
import { TABLE_NAMES, type TableName } from "./tables.ts"

export type Compression = "gzip" | "zstd"

export interface DataName {
  /** The name without its endings. */
  readonly stem: string
  readonly format: "parquet" | "csv"
  readonly compression?: Compression
}

const READ = /^(.+?)\.(?:(parquet)|(?:csv)(?:\.(gz|zst))?)$/is

/** How a file of this name is read; undefined where none is. Endings may be in upper case. */
export function dataName(name: string): DataName | undefined {
  const match = READ.exec(name)
  if (match === null) return undefined
  const [, stem = "", parquet, compressed] = match
  if (parquet !== undefined) return { stem, format: "parquet" }
  if (compressed === undefined) return { stem, format: "csv" }
  return { stem, format: "csv", compression: compressed.toLowerCase() === "gz" ? "gzip" : "zstd" }
}

/** The ending of a file that is read, in lower case. */
export const endingOf = ({ format, compression }: DataName): string =>
  `.${format}${compression === undefined ? "" : compression === "gzip" ? ".gz" : ".zst"}`

const PACKED = "gz|gzip|zst|zstd|bz2|xz|lz4|br|zip|7z|z|snappy|tgz|tar"
const DATA = new RegExp(
  `\\.(parquet|pq|parq|csv|tsv|tab|psv|json|jsonl|ndjson|xlsx?|ods|avro|orc|arrow|feather|${PACKED})(\\.(${PACKED}))*$`,
  "i",
)
/** Formats of tables alone: a JSON file beside a table may as well be its description. */
const TABLE = new RegExp(`\\.(parquet|pq|parq|csv|tsv)(\\.(${PACKED}))*$`, "i")
const TEXT = /\.(txt|dat)$/i

/** Whether a file of this name holds data, in whatever format. */
export const holdsData = (name: string): boolean => DATA.test(name)

/** Parts of tables that some systems write without an ending. */
export const isNamelessPart = (name: string): boolean => /^part[-_]\d+[^.]*$/i.test(name)

/**
 * The table that an entry of the directory looks like, by a name that is not quite the table's: in the singular, in upper case,
 * with hyphens, misspelt, or with something after it.
 * @param isDirectory where it is none, only names of data count
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

/** Shorter names have neighbours that mean something else, such as contracts. */
const LONG = 10

const isNear = (plain: string, table: string): boolean =>
  [`${plain}s`, plain.replace(/s$/, "")].includes(table) ||
  plain.replaceAll("_", "") === table.replaceAll("_", "") ||
  (table.length >= LONG && distance(plain, table) <= 2)

/** `contacts_2026`, `contacts (1)`, `contacts.part1`. */
const goesOn = (plain: string, table: string): boolean =>
  plain.startsWith(table) && /^[^a-z]/.test(plain.slice(table.length))
