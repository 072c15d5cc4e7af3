/**
 * Campaigns of organisations that a key does not cover. A run may have enrolled a contact in one: then its rows are the
 * contact's, as the run decided them, and whoever may see the contact sees them, but neither the campaign's name nor its
 * templates.
 */
import { type CampaignInstance, type Campaigns, instanceIndex } from "@almanac/core/domain/campaign"
import type { CandidateTrace } from "@almanac/core/explain/trace"
import type { ScheduleRow } from "@almanac/core/record/records"
import type { Principal } from "../keys/registry.ts"

/** Tells the instances that are another organisation's; ids that are not known are nobody's. */
export function foreignTo(
  orgs: Principal["orgs"],
  campaigns: Campaigns,
): (instance: bigint | null) => CampaignInstance | undefined {
  if (orgs === "all") return () => undefined
  return (id) => {
    const instance = id === null ? undefined : campaigns.instances[instanceIndex(campaigns, id)]
    return instance === undefined || instance.orgId === null || orgs.has(instance.orgId)
      ? undefined
      : instance
  }
}

type Foreign = ReturnType<typeof foreignTo>

/** The row without what is the other organisation's: a follow-up's configured templates are not. */
export function withoutForeign<R extends ScheduleRow>(row: R, foreign: Foreign): R {
  const instance = foreign(row.campaign_instance_id)
  if (instance === undefined) return row
  if (row.parent_schedule_id === null) return { ...row, email_template: null, sms_template: null }
  return {
    ...row,
    email_template: instance.followupEmailTemplate === null ? row.email_template : null,
    sms_template: instance.followupSmsTemplate === null ? row.sms_template : null,
    metadata: row.metadata?.replace(/"campaign_name":.*\}$/s, '"campaign_name":null}') ?? null,
  }
}

export function traceWithoutForeign(trace: CandidateTrace, foreign: Foreign): CandidateTrace {
  return foreign(trace.campaign_instance_id) === undefined ? trace : { ...trace, campaign_name: null }
}
