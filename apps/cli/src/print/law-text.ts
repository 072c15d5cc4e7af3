/** The texts about state rules. */
import { type LawComparison, rulesText } from "@almanac/core/law/compare"
import type { Citation, LawRow, RuleSet } from "@almanac/core/law/law"
import { doubtText, ruleText } from "@almanac/core/law/rule-text"
import { STATE_NAMES } from "@almanac/core/law/states"

/** The title of a source, its address, and the day on which it was last checked. */
export function citationText({ title, url, checkedOn }: Citation): string {
  return [title, url, checkedOn === "" ? undefined : `checked ${checkedOn}`]
    .filter((part) => part !== undefined)
    .join(", ")
}

export function ruleSetText({ name, description, rows, doubts }: RuleSet): string {
  return [
    `${name}: ${description}`,
    ...rows.map(rowText),
    ...doubts.map((doubt) => `${doubt.state}  ${STATE_NAMES[doubt.state]}: no rule. ${doubtText(doubt)}`),
    "All other states, territories and military regions have none.",
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
