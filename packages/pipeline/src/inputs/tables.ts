/** The input tables as the readers of this directory use them. Their columns are listed in core. */
import type { InputTable } from "@almanac/core/tables/column"
import { INPUT_TABLES, TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { Kind } from "./kinds.ts"

export interface ViewColumn {
  readonly name: string
  /** The column of the input table. */
  readonly of: string
  /** `text` is the value as it was given. `unread` tells whether a value was given that cannot be read. */
  readonly as: "value" | "text" | "unread"
}

export interface Table {
  readonly columns: Readonly<Record<string, Kind>>
  readonly required: ReadonlyArray<string>
  /** If it is not empty, the table needs at least one of these columns. */
  readonly oneOf: ReadonlyArray<string>
  /** Whether a value that cannot be read is refused. In other tables it becomes null. */
  readonly strict: boolean
  /** The columns of the view after `row_number`. */
  readonly view: ReadonlyArray<ViewColumn>
}

export const value = (name: string, of = name): ViewColumn => ({ name, of, as: "value" })
export const text = (of: string): ViewColumn => ({ name: `${of}_text`, of, as: "text" })
const unread = (of: string): ViewColumn => ({ name: `${of}_unread`, of, as: "unread" })

export type Tables = Readonly<Record<TableName, Table>>

export const TABLES = Object.fromEntries(
  TABLE_NAMES.map((name) => [name, tableOf(INPUT_TABLES[name])]),
) as unknown as Tables

function tableOf({ columns, oneOf, strict }: InputTable): Table {
  const entries = Object.entries(columns)
  return {
    columns: Object.fromEntries(entries.map(([name, { kind }]) => [name, kind])),
    required: entries.filter(([, { required }]) => required).map(([name]) => name),
    oneOf: oneOf ?? [],
    strict: strict ?? false,
    view: entries.flatMap(([name, { day, also }]) => [
      value(day ?? name, name),
      ...(also ?? []).map((as) => (as === "text" ? text(name) : unread(name))),
    ]),
  }
}
