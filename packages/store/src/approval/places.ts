/** The values that proposals would change. A proposal is stale if they are no longer as they were. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { storedCampaigns } from "../campaigns/tables.ts"
import { configVersions, noVersion } from "../config/versions.ts"
import { storedOrganisations } from "../organisations/versions.ts"
import type { Store } from "../store.ts"
import { type Values, valuesOf } from "./differences.ts"

type Place = Effect.Effect<Values, SqlError>

/** The versions of an environment that are or will be in force. */
export const configPlace = ({ sql, now }: Store, environment: string): Place =>
  Effect.map(configVersions(sql), (versions) => {
    const at = now.toISOString()
    const chain = versions
      .filter((one) => one.environment === environment && one.valid_from !== null)
      .filter(({ valid_to }) => valid_to === null || valid_to > at)
    const planned = chain.filter(({ valid_from }) => (valid_from ?? "") > at)
    const current = chain.find((one) => !planned.includes(one))
    return {
      "version in force": current === undefined ? null : String(current.version),
      "planned versions":
        planned.map(({ version, valid_from }) => `${version} from ${valid_from}`).join(", ") || null,
    }
  })

/** The same for the environment of a version. Refuses a version that does not exist. */
export const versionPlace = Effect.fnUntraced(function* (
  store: Store,
  version: number,
): Effect.fn.Return<Values, Refusal | SqlError> {
  const found = (yield* configVersions(store.sql)).find((one) => one.version === version)
  return found === undefined ? yield* noVersion(version) : yield* configPlace(store, found.environment)
})

export const organisationPlace = (store: Store, org: bigint): Place =>
  Effect.map(storedOrganisations(store), (all) => {
    const { contacts: _, ...row } = all.find(({ org_id }) => org_id === org) ?? { contacts: 0 }
    return valuesOf(row)
  })

export const instancePlace = ({ sql }: Store, id: bigint): Place =>
  Effect.map(storedCampaigns(sql), ({ instances }) => valuesOf(instances.find((row) => row.id === id)))

export const typePlace = ({ sql }: Store, name: string): Place =>
  Effect.map(storedCampaigns(sql), ({ types }) => valuesOf(types.find((row) => row.name === name)))
