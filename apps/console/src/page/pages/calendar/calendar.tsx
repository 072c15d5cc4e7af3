/** A year with its filters: everything shows what the filters leave. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useMemo } from "react"
import { reading } from "../../api.ts"
import { countText, dayText } from "../../parts/text.ts"
import { CampaignBars } from "./campaign-bars.tsx"
import { CampaignTables, useCampaigns } from "./campaigns.tsx"
import { DayPanel } from "./day-panel.tsx"
import { FilterList } from "./filter-list.tsx"
import { Findings } from "./findings.tsx"
import { GROUPS, groupOf, nameText, stateText } from "./names.ts"
import { type CalendarSearch, type Changes, namesIn, toggled } from "./search.ts"
import {
  byOrganisation,
  type Filtered,
  filtered,
  isPartial,
  selectionOf,
  type Year,
  yearQuery,
} from "./year.ts"
import { YearFigure } from "./year-figure.tsx"

/** What a filter of the year closes, because it would not be in it any more. */
const FIRST_PAGE = { page: undefined } as const

export function Calendar({
  whole,
  year,
  isWaiting,
  search,
  onChange,
}: {
  /** The year of all organisations. */
  readonly whole: Year
  /** The year of the chosen organisation, or of all. */
  readonly year: Year
  /** Whether another organisation is being loaded. */
  readonly isWaiting: boolean
  readonly search: CalendarSearch
  readonly onChange: (changes: Changes) => void
}) {
  const client = useQueryClient()
  const { type, state, status, org, day, run } = search
  const selection = useMemo(
    () => selectionOf({ type, state, status } as CalendarSearch),
    [type, state, status],
  )
  const emails = useMemo(() => filtered(year, selection), [year, selection])
  const organisations = useMemo(() => byOrganisation(whole, selection), [whole, selection])
  const names = useMemo(() => new Map(whole.organisations.map(({ org_id, name }) => [org_id, name])), [whole])
  const nameOf = (id: string): string => names.get(id) ?? `Organisation ${id}`
  const partial = isPartial(selection)
  const queries = useCampaigns(year.run.directory, org)
  return (
    <div className="calendar" aria-busy={isWaiting}>
      <div className="calendar-main">
        <Summary year={year} emails={emails} org={org} />
        <Chips search={search} nameOf={nameOf} onChange={onChange} />
        <YearFigure
          year={year}
          emails={emails}
          isPartial={partial}
          day={day}
          onDay={(next) => onChange({ day: next, page: undefined })}
        >
          {(axis, months) => (
            <CampaignBars axis={axis} months={months} campaigns={queries.campaigns} from={year.run.as_of} />
          )}
        </YearFigure>
        {partial && (
          <p className="hint">
            Cap and threshold count all emails of an organisation, so they are not drawn while types, states
            or statuses are filtered.
          </p>
        )}
        {day !== undefined && <DayPanel year={year} day={day} search={search} onChange={onChange} />}
        <CampaignTables queries={queries} search={search} onChange={onChange} />
        <Findings run={year.run.directory} search={search} onChange={onChange} />
      </div>
      <aside className="calendar-side" id="filters" aria-label="Filters">
        {whole.organisations.length > 1 && (
          <FilterList
            title="Organisation"
            items={organisations}
            chosen={new Set(org === undefined ? [] : [org])}
            nameOf={nameOf}
            onToggle={(key) => onChange({ ...FIRST_PAGE, org: key === org ? undefined : key })}
            onApproach={(key) => void client.prefetchQuery(yearQuery(run, key))}
          />
        )}
        <FilterList
          title="Type"
          items={emails.types}
          chosen={selection.types}
          nameOf={nameText}
          colorOf={(key) => GROUPS[groupOf(key)]!.color}
          onToggle={(key) => onChange({ ...FIRST_PAGE, type: toggled(type, key) })}
        />
        <FilterList
          title="State"
          items={emails.states}
          chosen={selection.states}
          nameOf={stateText}
          onToggle={(key) => onChange({ ...FIRST_PAGE, state: toggled(state, key) })}
        />
        <FilterList
          title="Status"
          items={emails.statuses}
          chosen={selection.statuses}
          nameOf={nameText}
          onToggle={(key) => onChange({ ...FIRST_PAGE, status: toggled(status ?? "planned", key) })}
        />
      </aside>
    </div>
  )
}

function Summary({
  year,
  emails,
  org,
}: {
  readonly year: Year
  readonly emails: Filtered
  readonly org: string | undefined
}) {
  const findings = useQuery(reading("calendar/findings", { run: year.run.directory, org })).data
  const rowsIn = (tallies: ReadonlyArray<{ readonly rows: number }>): string =>
    countText(tallies.reduce((sum, one) => sum + one.rows, 0))
  const contacts = year.organisations.reduce((sum, one) => sum + one.contacts, 0)
  const outside = [
    ...(emails.earlier > 0 ? [`${countText(emails.earlier)} before ${dayText(year.run.as_of)}`] : []),
    ...(emails.later > 0 ? [`${countText(emails.later)} after the shown year`] : []),
  ]
  return (
    <p className="calendar-summary">
      <strong>{countText(emails.total)}</strong> emails to <strong>{countText(contacts)}</strong> contacts
      {outside.length > 0 && ` (${outside.join(", ")})`}.{" "}
      {emails.late > 0 && `${countText(emails.late)} planned emails are late: their ideal day has passed. `}
      <a href="#findings-title">
        {findings === undefined
          ? "Rejects and warnings"
          : `${rowsIn(findings.rejects)} rejects and ${rowsIn(findings.warnings)} warnings`}
      </a>
      <a href="#filters" className="to-filters">
        Filters
      </a>
    </p>
  )
}

/** The filters in force, each with a button that removes it. */
function Chips({
  search,
  nameOf,
  onChange,
}: {
  readonly search: CalendarSearch
  readonly nameOf: (org: string) => string
  readonly onChange: (changes: Changes) => void
}) {
  const { org, type, state, status } = search
  const chips = [
    ...(org === undefined ? [] : [{ key: `org ${org}`, text: nameOf(org), without: { org: undefined } }]),
    ...namesIn(type).map((name) => ({
      key: name,
      text: nameText(name),
      without: { type: toggled(type, name) },
    })),
    ...namesIn(state).map((name) => ({
      key: name,
      text: stateText(name),
      without: { state: toggled(state, name) },
    })),
    ...namesIn(status).map((name) => ({
      key: name,
      text: nameText(name),
      without: { status: toggled(status, name) },
    })),
  ]
  if (chips.length === 0) return null
  return (
    <ul className="chips" aria-label="Filters in force">
      {chips.map(({ key, text, without }) => (
        <li key={key}>
          <button type="button" onClick={() => onChange(without)} aria-label={`Remove the filter ${text}`}>
            <span dir="auto">{text}</span> ×
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          className="quiet"
          onClick={() => onChange({ org: undefined, type: undefined, state: undefined, status: undefined })}
        >
          Remove all filters
        </button>
      </li>
    </ul>
  )
}
