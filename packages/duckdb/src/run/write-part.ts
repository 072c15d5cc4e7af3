/** Writes one part's decisions: appended as numbers, written as the columns of `schedules`, tallied. */
import { rename } from "node:fs/promises"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import { NO_DAY } from "@almanac/core/day/civil"
import { MOVES, PRE_SCHEDULED, SETTLED, SKIP_REASONS, STATUSES } from "@almanac/core/domain/decision"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../database/database.ts"
import { literal, statement } from "../database/statement.ts"
import { ColumnAppender, type ColumnKind } from "../database/vectors.ts"
import { enumList, enumType, enumValue } from "./enums.ts"

/** The fields of sql/run/create_rows.sql. */
const ROW_FIELDS: Readonly<Record<string, ColumnKind>> = {
  contact_id: "int64",
  org_id: "int64",
  label: "int32",
  send_day: "int32",
  utc_second: "int32",
  status: "uint8",
  reason: "uint8",
  moved: "uint8",
  priority: "int32",
  has_instance: "uint8",
  instance_id: "int64",
  event_day: "int32",
  ideal_day: "int32",
  has_parent: "uint8",
  parent_id: "int64",
}

/** Writer of the parts of one run: a table that serves one part after another. */
export interface PartWriter {
  /** Appends the decisions and returns how many rows they are; afterwards the columns may be used again. */
  readonly append: (contacts: ContactColumns, rows: RowColumns) => Effect.Effect<number, SqlError>
  /**
   * Writes and tallies what was appended, and empties the table. The file appears under its name when complete. Its
   * labels must have been written, see {@link labelWriter}.
   */
  readonly write: (file: string) => Effect.Effect<void, SqlError>
}

export const partWriter = Effect.fnUntraced(function* (
  connection: Connection,
  book: Rulebook,
  runId: string,
  name: string,
): Effect.fn.Return<PartWriter, SqlError> {
  const rowsTable = `row_${name}`
  const schedules = statement("run/schedules", {
    rows: rowsTable,
    send_time: enumValue(book.config.timing.send_time),
    statuses: enumList(STATUSES),
    skip_reasons: enumList(SKIP_REASONS),
    moves: enumList(MOVES),
    no_day: String(NO_DAY),
    run_id: enumValue(runId),
  })
  const createRows = statement("run/create_rows", { rows: rowsTable })
  yield* connection.run(createRows)
  const appender = new ColumnAppender(Object.values(ROW_FIELDS), Object.keys(ROW_FIELDS))
  const put = rowPutter(appender, book)

  const append = (contacts: ContactColumns, rows: RowColumns) =>
    Effect.gen(function* () {
      let next = 0
      let appended = 0
      yield* appender.append(connection, rowsTable, (most) => {
        let count = 0
        while (next < rows.count && count < most) {
          if (rows.status[next] !== SETTLED) put(count++, contacts, rows, next)
          next++
        }
        appended += count
        return count
      })
      return appended
    })

  const write = (file: string) =>
    Effect.gen(function* () {
      const unfinished = `${file}.partial`
      yield* connection.run(statement("run/write_schedules", { schedules, file: literal(unfinished) }))
      yield* connection.run(statement("run/tally_counts", { schedules, row_hash: rowHash() }))
      yield* connection.run(
        statement("run/tally_loads", { rows: rowsTable, pre_scheduled: String(PRE_SCHEDULED) }),
      )
      yield* connection.run(createRows)
      yield* Effect.promise(() => rename(unfinished, file))
    })

  return { append, write }
})

/** Inserts the labels made since it was last run, once for all writers. */
export function labelWriter(connection: Connection, book: Rulebook): Effect.Effect<void, SqlError> {
  let written = 0
  let created = false
  const text = (value: string | null): string => (value === null ? "NULL" : literal(value))
  const create = Effect.suspend(() => {
    if (created) return Effect.void
    created = true
    const types = Object.values(book.config.email_types)
    const { instances, typeNames } = book.campaigns
    return connection.run(
      statement("run/create_labels", {
        email_types: enumType(typeNames),
        email_templates: enumType([
          ...types.map((type) => type.email_template),
          ...instances.flatMap((instance) => [instance.emailTemplate, instance.followupEmailTemplate]),
        ]),
        sms_templates: enumType([
          ...types.map((type) => type.sms_template),
          ...instances.flatMap((instance) => [instance.smsTemplate, instance.followupSmsTemplate]),
        ]),
      }),
    )
  })
  const insert = Effect.suspend(() => {
    const fresh = book.labels.list.slice(written)
    const values = fresh.map(
      (label, at) =>
        `(${written + at}, ${text(label.emailType)}, ${text(label.emailTemplate)}, ${text(label.smsTemplate)}, ` +
        `${text(label.metadata)}, ${text(label.metadataAfterParent)})`,
    )
    written += fresh.length
    return values.length === 0 ? Effect.void : connection.run(`INSERT INTO label VALUES ${values.join(", ")}`)
  })
  return Effect.andThen(create, insert)
}

/** The checksum expression over one row of `schedules`. */
export function rowHash(): string {
  return statement("run/row_hash")
}

/** Puts row `row` of a batch at position `at` of the appender's columns. */
function rowPutter(appender: ColumnAppender, book: Rulebook) {
  const columns = appender.columns as unknown as Array<Int32Array>
  const [contact, org, label, send, second, status, reason, moved] = columns as unknown as Eight
  const [priority, hasInstance, instance, event, ideal, hasParent, parent] = columns.slice(
    8,
  ) as unknown as Eight
  return (at: number, contacts: ContactColumns, rows: RowColumns, row: number): void => {
    const i = rows.contact[row] as number
    const day = rows.send[row] as number
    contact[2 * at] = contacts.id32[2 * i] as number
    contact[2 * at + 1] = contacts.id32[2 * i + 1] as number
    org[2 * at] = contacts.orgId32[2 * i] as number
    org[2 * at + 1] = contacts.orgId32[2 * i + 1] as number
    label[at] = rows.label[row] as number
    send[at] = day
    second[at] = book.clock.utcSecond(day)
    status[at] = rows.status[row] as number
    reason[at] = rows.reason[row] as number
    moved[at] = rows.moved[row] as number
    priority[at] = rows.priority[row] as number
    hasInstance[at] = rows.hasInstance[row] as number
    instance[2 * at] = rows.instanceId32[2 * row] as number
    instance[2 * at + 1] = rows.instanceId32[2 * row + 1] as number
    event[at] = rows.event[row] as number
    ideal[at] = rows.ideal[row] as number
    hasParent[at] = rows.hasParent[row] as number
    parent[2 * at] = rows.parentId32[2 * row] as number
    parent[2 * at + 1] = rows.parentId32[2 * row + 1] as number
  }
}

type Eight = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]
