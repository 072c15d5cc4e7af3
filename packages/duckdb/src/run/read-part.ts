/** Reads one part: the staged tables, all in contact order, merged into columns. */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { NO_DAY } from "@almanac/core/day/civil"
import { type CampaignInstance, type Campaigns, triggerDay } from "@almanac/core/domain/campaign"
import type { WarningCode } from "@almanac/core/domain/contact"
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../database/database.ts"
import { literal, statement } from "../database/statement.ts"
import { type ColumnArray, type ColumnKind, readColumns } from "../database/vectors.ts"
import { contactWarnings, duplicateOf, type Reject, rejectOf, type WarningRow } from "./findings.ts"
import { compareIds, idAt } from "./ids.ts"
import type { Part, PartBuffers, PartRange } from "./part.ts"
import type { Stage, StagedTable } from "./stage.ts"

const CONTACT_KINDS: ReadonlyArray<ColumnKind> = [
  "int64",
  "int64",
  "int32",
  "uint8",
  "int32",
  "int32",
  "uint8",
  "uint8",
  "uint8",
  "uint8",
  "int64",
]
const ENROLMENT_KINDS: ReadonlyArray<ColumnKind> = ["int64", "int32", "int32", "uint8", "uint8", "int64"]
const HISTORY_KINDS: ReadonlyArray<ColumnKind> = [
  "int64",
  "int64",
  "int16",
  "uint8",
  "int32",
  "int32",
  "uint8",
  "int64",
  "int32",
  "uint8",
  "int64",
]
const ENGAGEMENT_KINDS: ReadonlyArray<ColumnKind> = ["int64", "int32", "int32", "int32"]

/** Status code of a history row whose status is not known. */
const UNKNOWN_STATUS = 255

/** The arrays of a chunk, by position; all are read as numbers. */
type Columns<N extends number, A extends Array<ArrayLike<number>> = []> = A["length"] extends N
  ? A
  : Columns<N, [...A, ArrayLike<number>]>

interface Findings {
  readonly rejects: Array<Reject>
  readonly warnings: Array<WarningRow>
}

/** Where the staged rows are, and the campaigns they refer to. */
export type PartSource = Pick<Stage, "campaigns" | "file">

export const readPart = Effect.fnUntraced(function* (
  connection: Connection,
  source: PartSource,
  range: PartRange,
  buffers: PartBuffers,
): Effect.fn.Return<Part, SqlError> {
  const read = (table: StagedTable, kinds: ReadonlyArray<ColumnKind>) =>
    readColumns(
      connection,
      statement(`run/part_${table}`, { file: literal(source.file(table)), no_day: String(NO_DAY) }),
      { from: range.from, until: range.until },
      kinds,
    )
  const contactRows = yield* read("contacts", CONTACT_KINDS)
  const enrolmentRows = yield* read("enrolments", ENROLMENT_KINDS)
  const historyRows = yield* read("history", HISTORY_KINDS)
  const engagementRows = yield* read("engagement", ENGAGEMENT_KINDS)
  const contacts = buffers.take(contactRows.rows, enrolmentRows.rows, historyRows.rows)
  const findings: Findings = { rejects: [], warnings: [] }
  contactRows.visit(contactReader(contacts, findings))
  const enrolments = enrolmentReader(contacts, findings, source.campaigns)
  enrolmentRows.visit(enrolments.put)
  enrolments.finish()
  const history = historyReader(contacts, findings)
  historyRows.visit(history.put)
  history.finish()
  engagementRows.visit(engagementReader(contacts))
  return { range, contacts, ...findings }
})

function contactReader(contacts: ContactColumns, { rejects, warnings }: Findings) {
  let lastLow = 0
  let lastHigh = 0
  let any = false
  return (columns: ReadonlyArray<ColumnArray>, rows: number): void => {
    const [id, orgId, org, state, birthDate, effectiveDate, suppressed, reject, warning, given, rowNumber] =
      columns as unknown as Columns<11>
    for (let r = 0; r < rows; r++) {
      const low = id[2 * r] as number
      const high = id[2 * r + 1] as number
      if (any && low === lastLow && high === lastHigh) {
        rejects.push(duplicateOf(String(idAt(id, r)), idAt(rowNumber, r)))
        continue
      }
      any = true
      lastLow = low
      lastHigh = high
      if (reject[r] !== 0) {
        rejects.push(rejectOf(reject[r] as number, String(idAt(id, r)), idAt(rowNumber, r)))
        continue
      }
      const i = contacts.count++
      contacts.id32[2 * i] = low
      contacts.id32[2 * i + 1] = high
      contacts.orgId32[2 * i] = orgId[2 * r] as number
      contacts.orgId32[2 * i + 1] = orgId[2 * r + 1] as number
      contacts.org[i] = org[r] as number
      contacts.state[i] = state[r] as number
      contacts.birthDate[i] = birthDate[r] as number
      contacts.effectiveDate[i] = effectiveDate[r] as number
      contacts.suppressed[i] = suppressed[r] as number
      contacts.clickedOn[i] = NO_DAY
      contacts.answeredOn[i] = NO_DAY
      contacts.answeredYesOn[i] = NO_DAY
      if (warning[r] !== 0) {
        warnings.push(
          ...contactWarnings(
            warning[r] as number,
            String(idAt(id, r)),
            state[r] as number,
            given[r] as number,
          ),
        )
      }
    }
  }
}

