/** Reads the cells of input rows. A cell that cannot be read is null. */
import type { RawRow } from "../world.ts"
import { chicagoDate } from "./chicago.ts"
import { dayNumber, parseIsoDate } from "./dates.ts"

type Cell = RawRow[string] | undefined

export function readText(cell: Cell): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}

/** Null, empty or only white space. */
export function isBlank(cell: Cell): boolean {
  const text = readText(cell)
  return text === null || text.trim() === ""
}

/** A 64-bit signed integer. */
export function readId(cell: Cell): bigint | null {
  if (typeof cell === "boolean" || cell === null || cell === undefined) return null
  if (typeof cell === "number" && !Number.isInteger(cell)) return null
  if (typeof cell === "string" && !/^[+-]?[0-9]+$/.test(cell)) return null
  const value = BigInt(typeof cell === "string" ? cell.replace("+", "") : cell)
  return BigInt.asIntN(64, value) === value ? value : null
}

export function readInteger(cell: Cell): number | null {
  const id = readId(cell)
  return id === null ? null : Number(id)
}

export function readNumber(cell: Cell): number | null {
  return typeof cell === "number" ? cell : null
}

export function readBoolean(cell: Cell): boolean | null {
  return typeof cell === "boolean" ? cell : null
}

interface WrittenInstant {
  readonly day: number
  /** Seconds since 1970-01-01T00:00:00Z; null if the text has no time zone. */
  readonly utcSeconds: number | null
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

function parseInstant(text: string): WrittenInstant | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const day = parseIsoDate(match[1])
  const [hours, minutes, seconds] = [match[2], match[3], match[4]].map((part) => Number(part ?? 0))
  if (day === null || !isPlannable(day) || hours > 23 || minutes > 59 || seconds > 59) return null
  const zone = match[5]
  if (zone === undefined) return { day, utcSeconds: null }
  return { day, utcSeconds: day * 86_400 + hours * 3600 + minutes * 60 + seconds - zoneSeconds(zone) }
}

/** Whether a day lies in the years 1900 to 2999. Other days are treated as mistakes. */
function isPlannable(day: number): boolean {
  return dayNumber(1900, 1, 1) <= day && day < dayNumber(3000, 1, 1)
}

function zoneSeconds(zone: string): number {
  if (zone === "Z") return 0
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0")
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60
  return zone.startsWith("-") ? -seconds : seconds
}

/** Reads a date column. Only the written date counts; a time of day after it is ignored. */
export function readDate(cell: Cell): number | null {
  return typeof cell === "string" ? (parseInstant(cell)?.day ?? null) : null
}

/** Reads an instant column as a date in Chicago. An instant without time zone is Chicago time. */
export function readInstantDate(cell: Cell): number | null {
  const written = typeof cell === "string" ? parseInstant(cell) : null
  if (written === null) return null
  return written.utcSeconds === null ? written.day : chicagoDate(written.utcSeconds)
}

/** Reads a text as a JSON object. Anything else gives an empty object. */
export function readJsonObject(cell: Cell): Readonly<Record<string, unknown>> {
  if (typeof cell !== "string") return {}
  try {
    const value: unknown = JSON.parse(cell)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
