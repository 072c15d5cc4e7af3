/** Section 6: the day on which a candidate goes out, or the reason for which it does not. */
import type { Config } from "@almanac/core/config/config"
import type { WindowRule } from "@almanac/core/law/law"
import type { Candidate } from "./candidates.ts"
import { yearOf } from "./dates.ts"
import { type Halves, hashOf } from "./hash.ts"
import { announcedDays, type EarlierRow } from "./history.ts"
import { isHeldOut } from "./holdout.ts"
import type { Contact } from "./intake.ts"
import { type OptOut, refusesType, wantsNoEmail } from "./opt-outs.ts"
import { isSendingDay, type MovedEmail, nextAllowedDay, sendingDayFor } from "./sending-days.ts"
import type { MovedBy, SkipReason } from "./verdict.ts"
import { isInside, limitsHold } from "./windows.ts"

/** The facts about one contact from which its emails are decided. */
export interface Situation {
  readonly config: Config
  readonly today: number
  readonly contact: Contact
  readonly rules: ReadonlyArray<WindowRule>
  readonly optOuts: ReadonlyArray<OptOut>
  /** The contact's rows of earlier runs. */
  readonly earlier: ReadonlyArray<EarlierRow>
}

export interface Release {
  readonly day: number
  readonly skipReason: SkipReason | null
  readonly movedBy: MovedBy | null
}

const skipped = (day: number, skipReason: SkipReason, movedBy: MovedBy | null = null): Release => ({
  day,
  skipReason,
  movedBy,
})

const released = (day: number, movedBy: MovedBy | null): Release => ({ day, skipReason: null, movedBy })

export function insideWindow(situation: Situation, day: number): boolean {
  return isInside(situation.rules, situation.contact, day, situation.config.timing.pre_window_exclusion_days)
}

/** Step 3: the exclusions that do not depend on the dates of a window, checked on the ideal date. */
export function stateExclusion(situation: Situation, ideal: number): SkipReason | null {
  const { rules, contact, config } = situation
  const inForce = rules.filter((rule) => limitsHold(rule, contact, ideal))
  if (inForce.some((rule) => rule.kind === "year_round")) return "year_round_exclusion"
  const unknownAnchor = contact.birth === null && config.missing_birth_date === "exclude"
  return unknownAnchor && inForce.some((rule) => rule.kind === "birthday") ? "missing_birth_date" : null
}

/** The first day on or after today that is congruent to the hash modulo `spread`. */
function congruentDay(today: number, hash: Halves, spread: number): number {
  let day = today
  while (((day % spread) + spread) % spread !== Number(hash.high % BigInt(spread))) day++
  return day
}

/**
 * Step 5 if no day is kept: the congruent day; if that is after `latest`, a day up to `latest` that the hash
 * chooses.
 */
function catchUpDay(today: number, latest: number, hash: Halves, spread: number): number {
  const day = congruentDay(today, hash, spread)
  if (day <= latest) return day
  return today + Number(hash.low % BigInt(latest - today + 1))
}

/**
 * The day of a late email without an announced day: the congruent day. If the email has been waiting for a sending day
 * since its ideal date or since the congruent day before today, it goes on that sending day.
 */
export function lateRelease(
  today: number,
  ideal: number,
  hash: Halves,
  spread: number,
  email: MovedEmail,
): Release {
  const congruent = congruentDay(today, hash, spread)
  const waiting = [ideal, congruent - spread]
    .filter((day) => day >= ideal)
    .map((day) => nextAllowedDay(email, day))
    .find((day) => day !== null && day >= today)
  if (waiting !== undefined && waiting !== null) return released(waiting, "sending_day")
  const day = catchUpDay(today, email.latest, hash, spread)
  if (email.excluded(day)) return skipped(day, "exclusion_window", "catch_up")
  return onSendingDay(released(day, "catch_up"), email)
}

/** Section 13: moves a released email to a sending day. */
export function onSendingDay(release: Release, email: MovedEmail): Release {
  const day = sendingDayFor(email, release.day)
  if (day === null) return { ...release, skipReason: "no_sending_day" }
  return day === release.day ? release : released(day, "sending_day")
}

/** Decides a candidate by steps 1 to 6, in this order, and moves it to a sending day. */
export function release(situation: Situation, candidate: Candidate): Release {
  const { today, config } = situation
  const { ideal, latest } = candidate
  const excluded = (day: number) => candidate.respectsWindows && insideWindow(situation, day)
  const mayGoOn = (day: number) => candidate.anyDay || isSendingDay(config, day)
  // A post-window email never goes before the end of its window.
  const earliest = candidate.emailType === "post_window" ? Math.max(today, ideal) : today
  const email = { mayGoOn, excluded, latest, earliest }
  // Step 1
  if (latest < today || latest < ideal) return skipped(ideal, "expired")
  // Step 2
  if (wantsNoEmail(situation.optOuts) || refusesType(situation.optOuts, candidate.emailType)) {
    return skipped(ideal, "suppressed")
  }
  if (isHeldOut(candidate)) return skipped(ideal, "holdout")
  // Step 3
  const exclusion = candidate.respectsWindows ? stateExclusion(situation, ideal) : null
  if (exclusion !== null) return skipped(ideal, exclusion)
  // Step 4
  if (excluded(ideal)) return skipped(ideal, "exclusion_window")
  // Step 5
  if (ideal < today) {
    const announced = announcedDays(candidate, situation.earlier)
    const kept = announced.find((day) => today <= day && day <= latest && !excluded(day) && mayGoOn(day))
    if (kept !== undefined) return released(kept, "kept")
    const hash = hashOf(candidate.contact.id, candidate.emailType, yearOf(candidate.eventDate))
    return lateRelease(today, ideal, hash, config.load_balancing.catch_up_spread_days, email)
  }
  // Step 6
  return onSendingDay(released(ideal, null), email)
}
