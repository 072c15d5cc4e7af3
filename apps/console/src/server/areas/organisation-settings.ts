import { effectiveConfig, settingsIn } from "@almanac/core/domain/organisation"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { takeInOrganisation } from "@almanac/core/intake/organisation"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import { configInForce } from "@almanac/store/campaigns/resolved"
import type { OrganisationFields } from "@almanac/store/organisations/change"
import { organisationVersions, storedOrganisations } from "@almanac/store/organisations/versions"
import * as Effect from "effect/Effect"
import type { SETTINGS_ENDPOINTS } from "../../contract/settings.ts"
import { type Handlers, mustSee, sees } from "../handler.ts"
import { StoreAccess } from "../services/store-access.ts"
import { submitSettings } from "./submit-settings.ts"

const { org_id: _, ...CELLS } = ORGANISATIONS.columns
const NAMES = Object.keys(CELLS) as ReadonlyArray<keyof typeof CELLS>
const NUMBERS: ReadonlyArray<string> = ["daily_cap", "daily_send_percentage_cap"]

const MAX_ID = 19

const idOf = (org: string): Effect.Effect<bigint, Refusal> =>
  /^\d+$/.test(org) && org.length < MAX_ID
    ? Effect.succeed(BigInt(org))
    : Effect.fail(
        refuse(`${JSON.stringify(org.slice(0, 40))} is not the id of an organisation`, "give a number"),
      )

const cellsOf = (row: { readonly [K in keyof typeof CELLS]: unknown }): Record<string, string | null> =>
  Object.fromEntries(NAMES.map((name) => [name, row[name] == null ? null : String(row[name])]))

/** The fields of cells as people have written them. */
const fieldsOf = (cells: Readonly<Record<string, string>>): Effect.Effect<OrganisationFields, Refusal> =>
  Effect.gen(function* () {
    const fields: Record<string, string | number | null> = {}
    for (const [name, text] of Object.entries(cells)) {
      if (!NAMES.some((known) => known === name)) {
        return yield* refuse(`organisations have no setting ${JSON.stringify(name)}`, "load the page again")
      }
      const given = text.trim()
      if (given === "") fields[name] = null
      else if (!NUMBERS.includes(name)) fields[name] = given
      else if (/^\d+(\.\d+)?$/.test(given)) fields[name] = Number(given)
      else
        return yield* refuse(`${name} ${JSON.stringify(given)} is not a number`, "give a number, or nothing")
    }
    return fields as OrganisationFields
  })

export const ORGANISATION_SETTINGS_HANDLERS: Handlers<
  Extract<keyof typeof SETTINGS_ENDPOINTS, `settings/${string}organisation${string}`>
> = {
  "settings/organisations": Effect.fnUntraced(function* (_, session) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read("settings/organisations", (store) =>
      Effect.all({ rows: storedOrganisations(store), loaded: configInForce(store) }),
    )
    const rows = value.rows.filter(({ org_id }) => sees(session, org_id ?? ""))
    const organisations = yield* Effect.forEach(rows, (row) =>
      Effect.gen(function* () {
        const { own } = yield* Effect.fromResult(takeInOrganisation(row, `organisation ${row.org_id}`))
        const effective = settingsIn(effectiveConfig(value.loaded.config, own))
        return {
          org_id: String(row.org_id),
          name: row.name,
          contacts: row.contacts,
          settings: Object.entries(effective).map(([setting, value]) => ({
            setting,
            value: JSON.stringify(value),
            is_own: own[setting as keyof typeof own] !== undefined,
          })),
          cells: cellsOf(row),
        }
      }),
    )
    return { organisations, since }
  }),

  "settings/organisation-versions": Effect.fnUntraced(function* ({ org }, session) {
    const id = yield* idOf(org)
    yield* mustSee(session, id)
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`settings/organisation ${id}`, (store) =>
      organisationVersions(store, id),
    )
    const versions = value.map((row) => {
      const { version, author, reason, created_at } = row
      return { version, author, reason, created_at, cells: cellsOf(row) }
    })
    return { versions: versions.reverse(), since }
  }),

  "settings/change-organisation": Effect.fnUntraced(function* ({ org, cells, reason }, session) {
    const id = yield* idOf(org)
    yield* mustSee(session, id)
    const input = { org: id, fields: yield* fieldsOf(cells), reason }
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      submitSettings(store, { kind: "organisation.set", input }, session, reason),
    )
  }),

  "settings/rollback-organisation": Effect.fnUntraced(function* ({ org, version, reason }, session) {
    const id = yield* idOf(org)
    yield* mustSee(session, id)
    const input = { org: id, version, reason }
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      submitSettings(store, { kind: "organisation.rollback", input }, session, reason),
    )
  }),
}