/** Walks contacts beside rows that stand in contact order too; −1 for a row of nobody. */
function contactCursor(contacts: ContactColumns, start?: Int32Array) {
  let i = 0
  return {
    /** Index of the contact of row `r`; `count` is the number of rows kept before it. */
    find(ids: ArrayLike<number>, r: number, count: number): number {
      while (i < contacts.count && compareIds(contacts.id32, i, ids, r) < 0) {
        i++
        if (start !== undefined) start[i] = count
      }
      return i < contacts.count && compareIds(contacts.id32, i, ids, r) === 0 ? i : -1
    },
    finish(count: number): void {
      if (start === undefined) return
      while (i < contacts.count) start[++i] = count
    },
  }
}

function enrolmentReader(contacts: ContactColumns, { warnings }: Findings, campaigns: Campaigns) {
  const target = contacts.enrolments
  const cursor = contactCursor(contacts, target.start)
  let count = 0
  const warn = (ids: ArrayLike<number>, r: number, warning: WarningCode, detail: string): void => {
    warnings.push({ contactId: String(idAt(ids, r)), warning, detail: `contact_campaigns: ${detail}` })
  }
  return {
    put(columns: ReadonlyArray<ColumnArray>, rows: number): void {
      const [ids, instance, trigger, unreadable, takesPart, instanceId] = columns as unknown as Columns<6>
      for (let r = 0; r < rows; r++) {
        const i = cursor.find(ids, r, count)
        const index = instance[r] as number
        if (i < 0) warn(ids, r, "unknown_contact", "no schedulable contact has this id")
        if (index < 0) warn(ids, r, "unknown_instance", `no campaign instance ${idAt(instanceId, r)}`)
        if (i < 0 || index < 0) continue
        if (unreadable[r] === 1) warn(ids, r, "invalid_date", "trigger_date is not a date; counted as absent")
        if (takesPart[r] === 1 && (campaigns.instances[index] as CampaignInstance).takesPart) {
          const day = triggerDay(campaigns, index, trigger[r] as number)
          const instanceText = `instance ${idAt(instanceId, r)}`
          if (day === NO_DAY)
            warn(ids, r, "missing_trigger_date", `neither it nor ${instanceText} has a date`)
          else if (repeats(contacts, campaigns, i, count, index, day)) {
            warn(ids, r, "duplicate_enrolment", `again ${instanceText} on the same trigger date`)
          }
        }
        target.instance[count] = index
        target.trigger[count] = trigger[r] as number
        target.takesPart[count] = takesPart[r] as number
        count++
      }
    },
    finish: () => cursor.finish(count),
  }
}

function repeats(
  contacts: ContactColumns,
  campaigns: Campaigns,
  i: number,
  count: number,
  instance: number,
  day: number,
): boolean {
  const target = contacts.enrolments
  for (let e = target.start[i] as number; e < count; e++) {
    if (target.instance[e] !== instance || target.takesPart[e] !== 1) continue
    if (triggerDay(campaigns, instance, target.trigger[e] as number) === day) return true
  }
  return false
}

function historyReader(contacts: ContactColumns, { warnings }: Findings) {
  const target = contacts.history
  const cursor = contactCursor(contacts, target.start)
  let count = 0
  const warn = (
    ids: ArrayLike<number>,
    id: ArrayLike<number>,
    r: number,
    warning: WarningCode,
    detail: string,
  ): void => {
    warnings.push({
      contactId: String(idAt(ids, r)),
      warning,
      detail: `email_schedules ${idAt(id, r)}: ${detail}`,
    })
  }
  return {
    put(columns: ReadonlyArray<ColumnArray>, rows: number): void {
      const [ids, id, type, status, sentOn, event, hasInstance, instanceId, instance, hasParent, parentId] =
        columns as unknown as Columns<11>
      for (let r = 0; r < rows; r++) {
        const i = cursor.find(ids, r, count)
        if (i < 0) {
          warn(ids, id, r, "unknown_contact", "no schedulable contact has this id")
          continue
        }
        if (status[r] === UNKNOWN_STATUS) {
          warn(ids, id, r, "unknown_status", "the row counts for nothing")
          continue
        }
        if (sentOn[r] === NO_DAY) warn(ids, id, r, "invalid_date", "no readable send date")
        target.id32[2 * count] = id[2 * r] as number
        target.id32[2 * count + 1] = id[2 * r + 1] as number
        target.type[count] = type[r] as number
        target.status[count] = status[r] as number
        target.sentOn[count] = sentOn[r] as number
        target.event[count] = event[r] as number
        target.hasInstance[count] = hasInstance[r] as number
        target.instanceId32[2 * count] = instanceId[2 * r] as number
        target.instanceId32[2 * count + 1] = instanceId[2 * r + 1] as number
        target.instance[count] = instance[r] as number
        target.hasParent[count] = hasParent[r] as number
        target.parentId32[2 * count] = parentId[2 * r] as number
        target.parentId32[2 * count + 1] = parentId[2 * r + 1] as number
        count++
      }
    },
    finish: () => cursor.finish(count),
  }
}

function engagementReader(contacts: ContactColumns) {
  const cursor = contactCursor(contacts)
  return (columns: ReadonlyArray<ColumnArray>, rows: number): void => {
    const [ids, clickedOn, answeredOn, answeredYesOn] = columns as unknown as Columns<5>
    for (let r = 0; r < rows; r++) {
      const i = cursor.find(ids, r, 0)
      if (i < 0) continue
      contacts.clickedOn[i] = clickedOn[r] as number
      contacts.answeredOn[i] = answeredOn[r] as number
      contacts.answeredYesOn[i] = answeredYesOn[r] as number
    }
  }
}
