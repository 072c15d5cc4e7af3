/**
 * Explains single contacts. It uses the same staging, columns and rules as the run, and adds a
 * trace of each decision.
 */
import { join } from "node:path"
import { RowColumns } from "@almanac/core/columns/rows"
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { decideBatch, placeBatch, releaseBatch } from "@almanac/core/decide/decide"
import { SETTLED } from "@almanac/core/domain/decision"
import { type CandidateTrace, traceContact } from "@almanac/core/explain/trace"
import { STATE_CODES } from "@almanac/core/law/states"
import { Counts } from "@almanac/core/plan/counts"
import type { ScheduleRow } from "@almanac/core/record/records"
import { toRow } from "@almanac/core/record/to-rows"
import { rulebook } from "@almanac/core/rules/rulebook"
import { type Connection, openDatabase } from "@almanac/duckdb/database"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { asRefusal } from "../inputs/damage.ts"
import { openSources } from "../inputs/sources.ts"
import type { Reject } from "../parts/findings.ts"
import { type Part, PartBuffers } from "../parts/part.ts"
import { readPart } from "../parts/read-part.ts"
import { readOrgPlan } from "../plan/read-plan.ts"
import { readManifest } from "../run/read-manifest.ts"
import { refuseOtherInputs } from "../run/same-inputs.ts"
import { readCampaigns } from "../stage/campaigns.ts"
import { stageInputs } from "../stage/stage.ts"
import { statement } from "../statement.ts"

export interface ExplainOptions {
  readonly input: string
  readonly contactIds: ReadonlyArray<bigint>
  /** Emails of further contacts. They are compared as the emails of opt-outs are, and written nowhere. */
  readonly emails?: ReadonlyArray<string>
  readonly asOf: Day
  readonly config: Config
  readonly threads: number
  /** A finished run of these inputs whose plan places the emails. Without it, the emails stay on their release days. */
  readonly run?: string
}

export interface ExplainedContact {
  readonly contact_id: bigint
  readonly org_id: bigint
  readonly state: string
  readonly rows: ReadonlyArray<ScheduleRow>
  readonly trace: ReadonlyArray<CandidateTrace>
}

export interface Explanation {
  readonly contacts: ReadonlyArray<ExplainedContact>
  readonly rejects: ReadonlyArray<Reject>
  /** Requested ids that no row of contacts has. */
  readonly unknown: ReadonlyArray<bigint>
  /** Number of requested emails that no contact has. */
  readonly unknown_emails: number
}

const MEMORY_MB = 500

export const explain = (options: ExplainOptions) => Effect.scoped(explainScoped(options))

const explainScoped = Effect.fnUntraced(function* (options: ExplainOptions) {
  const scratch = yield* scratchDirectory("explain")
  const database = yield* openDatabase({
    threads: options.threads,
    memoryLimitMb: MEMORY_MB,
    tempDirectory: join(scratch, "spill"),
  })
  const connection = yield* database.connect
  const sources = yield* openSources(connection, {
    directory: options.input,
    scratchDirectory: join(scratch, "input"),
  })
  const checking = yield* Effect.forkScoped(
    options.run === undefined
      ? Effect.void
      : Effect.flatMap(readManifest(options.run), (manifest) => refuseOtherInputs(sources, manifest)),
  )
  const byEmail = yield* Effect.forEach(options.emails ?? [], (email) => idsOf(connection, email)).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const contactIds = [...new Set([...options.contactIds, ...byEmail.flat()])]
  const unknown_emails = byEmail.filter((ids) => ids.length === 0).length
  if (contactIds.length === 0) {
    yield* Fiber.join(checking)
    return { contacts: [], rejects: [], unknown: [], unknown_emails } satisfies Explanation
  }
  const campaigns = yield* readCampaigns(connection, options.config, options.asOf)
  const book = rulebook(options.config, campaigns, options.asOf)
  const stage = yield* stageInputs(connection, campaigns, {
    directory: scratch,
    asOf: formatDay(options.asOf),
    engagementSince: formatDay(options.asOf - options.config.timing.followup_lookback_days),
    contactsPerPart: contactIds.length,
    only: contactIds,
  }).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  const contacts: Array<ExplainedContact> = []
  const rejects: Array<Reject> = []
  for (const range of stage.parts) {
    const part: Part = yield* readPart(connection, stage, range, new PartBuffers())
    const rows = new RowColumns()
    if (options.run !== undefined && options.config.load_balancing.enabled) {
      releaseBatch(book, part.contacts, rows, new Counts())
      placeBatch(
        book,
        part.contacts,
        rows,
        yield* orgPlans(connection, options.run, options.asOf, stage.orgs),
      )
    } else decideBatch(book, part.contacts, rows)
    rejects.push(...part.rejects)
    let firstRow = 0
    for (let i = 0; i < part.contacts.count; i++) {
      let endRow = firstRow
      while (endRow < rows.count && rows.contact[endRow] === i) endRow++
      contacts.push({
        contact_id: part.contacts.id[i],
        org_id: part.contacts.orgId[i],
        state: STATE_CODES[part.contacts.state[i]],
        rows: rowsBetween(firstRow, endRow).flatMap((row) =>
          rows.status[row] === SETTLED ? [] : (toRow(book, part.contacts, rows, row) ?? []),
        ),
        trace: traceContact(book, part.contacts, i, rows, firstRow, endRow),
      })
      firstRow = endRow
    }
  }
  yield* Fiber.join(checking)
  const met = new Set([...contacts.map((c) => c.contact_id), ...rejects.map((r) => BigInt(r.contactId))])
  const unknown = contactIds.filter((id) => !met.has(id))
  return { contacts, rejects, unknown, unknown_emails } satisfies Explanation
})

/** The ids of the contacts that have an email. */
const idsOf = (connection: Connection, email: string) =>
  Effect.map(connection.rows<{ id: bigint }>(statement("explain/ids_of_email"), { email }), (rows) =>
    rows.map(({ id }) => id),
  )

const orgPlans = (connection: Connection, run: string, today: Day, orgs: ReadonlyArray<bigint>) =>
  Effect.forEach(orgs, (orgId) => readOrgPlan(connection, run, today, orgId))

function rowsBetween(first: number, end: number): ReadonlyArray<number> {
  return Array.from({ length: end - first }, (_, n) => first + n)
}
