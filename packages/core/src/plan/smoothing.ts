/** Effective-date smoothing: spreads emails that crowd on one ideal date over the days around it. */
import type { RowColumns } from "../columns/rows.ts"
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { NOT_MOVED, PRE_SCHEDULED } from "../domain/decision.ts"
import { EFFECTIVE_DATE } from "../domain/email-type.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { modulo } from "../rules/hash.ts"
import { insideWindow } from "../rules/windows.ts"
import { floorShare } from "./cap.ts"

/** How many effective-date emails of an organisation may share an ideal date without being smoothed. */
export function softLimit(config: Config, cap: number): number {
  const { ed_daily_soft_limit, ed_soft_limit_share } = config.load_balancing
  return Math.max(1, Math.min(ed_daily_soft_limit, floorShare(ed_soft_limit_share, cap)))
}

/** Whether the row is an effective-date email that is on time and planned for its ideal date. */
export function isSmoothable(rows: RowColumns, row: number): boolean {
  return (
    rows.type[row] === EFFECTIVE_DATE && rows.status[row] === PRE_SCHEDULED && rows.moved[row] === NOT_MOVED
  )
}

/**
 * The day to which smoothing moves a row: its ideal date plus a jitter from the low half of its rank. The
 * ideal date itself if that day is before today, after `latest`, inside a window or no sending day.
 */
export function smoothedDay({ book, organisation, rows, windows }: ContactCursor, row: number): Day {
  const ideal = rows.ideal[row]
  const width = book.config.load_balancing.ed_smoothing_window_days
  const day = ideal + modulo(rows.hashLow[row], width) - (width - 1) / 2
  if (day < book.today || day > rows.latest[row]) return ideal
  return insideWindow(windows, day) || !organisation.sendingDays.isSendingDay(day) ? ideal : day
}
