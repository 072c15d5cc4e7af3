/** Makes a directory of input tables in which some organisations have other settings. */
import { mkdir, symlink, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { type OrganisationRow, takeInOrganisation } from "@almanac/core/intake/organisation"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import { tableEntries } from "@almanac/pipeline/inputs/discover"
import { rowSchema } from "@almanac/pipeline/inputs/row-schema"
import { openSources } from "@almanac/pipeline/inputs/sources"
import * as Effect from "effect/Effect"

/** New values of settings by organisation. A list or a mapping is written as in the configuration; null takes a value away. */
export type OrganisationChanges = ReadonlyMap<bigint, Readonly<Record<string, unknown>>>

export interface ChangeOptions {
  /** The directory of the tables, which stay as they are. */
  readonly input: string
  /** The directory to make. It has links to the other tables. */
  readonly output: string
  /** A directory for temporary files. */
  readonly scratch: string
  readonly changes: OrganisationChanges
  readonly databaseMemoryMb: number
}

const COLUMNS = Object.keys(ORGANISATIONS.columns) as ReadonlyArray<keyof OrganisationRow>
const SETTINGS = COLUMNS.filter((name) => name !== "org_id" && name !== "name")

/** Refuses an organisation without contacts, a setting that there is not, and a value that cannot be used. */
export const changeOrganisations = (
  options: ChangeOptions,
): Effect.Effect<void, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const { input, output, scratch, changes, databaseMemoryMb } = options
    const tempDirectory = join(scratch, "organisations-spill")
    const sql = yield* openClient({ threads: 1, memoryLimitMb: databaseMemoryMb, tempDirectory })
    const sources = yield* openSources(sql, {
      directory: input,
      scratchDirectory: join(scratch, "organisations"),
    })
    const rows = yield* changedRows(sql, changes).pipe(
      Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)),
    )
    const entries = yield* tableEntries(resolve(input))
    yield* Effect.promise(async () => {
      await mkdir(output)
      for (const [table, names] of entries) {
        if (table === "organisations") continue
        for (const name of names) await symlink(join(resolve(input), name), join(output, name))
      }
      await writeFile(join(output, "organisations.csv"), csvOf(rows))
    })
  }).pipe(Effect.scoped)

const changedRows = Effect.fnUntraced(function* (sql: DuckDbClient, changes: OrganisationChanges) {
  const given = yield* rowsOf(
    rowSchema(ORGANISATIONS),
    sql`SELECT * EXCLUDE (row_number) FROM source_organisations ORDER BY row_number`,
  )
  const rows = new Map(given.map((row) => [row.org_id, row as OrganisationRow]))
  for (const [org, settings] of changes) {
    const [contact] = yield* sql`SELECT 1 FROM source_contacts WHERE coalesce(org_id, 1) = ${org} LIMIT 1`
    if (contact === undefined) {
      return yield* refuse(
        `organisation ${org} has no contacts`,
        "give the id of an organisation that has some",
      )
    }
    const none = Object.fromEntries(COLUMNS.map((name) => [name, null]))
    const row = { ...none, org_id: org, ...rows.get(org) } as Record<string, unknown>
    for (const [name, value] of Object.entries(settings)) {
      if (!SETTINGS.some((known) => known === name)) {
        return yield* refuse(
          `organisations.${org}.${name} is not a setting of an organisation`,
          `the settings are ${SETTINGS.join(", ")}`,
        )
      }
      row[name] = cellOf(value)
    }
    yield* Effect.fromResult(takeInOrganisation(row as OrganisationRow, `organisations.${org}`))
    rows.set(org, row as OrganisationRow)
  }
  return [...rows.values()]
})

/** A value as a cell of the table has it: a list as a text joined by commas, a mapping as JSON. */
function cellOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.join(",")
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value
}

function csvOf(rows: ReadonlyArray<OrganisationRow>): string {
  const cell = (value: unknown) => (value === null ? "" : `"${String(value).replaceAll('"', '""')}"`)
  return [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((name) => cell(row[name])).join(","))].join(
    "\n",
  )
}
