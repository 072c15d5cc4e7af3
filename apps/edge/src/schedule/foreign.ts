/**
 * Campaigns of organisations that a key does not cover. A run may have enrolled a contact in such a campaign.
 * The rows then belong to the contact, as the run decided them. Everyone who may see the contact sees these
 * rows, but not the name and the templates of the campaign.
 */
import { type CampaignInstance, type Campaigns, instanceIndex } from "@almanac/core/domain/campaign"
import type { CandidateTrace } from "@almanac/core/explain/trace"
import type { ScheduleRow } from "@almanac/core/record/records"
import type { Principal } from "../keys/registry.ts"

/**
 * Returns a function that finds the instances of organisations that are not covered. An unknown id belongs to
 * no organisation.
 */
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

/**
 * The row without the data of the other organisation. The templates of a follow-up from the configuration
 * stay, because they are not data of that organisation.
 */
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
