/**
 * Writes the decisions of one part as columns of `schedules`, and sums the hashes of the
 * rows for the checksum.
 */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import { NO_DAY } from "@almanac/core/day/civil"
import { MOVES, NOT_MOVED, NOT_SKIPPED, SETTLED, SKIP_REASONS, STATUSES } from "@almanac/core/domain/decision"
import { OrganisationFinder } from "@almanac/core/rules/organisation-rules"
import { parentOf } from "@almanac/core/rules/row-ids"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import { appendRows, appendText } from "@almanac/duckdb/append"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { type FieldColumn, registerSource, type SourceField, setNull } from "@almanac/duckdb/column-source"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import { registerRunningSum } from "@almanac/duckdb/running-sum"
import { type SqlError, sqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { type ColumnArray, putNumber } from "@almanac/duckdb/vectors"
import { partialName, renamedWhenComplete } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import { DATE, TIMESTAMP } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { enumType, enumValue } from "../stage/enums.ts"
import { statement } from "../statement.ts"
import { TextColumns, type TextField, textExpressions, textFields, texts } from "./text-columns.ts"

/** The fields of a decision that are written, without the texts that its label holds. */
const FIELDS = {
  contact_id: { kind: "int64" },
  org_id: { kind: "int64" },
  label: { kind: "int32" },
  scheduled_send_date: { kind: "int32", type: DATE },
  send_at: { kind: "int64", type: TIMESTAMP },
  status: { kind: "uint8", type: texts(STATUSES) },
  skip_reason: { kind: "uint8", type: texts(SKIP_REASONS), nullable: true },
  priority: { kind: "int32" },
  campaign_instance_id: { kind: "int64", nullable: true },
  event_date: { kind: "int32", type: DATE, nullable: true },
  ideal_send_date: { kind: "int32", type: DATE },
  moved_by: { kind: "uint8", type: texts(MOVES), nullable: true },
  parent_schedule_id: { kind: "int64", nullable: true },
} as const satisfies Record<string, SourceField>

/** Writes the parts of one worker. */
export interface PartWriter {
  /** Writes the decisions. The file gets its final name only when it is complete. */
  readonly write: (
    contacts: ContactColumns,
    rows: RowColumns,
    file: string,
  ) => Effect.Effect<Written, SqlError | FileError>
}

export interface Written {
  readonly rows: number
  /** The sum of the hashes of the rows, see `row_hash` in `sql/write.sql`. */
  readonly rowHash: bigint
}

export const partWriter = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  book: Rulebook,
  runId: string,
): Effect.fn.Return<PartWriter, SqlError> {
  const fields = textFields(book)
  const decisions = registerSource(sql, "decision", { ...FIELDS, ...fields })
  const takeHashSum = registerRunningSum(sql, "add_row_hash")
  const columns = new OutputColumns(decisions.columns, book)
  const schedules = statement("write/schedules", {
    send_time: enumValue(book.config.timing.send_time),
    run_id: enumValue(runId),
    ...textExpressions(fields, statement("write/row_hash")),
  })
  const writeLabels = yield* labelWriter(sql, book)

  return {
    write: (contacts, rows, file) =>
      Effect.gen(function* () {
        yield* writeLabels
        const source = new OutputRows(columns, contacts, rows)
        decisions.serve((most) => source.fill(most))
        const copy = sql`${statement("write/schedules_file", { schedules, file: fileLiteral(partialName(file)) })}`
        const copied = yield* onlyValue(Count, copy)
        if (copied !== source.written) {
          return yield* Effect.fail(
            sqlError(`${source.written} rows decided, ${copied} written to ${file}`, "write/schedules_file"),
          )
        }
        return { rows: source.written, rowHash: takeHashSum() }
      }).pipe(renamedWhenComplete(file)),
  }
})

/**
 * Creates the table of labels. The returned effect inserts the labels that are new since its last execution.
 */
const labelWriter = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  book: Rulebook,
): Effect.fn.Return<Effect.Effect<unknown, SqlError>, SqlError> {
  const types = Object.values(book.config.email_types)
  const { instances, typeNames } = book.campaigns
  yield* sql`${statement("write/create_labels", {
    email_types: enumType(typeNames),
    email_templates: enumType([
      ...types.map((type) => type.email_template),
      ...instances.flatMap((instance) => [instance.emailTemplate, instance.followupEmailTemplate]),
    ]),
    sms_templates: enumType([
      ...types.map((type) => type.sms_template),
      ...instances.flatMap((instance) => [instance.smsTemplate, instance.followupSmsTemplate]),
    ]),
  })}`
  const insert = statement("write/insert_labels", {
    text_hash: statement("write/text_hash", {
      email_type: "email_type",
      email_template: "email_template",
      sms_template: "sms_template",
      send_time: literal(book.config.timing.send_time),
      metadata: "coalesce(metadata_after_parent, metadata)",
    }),
  })
  let written = 0
  return Effect.suspend(() => {
    const fresh = book.labels.list.slice(written)
    if (fresh.length === 0) return Effect.void
    let at = written
    written += fresh.length
    return Effect.andThen(
      appendRows(sql, "label_text", fresh, (appender, label) => {
        appender.appendInteger(at++)
        appendText(appender, label.emailType)
        appendText(appender, label.emailTemplate)
        appendText(appender, label.smsTemplate)
        appendText(appender, label.metadata)
        appendText(appender, label.metadataAfterParent)
      }),
      sql`${insert}`,
    )
  })
})

