/** Changes the settings of an organisation. Every change is checked and makes a version. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { type OrganisationRow, takeInOrganisation } from "@almanac/core/intake/organisation"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type { ApprovedAction } from "../approval/required.ts"
import { changeWithApproval } from "../change.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { noteVersions, organisationVersions, storedOrganisations } from "./versions.ts"

/** Fields that are not given stay as they are. Null leaves the setting of the configuration. */
export type OrganisationFields = {
  readonly [K in Exclude<keyof OrganisationRow, "org_id">]?: OrganisationRow[K] | undefined
}

export interface ChangedOrganisation {
  readonly row: OrganisationRow
  /** The number of the new version; null if nothing has changed. */
  readonly version: number | null
}

export interface OrganisationChange {
  readonly org: bigint
  readonly author: string
  readonly reason: string
}

/** Changes the given fields. If no field differs, the store does not change. */
export const setOrganisation = Effect.fnUntraced(function* (
  store: Store,
  fields: OrganisationFields,
  what: OrganisationChange,
) {
  const known = (yield* storedOrganisations(store)).find(({ org_id }) => org_id === what.org)
  const before = known ?? { org_id: what.org }
  const names = Object.keys(ORGANISATIONS.columns) as ReadonlyArray<keyof OrganisationRow>
  const given: Readonly<Record<string, unknown>> = fields
  const row = Object.fromEntries(
    names.map((name) => [
      name,
      given[name] === undefined ? ((before as OrganisationRow)[name] ?? null) : given[name],
    ]),
  ) as OrganisationRow
  if (known !== undefined && names.every((name) => known[name] === row[name])) return { row, version: null }
  return yield* put(store, row, what, "organisation.set")
})

/**
 * Gives an organisation the settings of an earlier version again, as a new version.
 * @param version by default, the one before the last
 */
export const rollbackOrganisation = Effect.fnUntraced(function* (
  store: Store,
  version: number | undefined,
  what: Omit<OrganisationChange, "reason"> & { readonly reason: string | undefined },
) {
  const versions = yield* organisationVersions(store, what.org)
  const earlier = version === undefined ? versions.at(-2) : versions.find((one) => one.version === version)
  if (earlier === undefined) {
    return yield* version === undefined
      ? refuse(`organisation ${what.org} has no version before the last`, "use almanac organisation set")
      : refuse(
          `organisation ${what.org} has no version ${version}`,
          "choose one from almanac organisation history",
        )
  }
  const reason = what.reason ?? `rollback to version ${earlier.version}`
  return yield* put(store, earlier, { ...what, reason }, "organisation.rollback")
})

const put = (
  store: Store,
  row: OrganisationRow,
  { org, author, reason }: OrganisationChange,
  action: ApprovedAction,
): Effect.Effect<ChangedOrganisation, Refusal | SqlError> =>
  changeWithApproval(store, { actor: author, action, subject: `organisation ${org}` }, () =>
    Effect.gen(function* () {
      yield* Effect.fromResult(takeInOrganisation(row, `organisation ${org}`))
      yield* store.sql`${statement("organisations/put", { ...row })}`
      yield* noteVersions(store, author, reason)
      const version = (yield* organisationVersions(store, org)).at(-1)?.version ?? null
      return { result: { row, version }, details: { version, reason } }
    }),
  )
