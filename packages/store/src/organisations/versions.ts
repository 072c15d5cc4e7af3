/**
 * The organisations of a store and their versions: who gave which settings when, and why. The last version of an organisation
 * holds.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { rowSchema } from "@almanac/pipeline/inputs/row-schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"

const { fields } = rowSchema(ORGANISATIONS)

const StoredOrganisation = Schema.Struct({
  ...fields,
  /** Number of rows of `contacts` that belong to it. */
  contacts: Count,
})
export type StoredOrganisation = typeof StoredOrganisation.Type

const OrganisationVersion = Schema.Struct({
  version: Schema.Number,
  ...fields,
  /** Whether the organisation was removed with this version. */
  removed: Schema.Boolean,
  author: Schema.String,
  reason: Schema.String,
  /** In UTC. */
  created_at: Schema.String,
})
export type OrganisationVersion = typeof OrganisationVersion.Type

/** All organisations, in the order of their ids. */
export const storedOrganisations = ({
  sql,
}: Store): Effect.Effect<ReadonlyArray<StoredOrganisation>, SqlError> =>
  rowsOf(StoredOrganisation, sql`${statement("organisations/list")}`)

/** The versions of an organisation in their order. Refuses an organisation that never had one. */
export const organisationVersions = Effect.fnUntraced(function* (
  { sql }: Store,
  org: bigint,
): Effect.fn.Return<ReadonlyArray<OrganisationVersion>, Refusal | SqlError> {
  const versions = yield* rowsOf(OrganisationVersion, sql`${statement("organisations/versions", { org })}`)
  return versions.length === 0 ? yield* noOrganisation(org) : versions
})

export const noOrganisation = (org: bigint): Refusal =>
  refuse(`the store has no settings of organisation ${org}`, "choose one from almanac organisation list")

/** Records a version of every organisation that has changed. It must be called within a change. */
export const noteVersions = (
  { sql, now }: Store,
  author: string,
  reason: string,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`${statement("organisations/note_versions", { author, reason, now: utcText(now) })}`)
