/** Explains what moved, skipped or settled a candidate. */
import { formatDay, NO_DAY } from "../day/civil.ts"
import {
  CAMPAIGN_CONFLICT,
  CATCH_UP,
  DAILY_CAP,
  EXCLUSION_WINDOW,
  EXPIRED,
  FREQUENCY_LIMIT,
  HISTORY_STATUSES,
  HOLDOUT,
  KEPT,
  MISSING_BIRTH_DATE,
  NO_SENDING_DAY,
  PRE_SCHEDULED,
  SENDING_DAY,
  SETTLED,
  SMOOTHING,
  SUPERSEDED,
  SUPPRESSED,
  YEAR_ROUND_EXCLUSION,
} from "../domain/decision.ts"
import { isCampaign } from "../domain/email-type.ts"
import { DRAWS } from "../domain/holdout.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { drawOf } from "../rules/holdout.ts"
import { hasOptedOutOf } from "../rules/opt-outs.ts"
import { capStep, followupSteps } from "./load-steps.ts"
import { catchUpStep, noSendingDayStep, sendingDaySteps } from "./sending-day-steps.ts"
import { textSteps } from "./text-steps.ts"
import type { Placing, Step } from "./trace.ts"
import { birthdayRuleStep, exemptSteps, windowSteps, yearRoundStep } from "./window-steps.ts"

export function outcomeSteps(cursor: ContactCursor, row: number, placing?: Placing): Array<Step> {
  if (cursor.rows.status[row] === SETTLED) return [settledStep(cursor, row)]
  return [
    ...moveSteps(cursor, row, placing),
    ...skipSteps(cursor, row),
    ...exemptions(cursor, row),
    ...followupSteps(cursor, row),
    ...textSteps(cursor, row),
  ]
}

function exemptions(cursor: ContactCursor, row: number): Array<Step> {
  const { book, rows } = cursor
  if (rows.status[row] !== PRE_SCHEDULED || !isCampaign(rows.type[row])) return []
  const respects = book.campaigns.instances[rows.instance[row]]?.respectsWindows ?? true
  return respects ? [] : exemptSteps(cursor, rows.send[row])
}

function settledStep({ contacts, rows }: ContactCursor, row: number): Step {
  const { history } = contacts
  const h = rows.history[row]
  const status = HISTORY_STATUSES[history.status[h]]
  const sentOn = history.sentOn[h]
  const dated = sentOn === NO_DAY ? "without a date" : `dated ${formatDay(sentOn)}`
  return { rule: "history", text: `history settles it: schedule ${history.id[h]} is ${status}, ${dated}` }
}

function moveSteps(cursor: ContactCursor, row: number, placing: Placing | undefined): Array<Step> {
  const { rows } = cursor
  const send = formatDay(rows.send[row])
  switch (rows.moved[row]) {
    case KEPT:
      return [
        {
          rule: "kept",
          text: `the ideal day has passed; an earlier run announced ${send}, and that day is kept`,
        },
      ]
    case CATCH_UP:
      return [catchUpStep(cursor, row, rows.send[row])]
    case SENDING_DAY:
      return sendingDaySteps(cursor, row)
    case SMOOTHING:
      return [
        {
          rule: "smoothing",
          text: `many effective-date emails of the organisation share this ideal date; they are spread over nearby days, and this one goes on ${send}`,
        },
      ]
    case DAILY_CAP:
      return [...sendingDaySteps(cursor, row), capStep(cursor, row, placing)]
    default:
      return []
  }
}

function suppressedStep(cursor: ContactCursor, row: number): Step {
  const { book, contacts, rows, contact } = cursor
  if (contacts.suppressed[contact] === 1) {
    return {
      rule: "suppressed",
      text: "the contact has opted out; an opt-out holds for every email, at once",
    }
  }
  const type = rows.type[row]
  const nameOf = (code: number): string => book.campaigns.typeNames[code]
  const text = hasOptedOutOf(cursor, type)
    ? `the table suppressions says that the contact does not want ${nameOf(type)} emails`
    : `it follows a ${nameOf(contacts.history.type[rows.history[row]])} email, and the table suppressions says that the ` +
      "contact does not want this type; an opt-out holds for the follow-ups too"
  return { rule: "suppressed", text }
}

function holdoutStep(cursor: ContactCursor, row: number): Step {
  const { book, rows } = cursor
  const instance = book.campaigns.instances[rows.instance[row]]
  const draws = book.heldOutDraws[rows.instance[row]]
  const text =
    `campaign instance ${instance.id} holds out ${instance.holdoutPercentage} % of its contacts to measure its effect ` +
    `(holdout_percentage): this contact's draw is ${drawOf(cursor, row)} of 0 to ${DRAWS - 1}, below ${draws}, on every day`
  return { rule: "holdout", text }
}

function skipSteps(cursor: ContactCursor, row: number): Array<Step> {
  const { book, rows } = cursor
  const day = rows.send[row]
  const { frequency } = book.config
  switch (rows.reason[row]) {
    case EXPIRED:
      return [{ rule: "expired", text: `it was useful until ${formatDay(rows.latest[row])}` }]
    case SUPPRESSED:
      return [suppressedStep(cursor, row)]
    case HOLDOUT:
      return [holdoutStep(cursor, row)]
    case YEAR_ROUND_EXCLUSION:
      return [yearRoundStep(cursor)]
    case MISSING_BIRTH_DATE:
      return [birthdayRuleStep(cursor)]
    case EXCLUSION_WINDOW:
      return windowSteps(cursor, day)
    case NO_SENDING_DAY:
      return [noSendingDayStep(cursor, row)]
    case CAMPAIGN_CONFLICT:
      return [
        {
          rule: "campaign_conflict",
          text: `another campaign email of better priority goes to this contact on ${formatDay(day)}`,
        },
      ]
    case FREQUENCY_LIMIT:
      return [
        {
          rule: "frequency_limit",
          text:
            `on ${formatDay(day)} it would be more than ${frequency.max_emails_per_period} emails ` +
            `in ${frequency.period_days} days`,
        },
      ]
    case SUPERSEDED:
      return [
        {
          rule: "superseded",
          text: `a follow-up for a later email goes to this contact on ${formatDay(day)}`,
        },
      ]
    default:
      return []
  }
}
