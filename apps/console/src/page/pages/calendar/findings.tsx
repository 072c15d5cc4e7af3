/** The rejects and warnings of a run: how many for each reason, and the rows of one reason by page. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import type { Finding } from "../../../contract/calendar.ts"
import { reading } from "../../api.ts"
import { Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText } from "../../parts/text.ts"
import { nameText } from "./names.ts"
import { Pager } from "./pager.tsx"
import { PersonLink } from "./person-link.tsx"
import type { CalendarSearch, Changes, FindingTable } from "./search.ts"

interface FindingsProps {
  readonly run: string
  readonly search: CalendarSearch
  readonly onChange: (changes: Changes) => void
}

interface Tally {
  readonly reason: string
  readonly rows: number
}

export function Findings({ run, search, onChange }: FindingsProps) {
  const query = useQuery(reading("calendar/findings", { run, org: search.org }))
  const columns = (found: FindingTable): ReadonlyArray<Column<Tally>> => [
    {
      title: "Reason",
      cell: ({ reason }) => (
        <button
          type="button"
          className="link"
          onClick={() => onChange({ found, reason, found_page: undefined })}
        >
          {nameText(reason)}
        </button>
      ),
    },
    { title: "Rows", isNumber: true, cell: ({ rows }) => countText(rows) },
  ]
  return (
    <section className="card" aria-labelledby="findings-title">
      <h2 id="findings-title">Rejects and warnings</h2>
      <Shown query={query}>
        {({ rejects, warnings }) => (
          <div className="day-lists">
            <Reasons
              title="Rejects"
              none="Every contact could be scheduled."
              rows={rejects}
              columns={columns("rejects")}
            />
            <Reasons
              title="Warnings"
              none="Nothing in the input was passed over."
              rows={warnings}
              columns={columns("warnings")}
            />
          </div>
        )}
      </Shown>
      {search.found !== undefined && search.reason !== undefined && (
        <FindingRows
          run={run}
          search={search}
          onChange={onChange}
          table={search.found}
          reason={search.reason}
        />
      )}
    </section>
  )
}

function Reasons({
  title,
  none,
  rows,
  columns,
}: {
  readonly title: string
  readonly none: string
  readonly rows: ReadonlyArray<Tally>
  readonly columns: ReadonlyArray<Column<Tally>>
}) {
  const total = rows.reduce((sum, one) => sum + one.rows, 0)
  return (
    <section className="day-list" aria-label={title}>
      <h3>
        {title} <span className="day-count">{countText(total)}</span>
      </h3>
      {rows.length === 0 ? (
        <p className="hint">{none}</p>
      ) : (
        <Table caption={`${title} by reason`} rows={rows} columns={columns} keyOf={({ reason }) => reason} />
      )}
    </section>
  )
}

function FindingRows({
  run,
  search,
  onChange,
  table,
  reason,
}: FindingsProps & { readonly table: FindingTable; readonly reason: string }) {
  const page = search.found_page ?? 0
  const query = useQuery({
    ...reading("calendar/finding-rows", { run, org: search.org, table, reason, page: String(page) }),
    placeholderData: keepPreviousData,
  })
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reason is another place to read
  useEffect(() => heading.current?.focus(), [table, reason])
  const columns: ReadonlyArray<Column<Finding>> = [
    {
      title: "Contact",
      cell: ({ contact_id }) =>
        contact_id === null ? (
          ""
        ) : table === "rejects" ? (
          <span dir="auto">{contact_id}</span>
        ) : (
          <PersonLink contact={contact_id} run={run} />
        ),
    },
    ...(table === "rejects"
      ? [{ title: "Row", isNumber: true, cell: ({ row_number }: Finding) => row_number ?? "" }]
      : []),
    { title: "Reason", cell: ({ reason: name }) => nameText(name) },
    { title: "Detail", cell: ({ detail }) => <span dir="auto">{detail ?? ""}</span> },
  ]
  return (
    <section className="email-list" aria-label="Rows" aria-busy={query.isPlaceholderData}>
      <header className="row day-head">
        <h3 ref={heading} tabIndex={-1}>
          {table === "rejects" ? "Rejects" : "Warnings"}: {nameText(reason)}
        </h3>
        <button
          type="button"
          onClick={() => onChange({ found: undefined, reason: undefined, found_page: undefined })}
        >
          Close the list
        </button>
      </header>
      <Shown query={query}>
        {({ total, page_size, rows }) => (
          <>
            <Table
              caption={`${countText(total)} rows, by contact id`}
              columns={columns}
              rows={rows.map((row, n) => ({ ...row, at: n }))}
              keyOf={({ at }) => String(at)}
            />
            <Pager
              page={page}
              pageSize={page_size}
              total={total}
              onPage={(next) => onChange({ found_page: next })}
            />
          </>
        )}
      </Shown>
    </section>
  )
}
