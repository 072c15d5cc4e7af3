/** The documents name the columns of every table as the lists of core do. */
import { ENROLMENT_COLUMNS } from "@almanac/core/tables/campaigns"
import type { InputKind, InputTable, PartTable } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { ENGAGEMENT_COLUMNS } from "@almanac/core/tables/engagement"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"
import { INPUT_TABLES } from "@almanac/core/tables/input"
import { OUTPUT_TABLES, type OutputKind, type OutputTable } from "@almanac/core/tables/output"
import { expect, it } from "vitest"
import { sources } from "./sources.ts"

const documents = sources(/\.md$/)

const WORDS: Readonly<Record<InputKind | OutputKind, string>> = {
  id: "64-bit integer",
  written_id: "64-bit integer",
  integer: "integer",
  decimal: "number",
  text: "text",
  phone: "text or integer",
  date: "date",
  end_date: "date",
  time: "time",
  instant: "instant",
  boolean: "boolean",
  json: "JSON text",
}

/** The rows of the first table below a heading, or of the page, without the header: the texts of their cells. */
function rowsBelow(page: string, heading = ""): ReadonlyArray<ReadonlyArray<string>> {
  const text = documents.find(({ path }) => path === `docs/reference/${page}.md`)?.text ?? ""
  const lines = text.slice(text.indexOf(heading)).split("\n")
  const first = lines.findIndex((line) => line.startsWith("| "))
  const after = lines.findIndex((line, at) => at > first && !line.startsWith("|"))
  return lines.slice(first + 2, after).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

it.each(Object.entries<InputTable>(INPUT_TABLES))(
  "input-tables.md has the columns of %s",
  (table, { columns }) => {
    expect(rowsBelow("input-tables", `### \`${table}\`\n`).map((row) => row.slice(0, 3))).toEqual(
      Object.entries(columns).map(([name, { kind, required }]) => [
        `\`${name}\``,
        WORDS[kind],
        required ? "yes" : "",
      ]),
    )
  },
)

it.each(Object.entries<OutputTable>(OUTPUT_TABLES))(
  "output-tables.md has the columns of %s",
  (table, columns) => {
    expect(rowsBelow("output-tables", `## \`${table}\`\n`).map((row) => row.slice(0, 3))).toEqual(
      Object.entries(columns).map(([name, { kind, nullable }]) => [
        `\`${name}\``,
        WORDS[kind],
        nullable ? "yes" : "",
      ]),
    )
  },
)

it("release.md has the published columns", () => {
  const published = (table: PartTable) =>
    Object.values(table).flatMap(({ published: name }) => (name === undefined ? [] : [`\`${name}\``]))
  expect(
    rowsBelow("release", "| `fact`").map(([fact, columns]) => [fact, columns?.split(", ").sort()]),
  ).toEqual([
    ["`contact`", published({ ...CONTACT_COLUMNS, ...ENGAGEMENT_COLUMNS }).sort()],
    ["`enrolment`", published(ENROLMENT_COLUMNS).sort()],
    ["`history`", published(HISTORY_COLUMNS).sort()],
  ])
})
