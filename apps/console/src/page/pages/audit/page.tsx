/** Who changed what, with the proof that the record is unchanged and complete. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import type { Proof } from "../../../contract/audit.ts"
import { reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, momentText } from "../../parts/text.ts"
import { Details } from "./details.tsx"
import "./audit.css"

interface Filter {
  readonly actor?: string
  readonly action?: string
  readonly text?: string
  readonly from?: string
  readonly to?: string
  readonly page?: string
}

export function AuditPage() {
  const filter = useSearch({ strict: false }) as Filter
  const navigate = useNavigate()
  const change = (changed: Filter): void =>
    void navigate({ to: "/audit", search: given({ ...filter, page: "", ...changed }), replace: true })
  const query = useQuery({ ...reading("audit/search", filter), placeholderData: keepPreviousData })
  return (
    <>
      <PageHeading title="Audit trail" />
      <Shown query={query}>
        {({ entries, found, pages, actors, actions, proof, since }) => {
          const page = Math.min(Number(filter.page ?? 1) || 1, pages)
          return (
            <>
              <Since since={since} />
              <ProofText proof={proof} />
              <search className="row filters">
                <Choice
                  label="Who"
                  value={filter.actor}
                  values={actors}
                  onChange={(actor) => change({ actor })}
                />
                <Choice
                  label="What"
                  value={filter.action}
                  values={actions}
                  onChange={(action) => change({ action })}
                />
                <label className="field">
                  <span>Contains</span>
                  <input
                    type="search"
                    value={filter.text ?? ""}
                    onChange={({ target }) => change({ text: target.value })}
                  />
                </label>
                <Day label="From" value={filter.from} onChange={(from) => change({ from })} />
                <Day label="To" value={filter.to} onChange={(to) => change({ to })} />
              </search>
              {found === 0 ? (
                <Empty title={proof.entries === 0 ? "Nothing has been changed yet" : "No entry matches"}>
                  {proof.entries === 0 ? (
                    <p>Every change of the store gets an entry here, the first with its first contacts.</p>
                  ) : (
                    <Link to="/audit" search={{}}>
                      Show all entries
                    </Link>
                  )}
                </Empty>
              ) : (
                <>
                  <Table
                    caption={`${countText(found)} entries, the latest first; page ${page} of ${pages}`}
                    columns={[
                      { title: "Entry", cell: ({ seq }) => countText(seq), isNumber: true },
                      { title: "When", cell: ({ at }) => momentText(at) },
                      { title: "Who", cell: ({ actor }) => actor },
                      { title: "What", cell: ({ action }) => <code>{action}</code> },
                      { title: "Of what", cell: ({ subject }) => subject },
                      { title: "Details", cell: ({ details }) => <Details json={details} /> },
                    ]}
                    rows={entries}
                    keyOf={({ seq }) => String(seq)}
                  />
                  {pages > 1 && (
                    <nav className="row" aria-label="Pages of the trail">
                      <button
                        type="button"
                        disabled={page <= 1}
                        onClick={() => change({ page: String(page - 1) })}
                      >
                        Later
                      </button>
                      <button
                        type="button"
                        disabled={page >= pages}
                        onClick={() => change({ page: String(page + 1) })}
                      >
                        Earlier
                      </button>
                    </nav>
                  )}
                </>
              )}
            </>
          )
        }}
      </Shown>
    </>
  )
}

/** The filter without empty texts. */
const given = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ""))

function ProofText({ proof }: { readonly proof: Proof }) {
  const { entries, first_broken, cut_off, last_hash } = proof
  const wrong =
    first_broken !== null
      ? `The trail was changed: entry ${countText(first_broken)} is the first that is not as it was written.`
      : cut_off
        ? "Entries are missing at the end of the trail."
        : undefined
  return (
    <section className={wrong === undefined ? "proof" : "proof stale"} aria-label="Proof">
      <p>
        <span className={`chip ${wrong === undefined ? "done" : "failed"}`}>
          {wrong === undefined ? "Unchanged and complete" : "Not as it was written"}
        </span>{" "}
        {wrong ??
          `${countText(entries)} entries; the hash of each includes the hash of the entry before it, and all were computed again now.`}
      </p>
      {last_hash !== null && (
        <p className="hint">
          Hash of the last entry: <code>{last_hash}</code>. Keep it in another place, because someone who can
          write the store can write another trail.
        </p>
      )}
    </section>
  )
}

function Choice({
  label,
  value,
  values,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly values: ReadonlyArray<string>
  readonly onChange: (value: string) => void
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value ?? ""} onChange={({ target }) => onChange(target.value)}>
        <option value="">All</option>
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}

function Day({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="date" value={value ?? ""} onChange={({ target }) => onChange(target.value)} />
    </label>
  )
}