type Columns = Readonly<Record<keyof typeof FIELDS, FieldColumn> & Partial<Record<TextField, FieldColumn>>>

/** The rows of a part that are written: all except those that history has settled. */
class OutputRows {
  written = 0
  #next = 0
  /** Indexes of the rows of the current batch. */
  readonly #batch: Int32Array
  readonly #columns: OutputColumns
  readonly #contacts: ContactColumns
  readonly #rows: RowColumns

  constructor(columns: OutputColumns, contacts: ContactColumns, rows: RowColumns) {
    this.#columns = columns
    this.#batch = columns.batch
    this.#contacts = contacts
    this.#rows = rows
  }

  /** Writes at most `most` of the next rows to the columns and returns how many it wrote. */
  fill(most: number): number {
    const { count: end, status } = this.#rows
    const batch = this.#batch
    let count = 0
    let row = this.#next
    for (; row < end && count < most; row++) if (status[row] !== SETTLED) batch[count++] = row
    this.#next = row
    this.#columns.put(this.#contacts, this.#rows, count)
    this.written += count
    return count
  }
}

/**
 * Fills the output columns batch by batch. This and {@link OutputRows} are classes, so that V8 optimises
 * their methods once for all parts.
 */
class OutputColumns {
  /** Indexes of the rows to write. */
  readonly batch: Int32Array
  readonly #columns: Columns
  readonly #book: Rulebook
  readonly #organisations: OrganisationFinder
  readonly #texts: TextColumns

  constructor(columns: Columns, book: Rulebook) {
    this.batch = new Int32Array(columns.label.values.length)
    this.#columns = columns
    this.#book = book
    this.#organisations = new OrganisationFinder(book.organisations)
    this.#texts = new TextColumns(columns, book)
  }

  /** Writes the first `count` rows of the batch to the columns. */
  put(contacts: ContactColumns, rows: RowColumns, count: number): void {
    this.#putContacts(contacts, rows, count)
    this.#putDays(rows, count)
    this.#putInstants(contacts, rows, count)
    this.#putCodes(rows, count)
    this.#putIds(contacts, rows, count)
    this.#texts.put(this.batch, contacts, rows, count)
  }

  #putContacts({ id32, orgId32 }: ContactColumns, { contact }: RowColumns, count: number): void {
    const batch = this.batch
    const contactId = this.#columns.contact_id.values
    const orgId = this.#columns.org_id.values
    for (let at = 0; at < count; at++) {
      const i = contact[batch[at]]
      putPair(contactId, at, id32, i)
      putPair(orgId, at, orgId32, i)
    }
  }

  #putDays({ send, ideal, event }: RowColumns, count: number): void {
    const batch = this.batch
    const day = this.#columns.scheduled_send_date.values
    const idealDay = this.#columns.ideal_send_date.values
    const eventDay = this.#columns.event_date
    for (let at = 0; at < count; at++) {
      const row = batch[at]
      day[at] = send[row]
      idealDay[at] = ideal[row]
      if (event[row] === NO_DAY) setNull(eventDay, at)
      else eventDay.values[at] = event[row]
    }
  }

  #putInstants(contacts: ContactColumns, { contact, send }: RowColumns, count: number): void {
    const batch = this.batch
    const { sendTimes } = this.#book
    const instant = this.#columns.send_at.values
    for (let at = 0; at < count; at++) {
      const row = batch[at]
      const on = send[row]
      const i = contact[row]
      const clock = sendTimes.shared ?? sendTimes.clock(this.#organisations.of(contacts, i), contacts, i)
      putNumber(instant, at, (on * 86_400 + clock.utcSecond(on)) * 1_000_000)
    }
  }

  #putCodes({ label, status, priority, reason, moved }: RowColumns, count: number): void {
    const batch = this.batch
    const labels = this.#columns.label.values
    const statuses = this.#columns.status.values
    const priorities = this.#columns.priority.values
    const skipReason = this.#columns.skip_reason
    const movedBy = this.#columns.moved_by
    for (let at = 0; at < count; at++) {
      const row = batch[at]
      labels[at] = label[row]
      statuses[at] = status[row]
      priorities[at] = priority[row]
      if (reason[row] === NOT_SKIPPED) setNull(skipReason, at)
      else skipReason.values[at] = reason[row] - 1
      if (moved[row] === NOT_MOVED) setNull(movedBy, at)
      else movedBy.values[at] = moved[row] - 1
    }
  }

  #putIds({ history }: ContactColumns, rows: RowColumns, count: number): void {
    const batch = this.batch
    const { instanceIds32 } = this.#book
    const instance = this.#columns.campaign_instance_id
    const parent = this.#columns.parent_schedule_id
    for (let at = 0; at < count; at++) {
      const row = batch[at]
      const followed = parentOf(rows, row)
      const campaign = rows.instance[row]
      if (followed < 0) {
        setNull(parent, at)
        if (campaign < 0) setNull(instance, at)
        else putPair(instance.values, at, instanceIds32, campaign)
      } else {
        putPair(parent.values, at, history.id32, followed)
        if (history.hasInstance[followed] !== 1) setNull(instance, at)
        else putPair(instance.values, at, history.instanceId32, followed)
      }
    }
  }
}

function putPair(target: ColumnArray, at: number, source: Int32Array, index: number): void {
  target[2 * at] = source[2 * index]
  target[2 * at + 1] = source[2 * index + 1]
}
