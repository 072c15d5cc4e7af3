/**
 * Explains single contacts. It uses the same staging, columns and rules as the run, and adds a
 * trace of each decision.
 */
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { Rules } from "@almanac/core/services/rules"
import { Plans, Scheduler } from "@almanac/core/services/scheduler"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { asRefusal } from "../inputs/damage.ts"
import { openSources } from "../inputs/sources.ts"
import type { Reject } from "../parts/findings.ts"
import { PartBuffers } from "../parts/part.ts"
import { type PartSource, readPart } from "../parts/read-part.ts"
import { readOrgPlan } from "../plan/read-plan.ts"
import { readManifest } from "../run/read-manifest.ts"
import { refuseOtherInputs } from "../run/same-inputs.ts"
import { readCampaigns } from "../stage/campaigns.ts"
import { readOrganisations } from "../stage/organisations.ts"
import { stageInputs } from "../stage/stage.ts"
import { type ExplainedContact, explainPart } from "./explained.ts"
import { idsOfEmail } from "./ids-of-email.ts"

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
  const sql = yield* openClient({
    threads: options.threads,
    memoryLimitMb: MEMORY_MB,
    tempDirectory: join(scratch, "spill"),
  })
  const sources = yield* openSources(sql, {
    directory: options.input,
    scratchDirectory: join(scratch, "input"),
  })
  const checking = yield* Effect.forkScoped(
    options.run === undefined
      ? Effect.void
      : Effect.flatMap(readManifest(options.run), (manifest) => refuseOtherInputs(sources, manifest)),
  )
  const byEmail = yield* Effect.forEach(options.emails ?? [], (email) => idsOfEmail(sql, email)).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const contactIds = [...new Set([...options.contactIds, ...byEmail.flat()])]
  const unknown_emails = byEmail.filter((ids) => ids.length === 0).length
  if (contactIds.length === 0) {
    yield* Fiber.join(checking)
    return { contacts: [], rejects: [], unknown: [], unknown_emails } satisfies Explanation
  }
  const campaigns = yield* readCampaigns(sql, options.config, options.asOf)
  const organisations = yield* readOrganisations(sql, sources)
  const stage = yield* stageInputs(sql, campaigns, {
    directory: scratch,
    asOf: formatDay(options.asOf),
    engagementSince: formatDay(options.asOf - options.config.timing.followup_lookback_days),
    contactsPerPart: contactIds.length,
    texts: options.config.sms.enabled,
    only: contactIds,
  }).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  const rules = Rules.layer({ config: options.config, campaigns, today: options.asOf, organisations })
  const plans = plansOf(options, sql, stage.orgs)
  const scheduler = yield* Effect.provide(Scheduler, Scheduler.layer.pipe(Layer.provide([rules, plans])))
  const contacts: Array<ExplainedContact> = []
  const rejects: Array<Reject> = []
  const source: PartSource = { campaigns, files: (table) => [stage.file(table)] }
  for (const range of stage.parts) {
    const part = yield* readPart(sql, source, range, new PartBuffers())
    rejects.push(...part.rejects)
    contacts.push(...explainPart(part, scheduler))
  }
  yield* Fiber.join(checking)
  const met = new Set([...contacts.map((c) => c.contact_id), ...rejects.map((r) => BigInt(r.contactId))])
  const unknown = contactIds.filter((id) => !met.has(id))
  return { contacts, rejects, unknown, unknown_emails } satisfies Explanation
})

/** The plans of the run, if it has any. */
function plansOf({ run, config, asOf }: ExplainOptions, sql: DuckDbClient, orgs: ReadonlyArray<bigint>) {
  if (run === undefined || !config.load_balancing.enabled) return Plans.none
  const plans = Effect.forEach(orgs, (org) => readOrgPlan(sql, run, asOf, org))
  return Layer.effect(
    Plans,
    Effect.map(plans, (found) => {
      const byOrg = new Map(orgs.map((org, i) => [org, found[i]]))
      return (org: bigint) => byOrg.get(org)
    }),
  )
}
