/** The campaigns of a run over its year, those of the store that the run has not planned, and what they want of the same contacts. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SnapshotIndex } from "@almanac/pipeline/stage/snapshot"
import { draftsOf } from "@almanac/store/campaigns/overlaps"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Campaign, CampaignPair } from "../../contract/calendar.ts"
import { StoreAccess } from "../services/store-access.ts"
import { Cells } from "./cells.ts"
import { damaged, ifReadable, openFiles, type SeenRun } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The most pairs that are answered, those with most conflicts first. */
const MAX_PAIRS = 500

const Totals = Schema.Struct({ id: Schema.BigInt, emails: Schema.Number, skipped: Schema.Number })
const Days = Schema.Struct({ id: Schema.BigInt, date: Schema.String, emails: Schema.Number })
const Pairs = Schema.Struct({
  a: Schema.BigInt,
  b: Schema.BigInt,
  contacts: Schema.Number,
  same_ideal_day: Schema.Number,
  lost_by_a: Schema.Number,
  lost_by_b: Schema.Number,
  limited_a: Schema.Number,
  limited_b: Schema.Number,
  in_all: Schema.Number,
})

interface Planned {
  readonly campaigns: ReadonlyArray<Campaign>
  readonly pairs: ReadonlyArray<CampaignPair>
  readonly pairs_left_out: number
}

/** The instances with emails in the run, and each two with contacts in both. */
export const campaignsOf = (run: SeenRun) =>
  Effect.flatMap(Cells, ({ keep }) => keep(run, `campaigns ${run.isSeen}`, counted(run)))

const counted = (run: SeenRun) =>
  Effect.gen(function* () {
    const instances = yield* instancesOf(run)
    const sql = yield* openFiles(run)
    yield* sql`${statement("calendar/campaign_emails", { is_seen: run.isSeen })}`
    const totals = yield* rowsOf(Totals, sql`${statement("calendar/campaign_totals")}`)
    const days = yield* rowsOf(Days, sql`${statement("calendar/campaign_days")}`)
    const period = run.manifest.config.effective.frequency.period_days
    const pairs = yield* rowsOf(
      Pairs,
      sql`${statement("calendar/campaign_pairs", { period, limit: MAX_PAIRS })}`,
    )
    const planned: Planned = {
      campaigns: instances.flatMap((instance): ReadonlyArray<Campaign> => {
        const total = totals.find(({ id }) => String(id) === String(instance.id))
        if (total === undefined) return []
        return [
          {
            id: String(instance.id),
            name: instance.instance_name,
            campaign_type: instance.campaign_type,
            org_id: instance.org_id === null ? null : String(instance.org_id),
            start: instance.active_start_date,
            end: instance.active_end_date,
            emails: total.emails,
            skipped: total.skipped,
            days: days.filter(({ id }) => id === total.id),
          },
        ]
      }),
      pairs: pairs.map(({ in_all: _, ...pair }) => ({ ...pair, a: String(pair.a), b: String(pair.b) })),
      pairs_left_out: (pairs[0]?.in_all ?? 0) - pairs.length,
    }
    return planned
  }).pipe(Effect.scoped, ifReadable(run.directory))

const instancesOf = ({ path, directory }: SeenRun) =>
  Effect.tryPromise({
    try: async () =>
      (JSON.parse(await readFile(join(path, "snapshot", "campaigns.json"), "utf8")) as SnapshotIndex)
        .instances,
    catch: () => damaged(directory),
  })

/** The instances of the store without emails in the run. While the store is held, they are from earlier. */
export const draftCampaigns = (run: SeenRun) =>
  Effect.gen(function* () {
    const { campaigns } = yield* campaignsOf(run)
    const { read } = yield* StoreAccess
    const planned = new Set(campaigns.map(({ id }) => BigInt(id)))
    const today = parseDay(run.manifest.as_of) ?? 0
    const orgs = run.isWhole ? undefined : run.orgs.map(BigInt)
    const { value, since } = yield* read(`drafts ${run.directory} ${run.isSeen}`, (store) =>
      draftsOf(store, { today, planned, orgs, limit: MAX_PAIRS }),
    )
    return {
      since,
      campaigns: value.drafts.map(
        ({ instance, contacts, days }): Campaign => ({
          id: String(instance.id),
          name: instance.instance_name,
          campaign_type: instance.campaign_type,
          org_id: instance.org_id === null ? null : String(instance.org_id),
          start: instance.active_start_date,
          end: instance.active_end_date,
          emails: contacts,
          skipped: 0,
          days: days.map(({ date, contacts: emails }) => ({ date, emails })),
        }),
      ),
      pairs: value.overlaps.map((one) => ({ ...one, draft: String(one.draft), other: String(one.other) })),
      pairs_left_out: value.overlaps_left_out,
    }
  })
