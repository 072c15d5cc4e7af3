/** The pieces that all contacts share: campaign tables, plan and volume, as JSON. 64-bit ids may be texts. */
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { CampaignInstanceRow, CampaignTypeRow } from "@almanac/core/domain/campaign"
import { OrgShares } from "@almanac/core/plan/apply"
import type { OrgVolume } from "@almanac/core/plan/org-volume"

/** Rows of the campaign tables. `resolveCampaigns` of core can resolve them for another day. */
export interface CampaignTables {
  readonly types: ReadonlyArray<CampaignTypeRow>
  readonly instances: ReadonlyArray<CampaignInstanceRow>
}

/** A 64-bit id in JSON: a number if JSON readers represent it exactly, else a text. */
export type JsonId = number | string

export interface CampaignsPiece {
  readonly types: ReadonlyArray<CampaignTypeRow>
  readonly instances: ReadonlyArray<
    Omit<CampaignInstanceRow, "id" | "org_id" | "active_start_date" | "active_end_date"> & {
      readonly id: JsonId
      readonly org_id: JsonId | null
      /** ISO date. */
      readonly active_start_date: string | null
      readonly active_end_date: string | null
    }
  >
}

export interface PlanPiece {
  /** Empty without load balancing. */
  readonly orgs: ReadonlyArray<{
    readonly org_id: JsonId
    /** ISO dates. */
    readonly smoothed_ideal_dates: ReadonlyArray<string>
    readonly splits: ReadonlyArray<{
      readonly release_date: string
      readonly deadline: string
      readonly priority: number
      /** Days on which an email of the cell would cause no follow-up; absent if there are none. */
      readonly quiet_from?: string
      readonly quiet_through?: string
      /** The day that an earlier run announced for the emails of the cell. */
      readonly announced_date?: string
      readonly shares: ReadonlyArray<{
        readonly send_date: string
        readonly emails: number
        /** A decimal text; null for the last share, which takes all remaining emails. */
        readonly through_rank: string | null
      }>
    }>
  }>
}

export interface OrganisationsPiece {
  readonly orgs: ReadonlyArray<{ readonly org_id: JsonId; readonly own: Readonly<Record<string, unknown>> }>
}

export interface VolumePiece {
  readonly orgs: ReadonlyArray<Omit<OrgVolume, "org_id"> & { readonly org_id: JsonId }>
}

/** The day of an ISO date in a piece. */
export const day = (text: string): Day => {
  const found = parseDay(text)
  if (found === undefined) throw new RangeError(`${text} is not a date`)
  return found
}
const dayOrNull = (text: string | null): Day | null => (text === null ? null : day(text))

export function campaignTables({ types, instances }: CampaignsPiece): CampaignTables {
  return {
    types,
    instances: instances.map((row) => ({
      ...row,
      id: BigInt(row.id),
      org_id: row.org_id === null ? null : BigInt(row.org_id),
      active_start_date: dayOrNull(row.active_start_date),
      active_end_date: dayOrNull(row.active_end_date),
    })),
  }
}

type OrgPlanPiece = PlanPiece["orgs"][number]

/** Returns a function that gives the plan of an organisation. A plan is prepared when it is first needed. */
export function sharesByOrg(
  today: Day,
  { orgs }: PlanPiece,
  volumes: ReadonlyMap<bigint, OrgVolume>,
): (org: bigint) => OrgShares | undefined {
  const pieces = new Map(orgs.map((org) => [BigInt(org.org_id), org]))
  const ready = new Map<bigint, OrgShares>()
  return (org) => {
    const piece = pieces.get(org)
    const known = ready.get(org)
    if (piece === undefined || known !== undefined) return known
    const shares = sharesOf(today, piece, volumes.get(org)?.contacts)
    ready.set(org, shares)
    return shares
  }
}

function sharesOf(
  today: Day,
  { smoothed_ideal_dates, splits }: OrgPlanPiece,
  contacts: number | undefined,
): OrgShares {
  const ready = splits.map(({ release_date, deadline, priority, shares, ...foresight }) => ({
    release: day(release_date),
    deadline: day(deadline),
    priority,
    ...(foresight.quiet_from !== undefined &&
      foresight.quiet_through !== undefined && {
        quiet: { from: day(foresight.quiet_from), through: day(foresight.quiet_through) },
      }),
    ...(foresight.announced_date !== undefined && { announced: day(foresight.announced_date) }),
    count: shares.reduce((sum, { emails }) => sum + emails, 0),
    shares: shares.map(({ send_date, emails, through_rank }) => ({
      day: day(send_date),
      count: emails,
      through: through_rank === null ? null : BigInt(through_rank),
    })),
  }))
  return new OrgShares(today, ready, smoothed_ideal_dates.map(day), contacts)
}

export function volumeByOrg({ orgs }: VolumePiece): ReadonlyMap<bigint, OrgVolume> {
  return new Map(orgs.map((volume) => [BigInt(volume.org_id), { ...volume, org_id: BigInt(volume.org_id) }]))
}
