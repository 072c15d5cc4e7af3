/** The summary of a simulation. */
import { SIMULATION_CHECKS, type SimulationCheck } from "@almanac/checks/simulate/checks"
import type { Difference, Pair } from "@almanac/checks/simulate/compare"
import type { ScenarioReport } from "@almanac/checks/simulate/report"
import type { SimulationReport } from "@almanac/checks/simulate/simulate"
import { count, table } from "./numbers.ts"
import { announcedPairs, announcedTable, announcedText, percent } from "./simulation-announced.ts"

export function simulationSummary(report: SimulationReport, output: string): string {
  const { result, compared, difference } = report
  const simulatedDays = report.days * (compared === null ? 1 : 2)
  const files = compared === null ? "" : `, and the same for ${compared.config.source} in compared/`
  return [
    `${count(report.days)} days from ${report.as_of} to ${report.last_day}, ${result.config.source}, seed ${report.seed}`,
    "",
    scenarioText(result),
    ...(compared === null ? [] : ["", `With ${compared.config.source}`, "", scenarioText(compared)]),
    ...(difference === null || compared === null ? [] : ["", differenceText(difference, result, compared)]),
    "",
    `${report.seconds.toFixed(1)} s, ${(simulatedDays / report.seconds).toFixed(1)} days/s`,
    `Files   ${output}/sent/*.parquet, skipped/*.parquet, simulation.json${files}`,
  ].join("\n")
}

function scenarioText(result: ScenarioReport): string {
  const { contacts, loads, replanning } = result
  return [
    `${count(contacts.first_day)} contacts on the first day, ${count(contacts.last_day)} on the last`,
    `${count(result.sent)} emails sent, ${count(result.skipped)} skipped for good (${listed(result.skipped_by_reason)})`,
    "",
    announcedTable(result.announced),
    "",
    months(result.sent_by_month),
    "",
    worstDay(loads),
    aboveCap(result),
    `When planned again each day, ${percent(replanning.moved_share)} of the remaining emails changed their day, ` +
      `${percent(replanning.moved_freely_share)} although the day had room`,
    ...Object.entries(result.dropped_by_cause).map(
      ([cause, n]) => `${count(n)} planned emails dropped: ${CAUSES[cause] ?? cause}`,
    ),
    "",
    announcedText(result.announced),
    "",
    ...result.checks.map(checkText),
  ].join("\n")
}

const CAUSES: Readonly<Record<string, string>> = {
  parent_too_old: "follow-ups whose email had been sent too long ago",
  campaign_ended: "post-window emails whose campaign had ended",
  opted_out: "post-window emails of contacts who had opted out",
}

const BAR_WIDTH = 40

function months(sent: Readonly<Record<string, number>>): string {
  const most = Math.max(1, ...Object.values(sent))
  return Object.entries(sent)
    .map(([month, n]) => `${month} ${"█".repeat(Math.round((n * BAR_WIDTH) / most))} ${count(n)}`)
    .join("\n")
}

function worstDay({ worst_day: day }: ScenarioReport["loads"]): string {
  if (day === null) return "Nothing was sent"
  return (
    `Worst day: ${day.date}, organisation ${day.org_id}, ${count(day.load)} emails against a cap of ${count(day.cap)}` +
    ` and a threshold of ${count(day.threshold)}`
  )
}

function aboveCap({ loads, checks }: ScenarioReport): string {
  const { days, days_above_cap, days_above_threshold } = loads
  const avoidable = checks.some(({ check, violations }) => check === "overload" && violations > 0)
  const remark = days_above_threshold === 0 || avoidable ? "" : " (unavoidable)"
  return (
    `Days of an organisation above the cap: ${count(days_above_cap)} of ${count(days)}; ` +
    `above the threshold: ${count(days_above_threshold)}${remark}`
  )
}

function checkText({ check, violations, examples }: SimulationCheck): string {
  const name = SIMULATION_CHECKS[check]
  if (violations === 0) return `✓ ${name}: none`
  const more = violations - examples.length
  return [
    `✗ ${name}: ${count(violations)}`,
    ...examples.map(({ contact_id, email_type, detail }) =>
      [
        "   ",
        contact_id === null ? "" : `contact ${contact_id}, `,
        email_type === null ? "" : `${email_type}: `,
        detail,
      ].join(""),
    ),
    ...(more > 0 ? [`    and ${count(more)} more`] : []),
  ].join("\n")
}

function differenceText(difference: Difference, from: ScenarioReport, to: ScenarioReport): string {
  const changed = difference.occurrences.filter(
    ({ lost, beyond, gained, within, moved }) => lost + beyond + gained + within + moved > 0,
  )
  return [
    `Difference: ${from.config.source} → ${to.config.source}`,
    "",
    table(
      [
        ["", "from", "to", "change"],
        row("Emails sent", difference.sent),
        row("Skipped for good", difference.skipped),
        row("Days above the cap", difference.days_above_cap),
        row("Days above the threshold", difference.days_above_threshold),
        ...announcedPairs(difference).map(([name, pair]) => row(name, pair)),
        ...Object.entries(difference.sent_by_type).map(([name, pair]) => row(name, pair)),
        ...Object.entries(difference.sent_by_month).map(([name, pair]) => row(name, pair)),
      ],
      "",
    ),
    "",
    ...occurrencesText(changed),
    "",
    `${from.config.source}: ${worstDay(from.loads)}`,
    `${to.config.source}: ${worstDay(to.loads)}`,
  ].join("\n")
}

function occurrencesText(changed: Difference["occurrences"]): ReadonlyArray<string> {
  if (changed.length === 0) return ["All emails except follow-ups go on the same days"]
  const total = (name: "lost" | "beyond" | "gained" | "within" | "moved" | "days_moved"): number =>
    changed.reduce((sum, row) => sum + row[name], 0)
  const moved = total("moved")
  const mean = moved === 0 ? "" : `, by ${(total("days_moved") / moved).toFixed(1)} days on average`
  return [
    `Emails except follow-ups: ${count(total("lost"))} lost, ${count(total("gained"))} gained, ` +
      `${count(moved)} on another day${mean}, ${count(total("beyond"))} only after the last day, ` +
      `${count(total("within"))} no longer after it`,
    "",
    table(
      [
        ["By type", "lost", "gained", "moved", "days", "after", "no longer"],
        ...changed.map(({ email_type, lost, beyond, gained, within, moved, days_moved }) => [
          ...[email_type, lost, gained, moved, days_moved, beyond, within],
        ]),
      ],
      "",
    ),
  ]
}

function row(name: string, { from, to }: Pair): ReadonlyArray<string | number> {
  const change = to - from
  return [name, from, to, change > 0 ? `+${count(change)}` : change === 0 ? "" : count(change)]
}

function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts)
  return entries.length === 0 ? "none" : entries.map(([name, n]) => `${count(n)} ${name}`).join(", ")
}
