/** The settings in force, and all their versions. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import type { Difference, Setting, Version } from "../../../contract/settings.ts"
import { changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ReasonDialog } from "../../parts/reason-dialog.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { momentText, wordsOf } from "../../parts/text.ts"
import { useMay, useSession } from "../../session.ts"
import { OutcomeText, useOutcome } from "./outcome.tsx"
import { useTrial } from "./trial.tsx"
import "./settings.css"

interface Address {
  readonly version?: string
  readonly from?: string
  readonly to?: string
  readonly all?: string
}

export function SettingsPage() {
  const { version, from, to, all } = useSearch({ strict: false }) as Address
  const { organisations } = useSession()
  const mayChange = useMay("propose") && organisations === "all"
  return (
    <>
      <header className="row title">
        <PageHeading title="Settings" />
        {mayChange && <Link to="/settings/edit">Edit</Link>}
        <Link to="/settings/organisations">Settings of organisations</Link>
      </header>
      <Versions mayChange={mayChange} from={from} to={to} />
      <Values version={version} showsAll={all === "yes"} />
    </>
  )
}

function Values({ version, showsAll }: { readonly version: string | undefined; readonly showsAll: boolean }) {
  const query = useQuery(reading("settings/show", version === undefined ? {} : { version }))
  const navigate = useNavigate()
  return (
    <section>
      <h2>{version === undefined ? "In force" : `Version ${version}`}</h2>
      <Shown query={query}>
        {({ settings, source, hash, since }) => {
          const own = settings.filter((setting) => setting.value !== setting.default)
          return (
            <>
              <Since since={since} />
              <p className="hint">
                These are {source}; hash <code>{hash}</code>
              </p>
              <p>
                <label>
                  <input
                    type="checkbox"
                    checked={showsAll}
                    onChange={({ target }) =>
                      void navigate({
                        to: "/settings",
                        search: ({ all: _, ...before }) => ({
                          ...before,
                          ...(target.checked && { all: "yes" }),
                        }),
                        replace: true,
                      })
                    }
                  />{" "}
                  Show the defaults too
                </label>
              </p>
              {!showsAll && own.length === 0 ? (
                <Empty title="Every setting has its default" />
              ) : (
                <SettingTable settings={showsAll ? settings : own} />
              )}
            </>
          )
        }}
      </Shown>
    </section>
  )
}

function SettingTable({ settings }: { readonly settings: ReadonlyArray<Setting> }) {
  const groups = [...Map.groupBy(settings, ({ setting }) => setting.split(".")[0] ?? "")]
  return groups.map(([group, members]) => (
    <Table
      key={group}
      caption={wordsOf(group)}
      columns={[
        { title: "Setting", cell: ({ setting }) => <code>{setting}</code> },
        {
          title: "Value",
          cell: ({ value, default: usual }) => (value === usual ? value : <strong>{value}</strong>),
        },
        { title: "Default", cell: (row) => row.default ?? "none" },
        {
          title: "Meaning",
          cell: ({ meaning, takes }) => (
            <>
              {meaning} <span className="hint">{takes}</span>
            </>
          ),
        },
      ]}
      rows={members}
      keyOf={({ setting }) => setting}
    />
  ))
}

function Versions({
  mayChange,
  from,
  to,
}: {
  readonly mayChange: boolean
  readonly from: string | undefined
  readonly to: string | undefined
}) {
  const query = useQuery(reading("settings/versions", {}))
  const { outcome, made } = useOutcome()
  return (
    <section>
      <h2>Versions</h2>
      <OutcomeText outcome={outcome} />
      <Shown query={query}>
        {({ versions, needs_approval, since }) => (
          <>
            <Since since={since} />
            {needs_approval && <p className="hint">Changes need the approval of a second person.</p>}
            {versions.length === 0 ? (
              <p className="hint">There is no version: the defaults are in force.</p>
            ) : (
              <>
                <Table
                  caption="Versions, the latest first"
                  columns={[
                    { title: "Version", cell: VersionLink },
                    { title: "Environment", cell: ({ environment }) => environment },
                    {
                      title: "State",
                      cell: ({ state }) => (
                        <span className={`chip ${state === "in force" ? "done" : ""}`}>{state}</span>
                      ),
                    },
                    { title: "From", cell: ({ valid_from }) => momentOrNone(valid_from) },
                    { title: "To", cell: ({ valid_to }) => momentOrNone(valid_to) },
                    { title: "By", cell: ({ author }) => author },
                    { title: "Why", cell: ({ reason }) => reason },
                    ...(mayChange
                      ? [
                          {
                            title: "Change",
                            cell: ({ version, state }: Version) =>
                              state === "in force" ? null : (
                                <Activate version={version} needsApproval={needs_approval} made={made} />
                              ),
                          },
                        ]
                      : []),
                  ]}
                  rows={versions}
                  keyOf={({ version }) => String(version)}
                />
                {mayChange && (
                  <p>
                    <ReasonDialog
                      label={needs_approval ? "Propose to go back" : "Go back"}
                      title="Go back to the settings of before"
                      submitLabel={needs_approval ? "Propose" : "Go back"}
                      change={(reason) => made(changing("settings/rollback", { reason }))}
                    >
                      <p>The settings that were in force before the present ones become a new version.</p>
                    </ReasonDialog>
                  </p>
                )}
                {versions.length > 1 && <Comparison versions={versions} from={from} to={to} />}
              </>
            )}
          </>
        )}
      </Shown>
    </section>
  )
}

/** Asks for the reason while the store is planned with the version, as the command does. */
function Activate({
  version,
  needsApproval,
  made,
}: {
  readonly version: number
  readonly needsApproval: boolean
  readonly made: ReturnType<typeof useOutcome>["made"]
}) {
  const trial = useTrial(() => changing("settings/try-version", { version }))
  const label = needsApproval ? "Propose" : "Activate"
  return (
    <ReasonDialog
      label={label}
      title={`Put version ${version} in force`}
      submitLabel={label}
      onOpen={() => void trial.start()}
      isReady={!trial.isRunning}
      change={(reason) => made(changing("settings/activate", { version, reason }))}
    >
      {trial.view}
    </ReasonDialog>
  )
}

