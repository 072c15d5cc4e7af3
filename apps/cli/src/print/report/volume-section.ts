/**
 * The section about the volume of every organisation. The largest organisations are drawn, the others are
 * listed. It also lists the days that stay above the threshold.
 */

import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import { volumeCapOn, volumeThresholdOn } from "@almanac/core/plan/org-volume"
import type { RunFacts } from "@almanac/pipeline/run/manifest"
import { count } from "../numbers.ts"
import { organisationText } from "../organisation-text.ts"
import { type DailyVolume, dailyVolume, largestFirst, type OrgPeaks, orgPeaks } from "../volume-days.ts"
import { dateText } from "./calendar.ts"
import { volumeChart } from "./chart.ts"
import { type Content, element, type Html, table } from "./html.ts"

const MAX_DRAWN = 50
const MAX_LISTED = 2000
const MAX_OVERLOADS = 500

/** The organisations, largest first. Only those that are drawn have the volume of every day. */
export interface RunVolumes {
  readonly drawn: ReadonlyArray<DailyVolume>
  readonly listed: ReadonlyArray<OrgPeaks>
}

export function runVolumes(facts: RunFacts): RunVolumes {
  const today = parseDay(facts.as_of) as Day
  const orgs = largestFirst(facts.daily_loads)
  return {
    drawn: orgs.slice(0, MAX_DRAWN).map((org) => dailyVolume(org, today)),
    listed: orgs.slice(MAX_DRAWN).map((org) => orgPeaks(org, today)),
  }
}

export function volumeSection({ drawn, listed }: RunVolumes): Html {
  const foreseen = drawn.some(({ foresees }) => foresees)
    ? ", and follow-ups that earlier emails will cause"
    : ""
  return element(
    "section",
    {},
    element("h2", {}, "Emails a day, by organisation"),
    element(
      "p",
      { class: "soft" },
      `The load of a day is the number of emails planned for it and, in a balanced run, of emails already queued or sent on it${foreseen}. ` +
        "If a day is above the threshold, emails move to later days until it is at the cap, as far as that is possible.",
    ),
    drawn.map((volume, at) => organisation(volume, at)),
    listed.length === 0 ? [] : others(listed),
    overloads([...drawn, ...listed]),
  )
}

function organisation(volume: DailyVolume, at: number): Html {
  const { org, balanced, worst, worstBefore, crowded } = volume
  const peak = balanced
    ? `worst day ${count(worstBefore.before)} → ${count(worst.load)}`
    : `worst day ${count(worst.load)}`
  const above = crowded === 0 ? "" : ` · ${days(crowded)} above the threshold`
  return element(
    "details",
    { open: at === 0 ? "open" : undefined },
    element(
      "summary",
      {},
      element("b", {}, `Organisation ${organisationText(org)}`),
      ` · ${count(org.contacts)} contacts · cap ${count(org.cap)}${org.caps === undefined ? "" : ", on some days less"} · ${peak}${above}`,
    ),
    volumeChart(volume, `org-${at}`),
    later(volume),
    element("details", {}, element("summary", {}, "Week by week as a table"), weekTable(volume)),
  )
}

/** The text about the days that the chart leaves out. */
function later({ later }: DailyVolume): Content {
  const last = later.at(-1)
  if (last === undefined) return []
  const emails = later.reduce((sum, { load }) => sum + load, 0)
  return element(
    "p",
    { class: "soft" },
    `Not shown: ${count(emails)} ${emails === 1 ? "email" : "emails"} on ${days(later.length)} after this period, the last on ` +
      `${dateText(last.day)}; see manifest.json.`,
  )
}

function weekTable({ days, balanced, foresees, org }: DailyVolume): Html {
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, n) => days.slice(7 * n, 7 * n + 7))
  const total = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0)
  return table({
    caption: `Organisation ${organisationText(org)}, cap ${count(org.cap)} and threshold ${count(org.threshold)} emails a day${org.caps === undefined ? "" : ", on some days less"}; manifest.json has every day`,
    head: [
      ...["Week from", "emails", ...(foresees ? ["of these, foreseen follow-ups"] : []), "worst day"],
      ...(balanced ? ["worst day before balancing"] : []),
    ],
    rows: weeks.map((week) => [
      formatDay(week[0]?.day ?? 0),
      total(week.map(({ load }) => load)),
      ...(foresees ? [total(week.map(({ foreseen }) => foreseen))] : []),
      Math.max(...week.map(({ load }) => load)),
      ...(balanced ? [Math.max(...week.map(({ before }) => before))] : []),
    ]),
  })
}

function others(volumes: ReadonlyArray<OrgPeaks>): Html {
  const listed = volumes.slice(0, MAX_LISTED)
  const more = volumes.length - listed.length
  return element(
    "details",
    {},
    element("summary", {}, element("b", {}, `The other ${count(volumes.length)} organisations`)),
    table({
      caption: more > 0 ? `${count(more)} more are only in manifest.json` : "Largest first",
      head: [
        "Organisation",
        "contacts",
        "cap",
        "threshold",
        "worst day before",
        "worst day",
        "days above the threshold",
      ],
      rows: listed.map(({ org, worst, worstBefore, crowded }) => [
        organisationText(org),
        org.contacts,
        org.cap,
        org.threshold,
        worstBefore.before,
        worst.load,
        crowded,
      ]),
    }),
  )
}

function overloads(volumes: ReadonlyArray<OrgPeaks>): Content {
  const rows = volumes.flatMap(({ org }) =>
    (org.overloads ?? []).map(({ date, load }) => {
      const queued = org.loads_history?.[date] ?? 0
      const threshold = volumeThresholdOn(org, date)
      const reason =
        queued > threshold
          ? `${count(queued)} emails are already queued or sent on the day`
          : "the rest cannot move: follow-ups, queued emails, and emails for which no later day before their deadline or next window has room"
      const day = dateText(parseDay(date) as Day)
      return [organisationText(org), day, load, volumeCapOn(org, date), threshold, reason]
    }),
  )
  if (!volumes.some(({ balanced }) => balanced)) return []
  if (rows.length === 0) {
    return element("p", {}, "No day of any organisation ends above its threshold.")
  }
  const more = rows.length - MAX_OVERLOADS
  return [
    element("h2", {}, "Days that end above the threshold"),
    element(
      "p",
      { class: "soft" },
      "No choice of days within the rules avoids this, and no email is dropped because of it.",
    ),
    table({
      caption:
        more > 0
          ? `The first ${count(MAX_OVERLOADS)} of ${count(rows.length)}`
          : `${days(rows.length)} in all`,
      head: ["Organisation", "day", "emails", "cap", "threshold", "why"],
      rows: rows.slice(0, MAX_OVERLOADS),
    }),
  ]
}

function days(number: number): string {
  return `${count(number)} ${number === 1 ? "day" : "days"}`
}
