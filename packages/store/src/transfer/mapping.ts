/** How the columns and values of another system are read: what `import --map` says. */
import { EMAIL_STATUSES, KNOWN_ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import { CAMPAIGN_PREFIX, FIXED_EMAIL_TYPES } from "@almanac/core/domain/email-type"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/pipeline/inputs/tables"
import * as Result from "effect/Result"
import { columnsOf } from "./tables.ts"

/** Texts by what they are to be read as. */
type Texts = Readonly<Record<string, string>>

export interface Mapping {
  /** Columns as they are called, by table where only its column is meant (`contacts.mail`), to Almanac's names. */
  readonly column: Texts
  /** Statuses of history and enrolments. */
  readonly status: Texts
  /** Email types. */
  readonly type: Texts
  /** How dates are written besides 2026-01-31, like MM/DD/YYYY. */
  readonly date: string | undefined
}

const HOW = "write column=mail:email,status=bounced:failed,type=anniversary:effective_date,date=MM/DD/YYYY"

/** A mapping on the command line: entries joined by commas. */
export function parseMapping(text: string): Result.Result<Mapping, Refusal> {
  const found = { column: {}, status: {}, type: {} } as Record<string, Record<string, string>>
  let date: string | undefined
  for (const entry of text.split(",").map((one) => one.trim())) {
    const [, key = "", value = ""] = /^(\w+)=(.+)$/.exec(entry) ?? []
    const [, from, to] = /^([^:]+):([^:]+)$/.exec(value) ?? []
    if (key === "date") date = value
    else if (!Object.hasOwn(found, key) || from === undefined || to === undefined) {
      return Result.fail(refuse(`--map has the entry "${entry}"`, HOW))
    } else (found[key] as Record<string, string>)[from.trim()] = to.trim()
  }
  return checked({ ...found, date })
}

/** The same as a mapping file says it. @param path of the file, for people */
export function readMapping(content: unknown, path: string): Result.Result<Mapping, Refusal> {
  const given = content ?? {}
  const wrong = (what: string) =>
    Result.fail(
      refuse(`${path}: ${what}`, "give column, status and type, each a list of texts by text, and date"),
    )
  if (typeof given !== "object" || Array.isArray(given)) return wrong("it is no mapping")
  for (const [key, value] of Object.entries(given)) {
    if (key === "date" ? typeof value === "string" : KEYS.includes(key) && isTexts(value)) continue
    return wrong(
      KEYS.includes(key) || key === "date" ? `${key} cannot be used` : `there is nothing called ${key}`,
    )
  }
  return checked(given)
}

const KEYS: ReadonlyArray<string> = ["column", "status", "type"]

function isTexts(value: unknown): value is Texts {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one === "string")
}

function checked({
  column = {},
  status = {},
  type = {},
  date,
}: Partial<Record<"column" | "status" | "type", Texts>> & {
  readonly date?: string | undefined
}): Result.Result<Mapping, Refusal> {
  const known = new Set(TABLE_NAMES.flatMap((table) => Object.keys(columnsOf(table))))
  for (const [from, to] of Object.entries(column)) {
    const table = tableOf(from)
    const names = table === undefined ? known : new Set(Object.keys(columnsOf(table)))
    if (!names.has(to)) {
      return unknown(
        `column ${from} would become ${to}`,
        `columns${table === undefined ? "" : ` of ${table}`} are`,
        names,
      )
    }
  }
  const statuses = new Set<string>([...EMAIL_STATUSES, ...KNOWN_ENROLMENT_STATUSES])
  for (const [from, to] of Object.entries(status)) {
    if (!statuses.has(to)) return unknown(`status ${from} would become ${to}`, "statuses are", statuses)
  }
  for (const [from, to] of Object.entries(type)) {
    const isKnown =
      (FIXED_EMAIL_TYPES as ReadonlyArray<string>).includes(to) || to.startsWith(CAMPAIGN_PREFIX)
    if (!isKnown)
      return unknown(`type ${from} would become ${to}`, "types are campaign_… and", FIXED_EMAIL_TYPES)
  }
  if (date !== undefined && datePattern(date) === undefined) {
    return Result.fail(
      refuse(`--map has the date ${date}`, "write it with YYYY, MM and DD, each once, like MM/DD/YYYY"),
    )
  }
  return Result.succeed({ column, status, type, date })
}

function unknown(what: string, are: string, names: Iterable<string>): Result.Result<never, Refusal> {
  return Result.fail(refuse(`--map: ${what}, which is not known`, `${are} ${[...names].join(", ")}`))
}

/** The table that a column is said to be of, as in `contacts.mail`. */
export function tableOf(column: string): TableName | undefined {
  return TABLE_NAMES.find((table) => column.startsWith(`${table}.`))
}

export interface DatePattern {
  /** Of a date with what follows it, as a full match; groups are the parts of the date, and the rest. */
  readonly pattern: string
  /** Numbers of the groups. */
  readonly year: number
  readonly month: number
  readonly day: number
}

const PARTS = ["YYYY", "MM", "DD"]

/** What texts of a form look like; undefined where it is none. */
export function datePattern(form: string): DatePattern | undefined {
  const parts = form.match(/YYYY|MM|DD/g) ?? []
  const between = form.split(/YYYY|MM|DD/)
  const isForm = parts.length === 3 && PARTS.every((part) => parts.includes(part as (typeof parts)[number]))
  if (!isForm || between.some((text) => /[A-Za-z0-9]/.test(text)) || between[0] !== "" || between[3] !== "") {
    return undefined
  }
  const apart = between[1] !== "" && between[2] !== ""
  const digits = (part: string) => (part === "YYYY" ? "(\\d{4})" : apart ? "(\\d{1,2})" : "(\\d{2})")
  const literal = (text: string) =>
    text
      .replaceAll(/[^A-Za-z0-9]/g, "[$&]")
      .replaceAll("[\\]", "\\\\")
      .replaceAll("[^]", "\\^")
  const pattern = parts.map((part, n) => digits(part) + literal(between[n + 1] ?? "")).join("")
  const group = (part: string) => parts.indexOf(part as (typeof parts)[number]) + 1
  return { pattern: `${pattern}((?:[T ].*)?)`, year: group("YYYY"), month: group("MM"), day: group("DD") }
}
