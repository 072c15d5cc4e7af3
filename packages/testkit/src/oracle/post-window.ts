/** Section 6, post-window: one email on the day after a window into which an email fell. */
import { ANNIVERSARY_TYPES, type Candidate, occurrence, postWindowCandidate } from "./candidates.ts"
import { yearOf } from "./dates.ts"
import { type Draft, draftOf, skipLosers } from "./draft.ts"
import { isSettled } from "./history.ts"
import { isHeldOut } from "./holdout.ts"
import { refusesType } from "./opt-outs.ts"
import { type Release, release, type Situation, stateExclusion } from "./release-day.ts"
import { type Window, windowAround } from "./windows.ts"

/** An unsettled candidate of this run and the decision about it. */
export interface Decided {
  readonly candidate: Candidate
  readonly release: Release
}

/** The part of a window that ends in which emails are looked for. */
interface EndingWindow extends Window {
  readonly start: number
  readonly end: number
}

/** Emails with an older ideal date do not matter any more. */
const FAR_BACK_DAYS = 12 * 366

function contains(window: Window, day: number): boolean {
  return (window.start === null || window.start <= day) && (window.end === null || day <= window.end)
}

/**
 * The windows to consider, earliest end first: those that have begun and whose post-window email is not too
 * late, and those that contain a row skipped by this run.
 */
function consideredWindows(
  situation: Situation,
  decided: ReadonlyArray<Decided>,
): ReadonlyArray<EndingWindow> {
  const { today, config, rules, contact } = situation
  const { pre_window_exclusion_days: pre, post_window_latest_days: latestDays } = config.timing
  const days = decided
    .filter(({ release }) => release.skipReason === "exclusion_window")
    .map(({ release }) => release.day)
  for (let day = today - 1 - latestDays; day <= today; day++) days.push(day)
  const windows: Array<Window> = []
  for (const day of days) {
    if (windows.some((window) => contains(window, day))) continue
    const window = windowAround(rules, contact, day, pre)
    if (window !== null) windows.push(window)
  }
  return windows
    .flatMap(({ start, end }) =>
      end === null ? [] : [{ start: Math.max(start ?? -Infinity, today - FAR_BACK_DAYS), end }],
    )
    .filter((window) => window.end + 1 + latestDays >= today)
    .sort((a, b) => a.end - b.end)
}

/** The birthday, effective-date and AEP emails of any year whose ideal date is inside the window. */
function occurrencesInside(situation: Situation, window: EndingWindow): ReadonlyArray<Candidate> {
  const first = yearOf(window.start) - 1
  const last = yearOf(window.end) + 2
  const found: Array<Candidate> = []
  for (const emailType of ANNIVERSARY_TYPES) {
    for (let year = first; year <= last; year++) {
      const candidate = occurrence(situation.config, situation.contact, emailType, year)
      if (candidate !== null && contains(window, candidate.ideal)) found.push(candidate)
    }
  }
  return found
}

/** The types of the emails that fell into the window, in the order of docs/reference/decisions.md. */
function swallowedTypes(
  situation: Situation,
  window: EndingWindow,
  decided: ReadonlyArray<Decided>,
): ReadonlyArray<string> {
  const countsByIdeal = (candidate: Candidate) =>
    contains(window, candidate.ideal) && stateExclusion(situation, candidate.ideal) === null
  const byIdeal = occurrencesInside(situation, window)
    .filter((candidate) => countsByIdeal(candidate) && !isSettled(candidate, situation.earlier))
    .map((candidate) => candidate.emailType)
  const ofThisRun = decided
    .filter(({ candidate }) => candidate.respectsWindows && !isHeldOut(candidate))
    .filter(
      ({ candidate, release }) =>
        (candidate.instance !== null && countsByIdeal(candidate)) ||
        (release.skipReason === "exclusion_window" && contains(window, release.day)),
    )
    .map(({ candidate }) => candidate.emailType)
  const types = new Set(
    [...byIdeal, ...ofThisRun].filter((emailType) => !refusesType(situation.optOuts, emailType)),
  )
  const campaigns = [...types].filter((type) => type.startsWith("campaign_")).sort()
  return [...ANNIVERSARY_TYPES.filter((type) => types.has(type)), ...campaigns]
}

/**
 * The post-window rows of a contact.
 * @param decided its other candidates, without follow-ups
 */
export function postWindowDrafts(
  situation: Situation,
  decided: ReadonlyArray<Decided>,
): ReadonlyArray<Draft> {
  if (!situation.config.email_types.post_window.enabled) return []
  const drafts = consideredWindows(situation, decided).flatMap((window) => {
    const types = swallowedTypes(situation, window, decided)
    const candidate = postWindowCandidate(situation.config, situation.contact, window.end)
    if (types.length === 0 || isSettled(candidate, situation.earlier)) return []
    if (stateExclusion(situation, candidate.ideal) !== null) return []
    const metadata = JSON.stringify({ stands_for: types })
    return [draftOf(candidate, release(situation, candidate), metadata)]
  })
  return skipLosers(
    drafts,
    "superseded",
    (draft, rival) => draft.day === rival.day && draft.ideal < rival.ideal,
  )
}
