/** The staged tables and their columns: those that the rules read, and those that staging adds. */
import { ENROLMENT_COLUMNS } from "@almanac/core/tables/campaigns"
import type { PartKind, PartTable } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { ENGAGEMENT_COLUMNS } from "@almanac/core/tables/engagement"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"
import type { ColumnKind } from "@almanac/duckdb/vectors"

const ARRAY_KINDS = {
  id: "int64",
  day: "int32",
  number: "int32",
  type: "int16",
  code: "uint8",
  flag: "uint8",
  state: "uint8",
  types: "int64",
  zone: "uint8",
} as const satisfies Record<PartKind, ColumnKind>

type Staged<T extends PartTable> = {
  readonly [K in keyof T as T[K]["staged"]]: (typeof ARRAY_KINDS)[T[K]["kind"]]
}

const staged = <T extends PartTable>(table: T): Staged<T> =>
  Object.fromEntries(
    Object.values(table).map((column) => [column.staged, ARRAY_KINDS[column.kind]]),
  ) as Staged<T>

/** The columns of each staged table with the kinds of their arrays. `contact_id` comes first. */
export const STAGED_COLUMNS = {
  contacts: { ...staged(CONTACT_COLUMNS), findings: "int32", row_number: "int64" },
  enrolments: {
    contact_id: "int64",
    ...staged(ENROLMENT_COLUMNS),
    unreadable_trigger: "uint8",
    instance_id: "int64",
  },
  history: { contact_id: "int64", ...staged(HISTORY_COLUMNS) },
  engagement: { contact_id: "int64", ...staged(ENGAGEMENT_COLUMNS) },
} as const satisfies Record<string, Record<string, ColumnKind>>

export type StagedTable = keyof typeof STAGED_COLUMNS

export const STAGED_TABLES = Object.keys(STAGED_COLUMNS) as ReadonlyArray<StagedTable>

/** The names of the columns of a staged table. */
export type StagedName<T extends StagedTable> = keyof (typeof STAGED_COLUMNS)[T] & string
