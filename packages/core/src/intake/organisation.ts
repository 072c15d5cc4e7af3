/** Reads the cells of a row of `organisations`. */
import * as Result from "effect/Result"
import { decodeOwnSettings } from "../config/organisation-schema.ts"
import type { OrganisationSettings } from "../domain/organisation.ts"
import { type Refusal, refuse } from "../domain/refusal.ts"
import type { RowOf } from "../tables/input.ts"
import type { ORGANISATIONS } from "../tables/organisations.ts"
import { isAbsent } from "./text.ts"

export type OrganisationRow = RowOf<typeof ORGANISATIONS>

/**
 * Fails at the first cell whose value cannot be used. Blank cells leave the setting of the configuration.
 * @param source the place of the row, for messages
 */
export function takeInOrganisation(
  { org_id: orgId, ...cells }: OrganisationRow,
  source: string,
): Result.Result<OrganisationSettings, Refusal> {
  const given = {
    time_zone: textOf(cells.time_zone),
    daily_send_percentage_cap: cells.daily_send_percentage_cap,
    daily_cap: cells.daily_cap,
    weekdays: listOf(cells.weekdays),
    holidays: textOf(cells.holidays),
    blackout_dates: listOf(cells.blackout_dates),
  }
  return Result.gen(function* () {
    const warm_up = isAbsent(cells.warm_up) ? null : yield* readJson(String(cells.warm_up), source)
    return { orgId, own: yield* decodeOwnSettings({ ...given, warm_up }, source) }
  })
}

const textOf = (cell: string | null): string | null => (cell === null || isAbsent(cell) ? null : cell.trim())

/** The items of a text that joins them by commas. */
const listOf = (cell: string | null): ReadonlyArray<string> | null =>
  textOf(cell)
    ?.split(",")
    .map((item) => item.trim()) ?? null

const readJson = (cell: string, source: string): Result.Result<unknown, Refusal> =>
  Result.try({
    try: (): unknown => JSON.parse(cell),
    catch: () =>
      refuse(
        `${source}: warm_up is not JSON`,
        'write it like {"start": "2026-12-01", "steps": [500, 1000, 2000], "days_per_step": 7}',
      ),
  })
