/** The settings that organisations have of their own. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { Organisation } from "../../../contract/settings.ts"
import { changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ReasonDialog } from "../../parts/reason-dialog.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, momentText, wordsOf } from "../../parts/text.ts"
import { useMay } from "../../session.ts"
import { OutcomeText, useOutcome } from "./outcome.tsx"
import "./settings.css"

export function OrganisationsPage() {
  const { org } = useSearch({ strict: false }) as { readonly org?: string }
  const query = useQuery(reading("settings/organisations", {}))
  return (
    <>
      <p className="hint">
        <Link to="/settings">Settings</Link>
      </p>
      <PageHeading title="Settings of organisations" />
      <Shown query={query}>
        {({ organisations, since }) => (
          <>
            <Since since={since} />
            {organisations.length === 0 ? (
              <Empty title="There is no organisation" />
            ) : (
              <Table
                caption="Organisations, with the settings that are their own"
                columns={[
                  {
                    title: "Organisation",
                    cell: ({ org_id, name }) => (
                      <Link to="/settings/organisations" search={{ org: org_id }}>
                        {name ?? `Organisation ${org_id}`}
                      </Link>
                    ),
                  },
                  { title: "Id", cell: ({ org_id }) => org_id, isNumber: true },
                  { title: "Contacts", cell: ({ contacts }) => countText(contacts), isNumber: true },
                  { title: "Own settings", cell: ownText },
                ]}
                rows={organisations}
                keyOf={({ org_id }) => org_id}
              />
            )}
            {organisations
              .filter(({ org_id }) => org_id === org)
              .map((organisation) => (
                <One key={organisation.org_id} organisation={organisation} />
              ))}
          </>
        )}
      </Shown>
    </>
  )
}

function ownText({ settings }: Organisation): string {
  const own = settings.filter(({ is_own }) => is_own)
  return own.length === 0
    ? "none"
    : own.map(({ setting, value }) => `${wordsOf(setting).toLowerCase()} ${value}`).join("; ")
}

const HINTS: Readonly<Record<string, string>> = {
  time_zone: "America/Denver",
  weekdays: "mon,tue,wed,thu,fri",
  holidays: "none or us_federal",
  blackout_dates: "2026-12-24,2026-12-28..2027-01-02",
  daily_send_percentage_cap: "0.05",
  daily_cap: "5000",
  warm_up: '{"start": "2026-12-01", "steps": [500, 1000]}',
}

function One({ organisation }: { readonly organisation: Organisation }) {
  const { org_id, name, settings, cells } = organisation
  const mayChange = useMay("propose")
  const navigate = useNavigate()
  const { data } = useQuery(reading("settings/versions", {}))
  const { outcome, made } = useOutcome()
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>({})
  const needsApproval = data?.needs_approval ?? false
  return (
    <section className="card" aria-label={name ?? `Organisation ${org_id}`}>
      <header className="row title">
        <h2>{name ?? `Organisation ${org_id}`}</h2>
        <button type="button" onClick={() => void navigate({ to: "/settings/organisations", search: {} })}>
          Close
        </button>
      </header>
      <OutcomeText outcome={outcome} />
      <Table
        caption="The settings that hold"
        columns={[
          { title: "Setting", cell: ({ setting }) => wordsOf(setting) },
          { title: "Value", cell: ({ value }) => value },
          { title: "Whose", cell: ({ is_own }) => (is_own ? "its own" : "of the configuration") },
        ]}
        rows={settings}
        keyOf={({ setting }) => setting}
      />
      {mayChange && (
        <ReasonDialog
          isPrimary
          label={needsApproval ? "Propose a change" : "Change"}
          title={`Settings of ${name ?? `organisation ${org_id}`}`}
          submitLabel={needsApproval ? "Propose" : "Change"}
          change={async (reason) => {
            await made(changing("settings/change-organisation", { org: org_id, cells: edited, reason }))
            setEdited({})
          }}
        >
          {Object.entries(cells).map(([cell, value]) => (
            <label key={cell} className="field">
              <span>
                {wordsOf(cell)}
                {HINTS[cell] === undefined ? "" : `, such as ${HINTS[cell]}; empty: of the configuration`}
              </span>
              <input
                value={edited[cell] ?? value ?? ""}
                onChange={({ target }) => setEdited({ ...edited, [cell]: target.value })}
              />
            </label>
          ))}
        </ReasonDialog>
      )}
      <OwnVersions org={org_id} mayChange={mayChange} needsApproval={needsApproval} made={made} />
    </section>
  )
}

function OwnVersions({
  org,
  mayChange,
  needsApproval,
  made,
}: {
  readonly org: string
  readonly mayChange: boolean
  readonly needsApproval: boolean
  readonly made: ReturnType<typeof useOutcome>["made"]
}) {
  const query = useQuery(reading("settings/organisation-versions", { org }))
  return (
    <Shown query={query}>
      {({ versions }) => (
        <Table
          caption="Versions, the latest first"
          columns={[
            { title: "Version", cell: ({ version }) => String(version), isNumber: true },
            { title: "Since", cell: ({ created_at }) => momentText(created_at) },
            { title: "By", cell: ({ author }) => author },
            { title: "Why", cell: ({ reason }) => reason },
            {
              title: "Settings",
              cell: ({ cells }) =>
                Object.entries(cells)
                  .filter(([, value]) => value !== null)
                  .map(([cell, value]) => `${wordsOf(cell).toLowerCase()} ${value}`)
                  .join("; "),
            },
            ...(mayChange
              ? [
                  {
                    title: "Change",
                    cell: ({ version }: (typeof versions)[number]) =>
                      version === versions[0]?.version ? null : (
                        <ReasonDialog
                          label={needsApproval ? "Propose" : "Go back"}
                          title={`Go back to version ${version}`}
                          submitLabel={needsApproval ? "Propose" : "Go back"}
                          change={(reason) =>
                            made(changing("settings/rollback-organisation", { org, version, reason }))
                          }
                        />
                      ),
                  },
                ]
              : []),
          ]}
          rows={versions}
          keyOf={({ version }) => String(version)}
        />
      )}
    </Shown>
  )
}
