/** Days that are above their thresholds because no plan avoids it. */
import { type OrgVolume, volumeThresholdOn } from "@almanac/core/plan/org-volume"

export interface Overload {
  readonly date: string
  readonly org_id: bigint
  readonly load: number
  readonly threshold: number
}

export const overloadsOf = (loads: ReadonlyArray<OrgVolume>): ReadonlyArray<Overload> =>
  loads.flatMap((org) =>
    (org.overloads ?? []).map(({ date, load }) => ({
      date,
      org_id: org.org_id,
      load,
      threshold: volumeThresholdOn(org, date),
    })),
  )