const VersionLink = ({ version }: Version) => (
  <Link to="/settings" search={{ version: String(version) }}>
    {version}
  </Link>
)

const momentOrNone = (moment: string | null): string => (moment === null ? "" : momentText(moment))

function Comparison({
  versions,
  from,
  to,
}: {
  readonly versions: ReadonlyArray<Version>
  readonly from: string | undefined
  readonly to: string | undefined
}) {
  const navigate = useNavigate()
  return (
    <>
      <div className="row">
        {(["from", "to"] as const).map((side) => (
          <label key={side} className="field">
            <span>{side === "from" ? "Compare version" : "with version"}</span>
            <select
              value={(side === "from" ? from : to) ?? ""}
              onChange={({ target }) =>
                void navigate({
                  to: "/settings",
                  search: (before) => ({ ...before, [side]: target.value }),
                  replace: true,
                })
              }
            >
              <option value="">Choose</option>
              {versions.map(({ version }) => (
                <option key={version}>{version}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {from && to ? <Differences from={from} to={to} /> : null}
    </>
  )
}

function Differences({ from, to }: { readonly from: string; readonly to: string }) {
  const query = useQuery(reading("settings/differences", { from, to }))
  return <Shown query={query}>{({ differences }) => <DifferenceTable differences={differences} />}</Shown>
}

export function DifferenceTable({ differences }: { readonly differences: ReadonlyArray<Difference> }) {
  return differences.length === 0 ? (
    <p>The settings are the same.</p>
  ) : (
    <Table
      caption="Settings that differ"
      columns={[
        { title: "Setting", cell: ({ setting }) => <code>{setting}</code> },
        { title: "From", cell: (row) => row.from ?? "none" },
        { title: "To", cell: (row) => row.to ?? "none" },
      ]}
      rows={differences}
      keyOf={({ setting }) => setting}
    />
  )
}
