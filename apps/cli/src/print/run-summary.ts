/**
 * The summary of a finished run: counts, the volume of the coming days compared with the cap,
 * and where the files are.
 */
import { parseDay } from "@almanac/core/day/civil"
import { type LawNotes, lawNotes } from "@almanac/core/law/notes"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { commandName } from "./command-name.ts"
import { lawNotesText } from "./law-notes.ts"
import { count, megabytes, table } from "./numbers.ts"
import { dailyVolume, largestFirst } from "./volume-days.ts"
import { volumeText } from "./volume-text.ts"

/**
 * @param input directory of the input tables; undefined if it no longer exists
 * @param dim dims text if the terminal has colours
 */
export function runSummary(
  manifest: Manifest,
  input: string | undefined,
  output: string,
  dim: (text: string) => string = (text) => text,
): string {
  const { counts, timings } = manifest
  const seconds = timings.total_seconds ?? 0
  const command = commandName()
  return [
    `Run ${manifest.run_id}, as of ${manifest.as_of}, rule set ${manifest.rule_set}`,
    "",
    `${count(counts.input_contacts)} contacts read: ${count(counts.contacts)} scheduled, ${count(counts.rejects)} rejected` +
      ` (${listed(counts.rejects_by_reason)})`,
    `${count(counts.rows)} rows: ${count(counts.pre_scheduled)} pre-scheduled, ${count(counts.skipped)} skipped;` +
      ` ${count(counts.settled)} already settled by history`,
    ...foreseen(manifest),
    ...ownSettings(manifest),
    `${count(counts.warnings)} warnings (${listed(counts.warnings_by_kind)})`,
    ...lawNotesText(notesOf(manifest), command, manifest.rule_set, input),
    "",
    byType(manifest),
    "",
    byState(manifest),
    "",
    volume(manifest, dim),
    "",
    `${seconds.toFixed(1)} s, ${count(Math.round(counts.contacts / Math.max(seconds, 0.001)))} contacts/s,` +
      ` peak memory ${megabytes(manifest.peak_rss_bytes)}, checksum ${manifest.schedules_checksum}`,
    "",
    `Report  ${output}/report.html    charts for every organisation; open it in a browser`,
    `Files   ${output}/schedules/*.parquet, rejects/, warnings/, manifest.json`,
    ...(input === undefined
      ? []
      : [
          `Next    ${command} explain --in ${input} --contact ID --as-of ${manifest.as_of}    explains why a contact gets its emails`,
          `        ${command} verify --in ${input} --run ${output}    checks every decision in a second way`,
        ]),
  ].join("\n")
}

/** What the people who made the run must know of the law of its contacts' states. */
export function notesOf({ config, counts, as_of }: Manifest): LawNotes {
  return lawNotes(config.effective, parseDay(as_of) ?? 0, counts.by_state)
}

function foreseen({ daily_loads }: Manifest): ReadonlyArray<string> {
  const days = daily_loads.flatMap(({ loads_foreseen = {} }) => Object.values(loads_foreseen))
  if (days.length === 0) return []
  return [
    `${count(days.reduce((sum, emails) => sum + emails, 0))} follow-ups foreseen; they count on their days`,
  ]
}

function ownSettings({ organisations = [] }: Manifest): ReadonlyArray<string> {
  if (organisations.length === 0) return []
  const have = organisations.length === 1 ? "organisation has" : "organisations have"
  return [`${count(organisations.length)} ${have} settings of their own (manifest.json lists them)`]
}

function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts)
  return entries.length === 0 ? "none" : entries.map(([name, n]) => `${count(n)} ${name}`).join(", ")
}

function byType({ counts }: Manifest): string {
  const types = new Map<string, { pre: number; skipped: Map<string, number> }>()
  for (const row of counts.by_org_type_status) {
    const entry = types.get(row.email_type) ?? { pre: 0, skipped: new Map<string, number>() }
    types.set(row.email_type, entry)
    const n = row.rows
    if (row.status === "pre-scheduled") entry.pre += n
    else entry.skipped.set(row.skip_reason ?? "", (entry.skipped.get(row.skip_reason ?? "") ?? 0) + n)
  }
  const rows = [...types].map(([type, { pre, skipped }]) => [
    type,
    pre,
    [...skipped.values()].reduce((a, b) => a + b, 0),
    [...skipped].map(([reason, n]) => `${count(n)} ${reason}`).join(", "),
  ])
  return table([["By type", "pre-scheduled", "skipped", ""], ...rows], "")
}

const STATES_SHOWN = 12

function byState({ counts }: Manifest): string {
  const largest = [...counts.by_state].sort((a, b) => b.contacts - a.contacts).slice(0, STATES_SHOWN)
  const rows = largest.map(({ state, contacts, pre_scheduled, skipped }) => [
    state,
    contacts,
    pre_scheduled,
    skipped,
  ])
  const more = counts.by_state.length - largest.length
  return (
    table([["By state", "contacts", "pre-scheduled", "skipped"], ...rows], "") +
    (more > 0 ? `\nand ${more} more states (manifest.json has all of them)` : "")
  )
}

/** The daily volume of the largest organisation around its worst day, drawn together with its cap. */
function volume({ daily_loads, as_of }: Manifest, dim: (text: string) => string): string {
  const [largest] = largestFirst(daily_loads)
  const today = parseDay(as_of)
  if (largest === undefined || today === undefined) return ""
  return volumeText(dailyVolume(largest, today), dim)
}
