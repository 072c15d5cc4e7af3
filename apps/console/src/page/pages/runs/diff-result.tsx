import { Facts } from "../../parts/facts.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, wordsOf } from "../../parts/text.ts"

/** What `almanac diff --json` prints. */
export interface Difference {
  readonly identical: boolean
  readonly counts: Readonly<Record<"added" | "removed" | "moved" | "changed" | "unchanged", number>>
  readonly causes: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly by_cause: ReadonlyArray<{
    readonly kind: string
    readonly cause: string
    readonly why: string
    readonly rows: number
  }>
  readonly by_type: ReadonlyArray<
    { readonly email_type: string } & Readonly<Record<"added" | "removed" | "moved" | "changed", number>>
  >
  readonly examples: ReadonlyArray<{
    readonly kind: string
    readonly cause: string
    readonly contact_id: number | string
    readonly email_type: string
    readonly a: Row | null
    readonly b: Row | null
  }>
}

type Row = Readonly<Record<string, unknown>>

export function DiffResult({ difference }: { readonly difference: Difference }) {
  const { identical, counts, causes, by_cause, by_type, examples } = difference
  if (identical) return <p>Both runs have the same rows.</p>
  return (
    <>
      <Facts
        facts={Object.fromEntries(
          Object.entries(counts).map(([kind, rows]) => [wordsOf(kind), countText(rows)]),
        )}
      />
      <h2>What the runs were given</h2>
      <ul>
        {causes.map((cause) => (
          <li key={JSON.stringify(cause)}>{causeText(cause)}</li>
        ))}
      </ul>
      <Table
        caption="Rows that differ, by cause"
        columns={[
          { title: "Change", cell: ({ kind }) => wordsOf(kind) },
          { title: "Why", cell: ({ why }) => why },
          { title: "Rows", cell: ({ rows }) => countText(rows), isNumber: true },
        ]}
        rows={by_cause}
        keyOf={({ kind, cause }) => `${kind} ${cause}`}
      />
      <Table
        caption="Rows that differ, by type of email"
        columns={[
          { title: "Type", cell: ({ email_type }) => wordsOf(email_type) },
          ...(["added", "removed", "moved", "changed"] as const).map((kind) => ({
            title: wordsOf(kind),
            cell: (row: Difference["by_type"][number]) => countText(row[kind]),
            isNumber: true,
          })),
        ]}
        rows={by_type}
        keyOf={({ email_type }) => email_type}
      />
      <Table
        caption="Examples"
        columns={[
          { title: "Contact", cell: ({ contact_id }) => String(contact_id) },
          { title: "Type", cell: ({ email_type }) => wordsOf(email_type) },
          { title: "Change", cell: ({ kind, cause }) => `${wordsOf(kind)}: ${wordsOf(cause).toLowerCase()}` },
          { title: "Earlier", cell: ({ a }) => rowText(a) },
          { title: "Other", cell: ({ b }) => rowText(b) },
        ]}
        rows={examples}
        keyOf={(example) => JSON.stringify(example)}
      />
    </>
  )
}

/** The day of an email, or why it is skipped. */
function rowText(row: Row | null): string {
  if (row === null) return "none"
  return row.skip_reason === null
    ? String(row.scheduled_send_date)
    : `${row.scheduled_send_date}, skipped: ${wordsOf(String(row.skip_reason)).toLowerCase()}`
}

/** One difference of what the runs were given. */
function causeText({ kind, table, setting, a, b }: Readonly<Record<string, unknown>>): string {
  const what = [kind, table, setting].filter((word) => typeof word === "string").join(" ")
  const value = (one: unknown): string =>
    typeof one === "number" ? countText(one) : JSON.stringify(one ?? null)
  return a === undefined && b === undefined ? wordsOf(what) : `${wordsOf(what)}: ${value(a)} → ${value(b)}`
}
