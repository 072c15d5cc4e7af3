/** The section with the counts of contacts and emails by outcome. */

import { MOVE_WORDS, REJECT_WORDS, SKIP_REASON_WORDS, WARNING_WORDS } from "@almanac/core/domain/words"
import { STATE_NAMES } from "@almanac/core/law/states"
import type { RunFacts } from "@almanac/pipeline/run/manifest"
import { type Content, element, type Html, table } from "./html.ts"

type CountRow = RunFacts["counts"]["by_org_type_status"][number]

export function countsSection({ counts }: RunFacts): Html {
  const rows = counts.by_org_type_status
  const planned = rows.filter(({ status }) => status === "pre-scheduled")
  const skipped = rows.filter(({ status }) => status === "skipped")
  return element(
    "section",
    {},
    element("h2", {}, "Emails by type"),
    typeTable(rows),
    element("h2", {}, "How the days of planned emails were chosen"),
    worded(
      "Planned emails",
      "step",
      sums(planned, ({ moved_by }) => moved_by ?? ""),
      MOVE_WORDS,
    ),
    element("h2", {}, "Why emails are skipped"),
    worded(
      "Skipped emails",
      "reason",
      sums(skipped, ({ skip_reason }) => skip_reason ?? ""),
      SKIP_REASON_WORDS,
    ),
    element("h2", {}, "By state"),
    element(
      "details",
      {},
      element("summary", {}, `All ${counts.by_state.length} states with contacts`),
      stateTable(counts),
    ),
    element("h2", {}, "Rejected contacts and warnings"),
    worded("Rejected contacts", "reason", counts.rejects_by_reason, REJECT_WORDS),
    worded("Warnings", "kind", counts.warnings_by_kind, WARNING_WORDS),
  )
}

function typeTable(rows: ReadonlyArray<CountRow>): Html {
  const types = [...new Set(rows.map(({ email_type }) => email_type))].sort()
  const reasons = Object.entries(sums(rows, ({ skip_reason }) => skip_reason ?? ""))
    .filter(([reason]) => reason !== "")
    .map(([reason]) => reason)
  return table({
    caption: "Rows of schedules/ by type, and skipped rows by reason",
    head: ["Type", "planned", "skipped", ...reasons.map((reason) => reason.replaceAll("_", " "))],
    rows: types.map((type) => {
      const own = rows.filter(({ email_type }) => email_type === type)
      const count = (matches: (row: CountRow) => boolean): number =>
        own.reduce((sum, row) => (matches(row) ? sum + row.rows : sum), 0)
      return [
        type,
        count(({ status }) => status === "pre-scheduled"),
        count(({ status }) => status === "skipped"),
        ...reasons.map((reason) => count(({ skip_reason }) => skip_reason === reason)),
      ]
    }),
  })
}

function stateTable({ by_state }: RunFacts["counts"]): Html {
  const names: Readonly<Record<string, string>> = STATE_NAMES
  return table({
    caption: "Contacts by the state of their ZIP code, largest first",
    head: ["State", "", "contacts", "planned", "skipped"],
    rows: [...by_state]
      .sort((a, b) => b.contacts - a.contacts)
      .map(({ state, contacts, pre_scheduled, skipped }) => [
        state,
        names[state] ?? "",
        contacts,
        pre_scheduled,
        skipped,
      ]),
  })
}

function sums(
  rows: ReadonlyArray<CountRow>,
  key: (row: CountRow) => string,
): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const row of rows) found[key(row)] = (found[key(row)] ?? 0) + row.rows
  return found
}

function worded(
  caption: string,
  head: string,
  counts: Readonly<Record<string, number>>,
  words: Readonly<Record<string, string>>,
): Content {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (entries.length === 0) return element("p", {}, `${caption}: none.`)
  return table({
    caption,
    head: [head, "count", ""],
    rows: entries.map(([code, count]) => [code === "" ? "—" : code, count, words[code] ?? ""]),
  })
}
