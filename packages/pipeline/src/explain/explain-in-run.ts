import { recordedOrganisations } from "@almanac/core/config/recorded"
import { type Day, formatDay, NO_DAY, parseDay } from "@almanac/core/day/civil"
import { HISTORY_STATUSES } from "@almanac/core/domain/decision"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { type LawWindow, lawWindows } from "@almanac/core/explain/law-windows"
import { Rules } from "@almanac/core/services/rules"
import { scheduler } from "@almanac/core/services/scheduler"
import type { DuckDbClient } from "@almanac/duckdb/client"
import * as Effect from "effect/Effect"
import type { Reject } from "../parts/findings.ts"
import { type Part, PartBuffers } from "../parts/part.ts"
import { type PartSource, readPart } from "../parts/read-part.ts"
import { readOrgPlan } from "../plan/read-plan.ts"
import type { RecordedManifest } from "../run/read-manifest.ts"
import { campaignsOf } from "../stage/campaigns.ts"
import { readSnapshotCampaigns, snapshotFiles } from "../stage/snapshot.ts"
import { type ExplainedContact, explainPart } from "./explained.ts"
import { orgOfContact } from "./findings-of-contact.ts"

/** An email that an earlier run planned, or that was queued or sent. Dates are ISO texts. */
export interface EarlierEmail {
  readonly id: bigint
  /** Null if the type is not known. */
  readonly email_type: string | null
  readonly status: (typeof HISTORY_STATUSES)[number]
  readonly date: string | null
  readonly event_date: string | null
  readonly campaign_instance_id: bigint | null
  readonly parent_schedule_id: bigint | null
}

export interface ContactYear extends ExplainedContact {
  /** The exclusion windows between the days asked for. */
  readonly windows: ReadonlyArray<LawWindow>
  readonly history: ReadonlyArray<EarlierEmail>
}

export interface ContactInRun {
  readonly org_id: bigint
  /** Absent if the contact was rejected. */
  readonly contact?: ContactYear
  /** Rows of the contact that were rejected, such as a second row with the same id. */
  readonly rejects: ReadonlyArray<Reject>
}

export interface RunExplainer {
  /**
   * What the run decided for a contact; undefined if the run has no such contact.
   * @param days the days for which the windows are given, both inclusive
   */
  readonly contact: (
    id: bigint,
    days: { readonly from: Day; readonly through: Day },
  ) => Effect.Effect<ContactInRun | undefined, Refusal>
}

/** @param run directory of the run */
export const openRun = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  run: string,
  manifest: RecordedManifest,
): Effect.fn.Return<RunExplainer, Refusal> {
  const config = manifest.config.effective
  const today = parseDay(manifest.as_of) as Day
  const campaigns = yield* campaignsOf(yield* readSnapshotCampaigns(run), config, today)
  const organisations = yield* Effect.fromResult(recordedOrganisations(manifest.organisations ?? []))
  const book = yield* Effect.provide(Rules, Rules.layer({ config, campaigns, today, organisations }))
  const source: PartSource = { campaigns, files: (table) => snapshotFiles(run, table) }

  const earlierEmails = ({ contacts: { history } }: Part): ReadonlyArray<EarlierEmail> =>
    Array.from({ length: history.start[1] }, (_, h) => ({
      id: history.id[h],
      email_type: campaigns.typeNames[history.type[h]] ?? null,
      status: HISTORY_STATUSES[history.status[h] as 0],
      date: dateOf(history.sentOn[h]),
      event_date: dateOf(history.event[h]),
      campaign_instance_id: history.hasInstance[h] === 1 ? history.instanceId[h] : null,
      parent_schedule_id: history.hasParent[h] === 1 ? history.parentId[h] : null,
    }))

  const contact: RunExplainer["contact"] = Effect.fnUntraced(
    function* (id, { from, through }) {
      const org_id = yield* orgOfContact(sql, run, id)
      if (org_id === undefined) return undefined
      const part = yield* readPart(sql, source, { index: 0, from: id, until: id }, new PartBuffers())
      const plan = config.load_balancing.enabled ? yield* readOrgPlan(sql, run, today, org_id) : undefined
      const [explained] = explainPart(
        part,
        scheduler(book, () => plan),
      )
      if (explained === undefined) return { org_id, rejects: part.rejects }
      const { state, birthDate, effectiveDate } = part.contacts
      const dates = { state: state[0], birthDate: birthDate[0], effectiveDate: effectiveDate[0] }
      const windows = lawWindows(book, dates, from, through)
      const year: ContactYear = { ...explained, windows, history: earlierEmails(part) }
      return { org_id, contact: year, rejects: part.rejects }
    },
    Effect.mapError((error) =>
      error._tag === "SqlError" ? refuse(`the files of ${run} cannot be read`, "run again") : error,
    ),
  )
  return { contact }
})

const dateOf = (day: Day): string | null => (day === NO_DAY ? null : formatDay(day))
