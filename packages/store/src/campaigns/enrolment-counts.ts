/** How many contacts are enrolled in an instance, by the status of their enrolment. */
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Store } from "../store.ts"

const EnrolmentCount = Schema.Struct({ status: Schema.String, contacts: Count })
export type EnrolmentCount = typeof EnrolmentCount.Type

/** The most frequent status comes first. Enrolments without a status are pending. */
export const enrolmentCounts = (
  { sql }: Store,
  instance: bigint,
): Effect.Effect<ReadonlyArray<EnrolmentCount>, SqlError> =>
  rowsOf(
    EnrolmentCount,
    sql`SELECT coalesce(status, 'pending') AS status, count(*) AS contacts FROM contact_campaigns
      WHERE campaign_instance_id = ${instance} GROUP BY ALL ORDER BY contacts DESC, status`,
  )
