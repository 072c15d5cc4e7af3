/** The report of a run as one HTML file. It has no scripts, loads no other files, and shows counts only. */
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { RunFacts } from "@almanac/pipeline/run/manifest"
import { count } from "../numbers.ts"
import type { OrgPeaks } from "../volume-days.ts"
import { dateText } from "./calendar.ts"
import { countsSection } from "./counts-section.ts"
import { factsSection } from "./facts-section.ts"
import { element, type Html, render } from "./html.ts"
import { STYLE } from "./style.ts"
import { runVolumes, volumeSection } from "./volume-section.ts"

/** Returns the whole document. It must be written as UTF-8. */
export function runReport(facts: RunFacts): string {
  const volumes = runVolumes(facts)
  const today = dateText(parseDay(facts.as_of) as Day)
  const title = `Almanac: emails planned as of ${today}`
  const head = [
    { html: '<meta charset="utf-8" />' },
    { html: '<meta name="viewport" content="width=device-width, initial-scale=1" />' },
    element("title", {}, title),
    { html: `<style>${STYLE}</style>` },
  ]
  const body = element(
    "main",
    {},
    element("p", { class: "soft" }, "Almanac · volume report"),
    element("h1", {}, `Emails planned as of ${today}`),
    element("p", { class: "lead" }, sentence(facts)),
    tiles(facts, [...volumes.drawn, ...volumes.listed]),
    volumeSection(volumes),
    countsSection(facts),
    factsSection(facts),
  )
  const page = element("html", { lang: "en-US" }, element("head", {}, head), element("body", {}, body))
  return `<!doctype html>\n${render(page)}\n`
}

function sentence({ counts, rule_set, daily_loads }: RunFacts): string {
  const organisations =
    daily_loads.length === 1 ? "one organisation" : `${count(daily_loads.length)} organisations`
  return (
    `The run read ${count(counts.input_contacts)} contacts of ${organisations} and used the rule set ${rule_set}. ` +
    `It planned ${count(counts.pre_scheduled)} emails for the coming year and skipped ${count(counts.skipped)}, ` +
    "each for one of the reasons below."
  )
}

function tiles({ counts, daily_loads }: RunFacts, volumes: ReadonlyArray<OrgPeaks>): Html {
  const sum = (part: (volume: OrgPeaks) => number): number =>
    volumes.reduce((total, volume) => total + part(volume), 0)
  const moved = counts.by_org_type_status.reduce(
    (total, row) =>
      row.moved_by === "daily_cap" && row.status === "pre-scheduled" ? total + row.rows : total,
    0,
  )
  const foreseen = daily_loads.flatMap(({ loads_foreseen = {} }) => Object.values(loads_foreseen))
  const above = sum(({ crowded }) => crowded)
  const balanced = volumes.some((volume) => volume.balanced)
  const entries: ReadonlyArray<readonly [value: string, label: string]> = [
    [count(counts.pre_scheduled), "emails planned"],
    ...(foreseen.length === 0
      ? []
      : [[count(foreseen.reduce((total, emails) => total + emails, 0)), "follow-ups foreseen"] as const]),
    [count(counts.skipped), "emails skipped"],
    [count(counts.settled), "settled by history"],
    [count(counts.contacts), "contacts scheduled"],
    [count(counts.rejects), "contacts rejected"],
    [count(counts.warnings), "warnings"],
    ...(balanced ? [[count(moved), "emails moved by the daily cap"] as const] : []),
    [
      balanced ? `${count(sum(({ crowdedBefore }) => crowdedBefore))} → ${count(above)}` : count(above),
      "days above the threshold, over all organisations",
    ],
  ]
  return element(
    "ul",
    { class: "tiles" },
    entries.map(([value, label]) => element("li", {}, element("b", {}, value), element("span", {}, label))),
  )
}
