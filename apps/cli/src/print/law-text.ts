/** The texts about state rules. */
import type { WhatIf, WhatIfState } from "@almanac/checks/what-if/what-if"
import { type LawComparison, rulesText } from "@almanac/core/law/compare"
import type { LawRow, RuleSet } from "@almanac/core/law/law"
import { citationText, doubtText, ruleText } from "@almanac/core/law/rule-text"
import { STATE_NAMES } from "@almanac/core/law/states"
import {
  FEDERAL_TEXT_HOURS,
  STATE_TEXT_HOURS,
  type TextHours,
  textHoursText,
} from "@almanac/core/law/text-hours"
import { count, table } from "./numbers.ts"

export function ruleSetText({ name, description, rows, doubts }: RuleSet): string {
  return [
    `${name}: ${description}`,
    ...rows.map(rowText),
    ...doubts.map((doubt) => `${doubt.state}  ${STATE_NAMES[doubt.state]}: no rule. ${doubtText(doubt)}`),
    "All other states, territories and military regions have none.",
    "",
    "Hours for text messages, at the recipient's place (under every rule set):",
    ...STATE_TEXT_HOURS.map((row) => hoursRowText(`${row.state}  ${STATE_NAMES[row.state]}`, row)),
    hoursRowText("All other states, territories and military regions", FEDERAL_TEXT_HOURS),
  ].join("\n")
}

function hoursRowText(place: string, row: TextHours): string {
  return [
    `${place}: ${textHoursText(row)}`,
    `    [${citationText(row.citation)}; confidence ${row.confidence}]`,
    ...(row.note === undefined ? [] : [`    ${row.note}`]),
  ].join("\n")
}

function rowText({ state, rule, citation, confidence, note }: LawRow): string {
  return [
    `${state}  ${STATE_NAMES[state]}: ${ruleText(rule)}`,
    `    [${citationText(citation)}; confidence ${confidence}]`,
    ...(note === undefined ? [] : [`    ${note}`]),
  ].join("\n")
}

export function comparisonText(a: RuleSet, b: RuleSet, { differ, same, without }: LawComparison): string {
  const width = Math.max(a.name.length, b.name.length)
  const side = ({ name }: RuleSet, rows: ReadonlyArray<LawRow>) =>
    `    ${name.padEnd(width)}  ${rulesText(rows)}${rows.map(({ citation }) => ` [${citation.title}]`).join("")}`
  const states = differ.flatMap(({ state, from, to }) => [
    `${state}  ${STATE_NAMES[state]}`,
    side(a, from),
    side(b, to),
  ])
  return [
    ...states,
    `The same in both: ${same.length === 0 ? "none" : same.join(", ")}; no rule in either: ${without.length} others`,
  ].join("\n")
}

/** How many contacts and emails of an export two rule sets decide differently, by state. */
export function effectText(
  a: RuleSet,
  b: RuleSet,
  { differ }: LawComparison,
  { as_of, contacts, by_state, pre_scheduled }: WhatIf,
): string {
  const states = new Set<string>(differ.map(({ state }) => state))
  const inStates = by_state.filter(({ state }) => states.has(state))
  const elsewhere = by_state.filter(({ state }) => !states.has(state))
  const emails = (key: "no_longer_sent" | "newly_sent" | "moved", rows: ReadonlyArray<WhatIfState>) =>
    rows.reduce((sum, row) => sum + row[key], 0)
  const head = [
    "State",
    "contacts",
    "decided differently",
    `sent only by ${a.name}`,
    `sent only by ${b.name}`,
    "moved",
  ]
  const rows = inStates.map((row) => [
    row.state,
    row.all_contacts,
    row.contacts,
    row.no_longer_sent,
    row.newly_sent,
    row.moved,
  ])
  return [
    `Planned as of ${as_of}: ${count(contacts)} contacts, ${count(pre_scheduled.without)} emails by ${a.name}, ` +
      `${count(pre_scheduled.with)} by ${b.name}`,
    "",
    rows.length === 0
      ? "No contact lives in a state in which the rule sets differ."
      : table([head, ...rows], ""),
    ...(elsewhere.length === 0
      ? []
      : [
          `In other states ${count(emails("moved", elsewhere))} emails move, because their days have other numbers of emails.`,
        ]),
  ].join("\n")
}
