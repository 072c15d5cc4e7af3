/** `almanac organisation list`, `show` and `history`: show the organisations of the store and their versions. */
import { effectiveConfig, settingsIn } from "@almanac/core/domain/organisation"
import { takeInOrganisation } from "@almanac/core/intake/organisation"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import { toJson } from "@almanac/pipeline/run/manifest"
import { configInForce } from "@almanac/store/campaigns/resolved"
import {
  noOrganisation,
  type OrganisationVersion,
  organisationVersions,
  type StoredOrganisation,
  storedOrganisations,
} from "@almanac/store/organisations/versions"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { jsonFlag } from "../../flags.ts"
import { instantText } from "../../instant.ts"
import { table } from "../../print/numbers.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { readId } from "../campaign/fields.ts"
import { orgFlag } from "./fields.ts"

const { org_id: _id, name: _name, ...settings } = ORGANISATIONS.columns
const SETTINGS = Object.keys(settings) as ReadonlyArray<keyof typeof settings>

/** The settings of an organisation in one line. */
function settingsText(row: StoredOrganisation | OrganisationVersion): string {
  const own = SETTINGS.flatMap((name) => (row[name] === null ? [] : [`${name} ${row[name]}`]))
  return own.length === 0 ? "those of the configuration" : own.join("; ")
}

export const organisationList = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const organisations = yield* Effect.scoped(Effect.flatMap(openDb(db), storedOrganisations))
    if (json) return yield* Console.log(toJson({ organisations }))
    if (organisations.length === 0) return yield* Console.log(`${db} has no settings of organisations`)
    const rows = organisations.map((row) => [
      String(row.org_id),
      row.name ?? "",
      row.contacts,
      settingsText(row),
    ])
    yield* Console.log(table([["Organisation", "Name", "Contacts", "Settings"], ...rows], ""))
  }),
).pipe(
  Command.withDescription("List the organisations of the store with their names and settings"),
  Command.withExamples([
    { command: "almanac organisation list --db almanac.db", description: "List all organisations" },
  ]),
)

export const organisationShow = Command.make(
  "show",
  { db: dbFlag, org: orgFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, org, json }) {
    const id = yield* readId("--org", org)
    const { row, config } = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(db)
        const row = (yield* storedOrganisations(store)).find(({ org_id }) => org_id === id)
        return { row, config: (yield* configInForce(store)).config }
      }),
    )
    if (row === undefined) return yield* noOrganisation(id)
    const { own } = yield* Effect.fromResult(takeInOrganisation(row, `organisation ${id}`))
    const effective = settingsIn(effectiveConfig(config, own))
    const { org_id, name, contacts } = row
    if (json) return yield* Console.log(toJson({ org_id, name, contacts, own, effective }))
    const rows = SETTINGS.map((setting) => [
      setting,
      JSON.stringify(effective[setting]),
      own[setting] === undefined ? "configuration" : "its own",
    ])
    yield* Console.log(
      [`organisation ${id}${name === null ? "" : ` (${name})`}, ${contacts} contacts`, table(rows, "")].join(
        "\n",
      ),
    )
  }),
).pipe(
  Command.withDescription("Show the settings that hold for an organisation, and which are its own"),
  Command.withExamples([
    { command: "almanac organisation show --db almanac.db --org 7", description: "Show one organisation" },
  ]),
)

export const organisationHistory = Command.make(
  "history",
  { db: dbFlag, org: orgFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, org, json }) {
    const id = yield* readId("--org", org)
    const versions = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => organisationVersions(store, id)),
    )
    if (json) return yield* Console.log(toJson({ versions }))
    const rows = versions.map((one) => [
      one.version,
      instantText(one.created_at),
      one.author,
      one.reason,
      one.removed ? "removed" : settingsText(one),
    ])
    yield* Console.log(table([["Version", "Since", "Author", "Reason", "Settings"], ...rows], ""))
  }),
).pipe(
  Command.withDescription("List the versions of an organisation: who changed what when, and why"),
  Command.withExamples([
    { command: "almanac organisation history --db almanac.db --org 7", description: "Show every version" },
  ]),
)
