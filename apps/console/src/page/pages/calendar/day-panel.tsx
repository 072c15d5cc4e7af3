/** A day opened: what goes, what was moved here and away, and what is skipped. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { CalendarDay } from "../../../contract/calendar.ts"
import { reading } from "../../api.ts"
import { Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText, longDayText } from "../../parts/text.ts"
import { EmailList } from "./email-list.tsx"
import { nameText, stateText } from "./names.ts"
import { type CalendarSearch, type Changes, type ListName, NO_LIST } from "./search.ts"
import type { Year } from "./year.ts"

export function DayPanel({
  year,
  day,
  search,
  onChange,
}: {
  readonly year: Year
  readonly day: string
  readonly search: CalendarSearch
  readonly onChange: (changes: Changes) => void
}) {
  const { org, type: types, state: states } = search
  const query = useQuery({
    ...reading("calendar/day", { run: year.run.directory, org, day, types, states }),
    placeholderData: keepPreviousData,
  })
  const at = year.dates.indexOf(day)
  const go = (step: number) => onChange({ ...NO_LIST, day: year.dates[at + step] })
  return (
    <section className="card day" aria-labelledby="day-title" aria-busy={query.isPlaceholderData}>
      <header className="row day-head">
        <h2 id="day-title">{longDayText(day)}</h2>
        <div className="row">
          <button type="button" disabled={at <= 0} onClick={() => go(-1)}>
            Day before
          </button>
          <button type="button" disabled={at < 0 || at >= year.dates.length - 1} onClick={() => go(1)}>
            Day after
          </button>
          <button type="button" onClick={() => onChange({ ...NO_LIST, day: undefined })}>
            Close
          </button>
        </div>
      </header>
      <Limits year={year} at={at} />
      <Shown query={query}>
        {(found) => <DayLists day={found} onOpen={(list) => onChange({ ...NO_LIST, ...list })} />}
      </Shown>
      {search.list !== undefined && (
        <EmailList
          run={year.run.directory}
          day={day}
          list={search.list}
          search={search}
          onChange={onChange}
        />
      )}
    </section>
  )
}

function Limits({ year, at }: { readonly year: Year; readonly at: number }) {
  if (at < 0) return null
  const { caps, thresholds, before, history, foreseen } = year.limits
  const facts: ReadonlyArray<readonly [string, number | undefined]> = [
    ["Cap", caps[at]],
    ["Threshold", thresholds[at]],
    ["Load before balancing", before?.[at]],
    ["Expected follow-ups", foreseen[at]],
    ["Earlier emails of this day", history[at]],
  ]
  const date = year.dates[at]
  const over = year.overloads.filter((one) => one.date === date)
  const nameOf = (id: string) =>
    year.organisations.find(({ org_id }) => org_id === id)?.name ?? `Organisation ${id}`
  return (
    <>
      <dl className="facts">
        {facts.map(
          ([title, value]) =>
            value !== undefined && (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{countText(value)}</dd>
              </div>
            ),
        )}
      </dl>
      {over.map(({ org_id, load }) => (
        <p key={org_id} className="problem">
          {nameOf(org_id)} has a load of {countText(load)}, which is above its threshold. No other plan avoids
          it.
        </p>
      ))}
    </>
  )
}

interface Opened {
  readonly list: ListName
  readonly other_day?: string
  readonly moved_by?: string
  readonly skip_reason?: string
}

interface Counted {
  readonly emails: number
}

const sumOf = (rows: ReadonlyArray<Counted>): number => rows.reduce((sum, { emails }) => sum + emails, 0)

/** The rows with the same key, added up, the largest first. */
function summedBy<Row extends Counted>(rows: ReadonlyArray<Row>, keyOf: (row: Row) => string) {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.emails)
  return [...sums].map(([key, emails]) => ({ key, emails })).sort((a, b) => b.emails - a.emails)
}

function DayLists({ day, onOpen }: { readonly day: CalendarDay; readonly onOpen: (list: Opened) => void }) {
  const counted: Column<Counted> = {
    title: "Emails",
    isNumber: true,
    cell: ({ emails }) => countText(emails),
  }
  const moves = (list: "moved_here" | "moved_away", title: string): ReadonlyArray<Column<Moved>> => [
    {
      title,
      cell: ({ day: other_day, moved_by }) => (
        <OpenButton onOpen={() => onOpen({ list, other_day, ...(moved_by !== null && { moved_by }) })}>
          {dayText(other_day)}
        </OpenButton>
      ),
    },
    { title: "Step", cell: ({ moved_by }) => (moved_by === null ? "" : nameText(moved_by)) },
    counted,
  ]
  return (
    <div className="day-lists">
      <DayList title="Goes" emails={sumOf(day.goes)} onOpen={() => onOpen({ list: "goes" })}>
        <Table
          caption="By type"
          keyOf={({ key }) => key}
          rows={summedBy(day.goes, ({ email_type }) => email_type)}
          columns={[{ title: "Type", cell: ({ key }) => nameText(key) }, counted]}
        />
        <details>
          <summary>By state</summary>
          <Table
            caption="By state"
            keyOf={({ key }) => key}
            rows={summedBy(day.goes, ({ state }) => state)}
            columns={[{ title: "State", cell: ({ key }) => stateText(key) }, counted]}
          />
        </details>
      </DayList>
      <DayList
        title="Moved here"
        emails={sumOf(day.moved_here)}
        onOpen={() => onOpen({ list: "moved_here" })}
      >
        <Table
          caption="By ideal day and the step that moved them"
          keyOf={keyOfMove}
          rows={day.moved_here}
          columns={moves("moved_here", "From")}
        />
      </DayList>
      <DayList
        title="Moved away"
        emails={sumOf(day.moved_away)}
        onOpen={() => onOpen({ list: "moved_away" })}
      >
        <Table
          caption="By new day and the step that moved them"
          keyOf={keyOfMove}
          rows={day.moved_away}
          columns={moves("moved_away", "To")}
        />
      </DayList>
      <DayList title="Skipped" emails={sumOf(day.skipped)} onOpen={() => onOpen({ list: "skipped" })}>
        <Table
          caption="By reason and type"
          keyOf={({ skip_reason, email_type }) => `${skip_reason} ${email_type}`}
          rows={day.skipped}
          columns={[
            {
              title: "Reason",
              cell: ({ skip_reason }) => (
                <OpenButton onOpen={() => onOpen({ list: "skipped", skip_reason })}>
                  {nameText(skip_reason)}
                </OpenButton>
              ),
            },
            { title: "Type", cell: ({ email_type }) => nameText(email_type) },
            counted,
          ]}
        />
      </DayList>
    </div>
  )
}

type Moved = CalendarDay["moved_here"][number]

const keyOfMove = ({ day, moved_by }: Moved): string => `${day} ${moved_by}`

function OpenButton({ onOpen, children }: { readonly onOpen: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="link" onClick={onOpen}>
      {children}
    </button>
  )
}

function DayList({
  title,
  emails,
  onOpen,
  children,
}: {
  readonly title: string
  readonly emails: number
  readonly onOpen: () => void
  readonly children: ReactNode
}) {
  return (
    <section className="day-list" aria-label={title}>
      <h3>
        {title} <span className="day-count">{countText(emails)}</span>
      </h3>
      {emails === 0 ? (
        <p className="hint">No emails</p>
      ) : (
        <>
          <div className="day-table">{children}</div>
          <button type="button" className="quiet" onClick={onOpen}>
            List the contacts
          </button>
        </>
      )}
    </section>
  )
}
