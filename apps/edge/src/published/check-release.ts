/**
 * The morning check of an edge. Before emails are sent, the release of the day must be published and must
 * open.
 */

import { formatDay } from "@almanac/core/day/civil"
import { CENTRAL } from "@almanac/core/day/zone"
import { centralDay } from "@almanac/core/intake/date"
import type { Services } from "../services.ts"

const CHECK_HOUR = 7

/** Whether an instant lies in the hour of the check in Central time, in summer and in winter. */
export function isCheckHour(epochMs: number): boolean {
  const hour = new Intl.DateTimeFormat("en-US", { timeZone: CENTRAL, hour: "numeric", hourCycle: "h23" })
  return Number(hour.format(epochMs)) === CHECK_HOUR
}

/**
 * Opens the release that the pointer names. Rejects if the release does not open or was not decided for
 * today, so that the platform reports a failed run.
 */
export async function checkRelease(services: Services, epochMs: number): Promise<void> {
  if (!isCheckHour(epochMs)) return
  const { release } = await services.ground()
  const today = formatDay(centralDay(epochMs))
  if (release === undefined) throw new Error("no release is published")
  if (release.asOf !== today)
    throw new Error(`release ${release.id} is not that of today, ${today}: publish today's run`)
}
