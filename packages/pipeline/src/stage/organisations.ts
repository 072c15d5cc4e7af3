/** Reads the table `organisations`. Only organisations with settings of their own are kept in memory. */
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { takeInOrganisation } from "@almanac/core/intake/organisation"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { asRefusal } from "../inputs/damage.ts"
import { placeOf, type Sources } from "../inputs/input.ts"
import { rowSchema } from "../inputs/row-schema.ts"
import { statement } from "../statement.ts"

const Row = Schema.Struct({ row_number: Count, ...rowSchema(ORGANISATIONS).fields })
const Twice = Schema.Struct({ org_id: Schema.BigInt, row_number: Count, first_row: Count })
const Named = Schema.Struct({ org_id: Schema.BigInt, name: Schema.String })

/** Refuses an organisation that is listed twice, and a setting that cannot be used. */
export const readOrganisations = (
  sql: DuckDbClient,
  sources: Sources,
): Effect.Effect<ReadonlyArray<OrganisationSettings>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const place = (row: number) => placeOf(sources, "organisations", row)
    const [twice] = yield* rowsOf(Twice, sql`${statement("stage/organisation_twice")}`)
    if (twice !== undefined) {
      return yield* refuse(
        `${place(twice.row_number)}: organisation ${twice.org_id} is listed twice, first in ${place(twice.first_row)}`,
        "keep one row for each organisation",
      )
    }
    const rows = yield* rowsOf(Row, sql`${statement("stage/organisations")}`)
    const organisations = yield* Effect.forEach(rows, ({ row_number, ...row }) =>
      Effect.fromResult(takeInOrganisation(row, place(row_number))),
    )
    return organisations.filter(({ own }) => Object.keys(own).length > 0)
  }).pipe(Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)))

/** The names of the organisations that have one. */
export const readOrganisationNames = (
  sql: DuckDbClient,
): Effect.Effect<ReadonlyMap<bigint, string>, SqlError> =>
  Effect.map(
    rowsOf(Named, sql`${statement("stage/organisation_names")}`),
    (rows) => new Map(rows.map(({ org_id, name }) => [org_id, name])),
  )
