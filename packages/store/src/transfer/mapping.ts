/** Reads the mapping of `import --map` from the columns and values of another system to those of Almanac. */
import { EMAIL_STATUSES, KNOWN_ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import { CAMPAIGN_PREFIX, FIXED_EMAIL_TYPES } from "@almanac/core/domain/email-type"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import * as Result from "effect/Result"
import { columnsOf } from "./tables.ts"

/** Names or values of Almanac, by the names or values of the other system. */
type Texts = Readonly<Record<string, string>>

export interface Mapping {
  /**
   * Almanac's columns by the other system's. `contacts.mail` is the column `mail` of the table `contacts`
   * only.
   */
  readonly column: Texts
  /** The statuses of emails and of enrolments. */
  readonly status: Texts
  /** The email types. */
  readonly type: Texts
  /** A form of dates, such as MM/DD/YYYY, that is read in addition to 2026-01-31. */
  readonly date: string | undefined
}

const HOW =
  "write it like column=mail:email,status=bounced:failed,type=anniversary:effective_date,date=MM/DD/YYYY"

/** Reads a mapping from the command line, where its entries are separated by commas. */
export function parseMapping(text: string): Result.Result<Mapping, Refusal> {
  const found = { column: {}, status: {}, type: {} } as Record<string, Record<string, string>>
  let date: string | undefined
  for (const entry of text.split(",").map((one) => one.trim())) {
    const [, key = "", value = ""] = /^(\w+)=(.+)$/.exec(entry) ?? []
    const [, from, to] = /^([^:]+):([^:]+)$/.exec(value) ?? []
    if (key === "date") date = value
    else if (!Object.hasOwn(found, key) || from === undefined || to === undefined) {
      return Result.fail(refuse(`--map has the entry "${entry}"`, HOW))
    } else found[key][from.trim()] = to.trim()
  }
  return checked({ ...found, date })
}

/** Reads a mapping from the content of a mapping file. @param path the path of the file, for messages */
export function readMapping(content: unknown, path: string): Result.Result<Mapping, Refusal> {
  const given = content ?? {}
  const wrong = (what: string) =>
    Result.fail(
      refuse(`${path}: ${what}`, "give column, status and type, each with pairs of names, and date"),
    )
  if (typeof given !== "object" || Array.isArray(given)) return wrong("it is not a mapping")
  for (const [key, value] of Object.entries(given)) {
    if (key === "date" ? typeof value === "string" : KEYS.includes(key) && isTexts(value)) continue
    return wrong(KEYS.includes(key) || key === "date" ? `${key} cannot be used` : `${key} is not known`)
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

/** The table before the name of a column, as in `contacts.mail`; undefined if there is none. */
export function tableOf(column: string): TableName | undefined {
  return TABLE_NAMES.find((table) => column.startsWith(`${table}.`))
}

export interface DatePattern {
  /**
   * A regular expression for a whole text with a date. Its groups are the parts of the date and the text
   * after it.
   */
  readonly pattern: string
  /** The numbers of the groups with the year, the month and the day. */
  readonly year: number
  readonly month: number
  readonly day: number
}

const PARTS = ["YYYY", "MM", "DD"]

/** The pattern of a date form such as MM/DD/YYYY; undefined if the text is not such a form. */
export function datePattern(form: string): DatePattern | undefined {
  const parts = form.match(/YYYY|MM|DD/g) ?? []
  const between = form.split(/YYYY|MM|DD/)
  const isForm = parts.length === 3 && PARTS.every((part) => parts.includes(part))
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
  const group = (part: string) => parts.indexOf(part) + 1
  return { pattern: `${pattern}((?:[T ].*)?)`, year: group("YYYY"), month: group("MM"), day: group("DD") }
}
