/** Which states are closed on a day: a map, and the same as a table. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { lazy, Suspense } from "react"
import type { Closing, Law, LawDay, LawName } from "../../../contract/law.ts"
import { reading } from "../../api.ts"
import { Loading, Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, longDayText } from "../../parts/text.ts"
import { StateLink } from "./page.tsx"

const StateMap = lazy(() => import("./state-map.tsx"))

const LAW_TEXTS: Readonly<Record<LawName, string>> = {
  in_force: "The rules that the run applied",
  baseline: "baseline",
  us_2026: "us-2026",
}

export interface DaySearch {
  readonly run?: string | undefined
  readonly day?: string | undefined
  readonly born?: string | undefined
  readonly effective?: string | undefined
  readonly law?: string | undefined
}

/** A state on the day, by the chosen law. */
export interface StateOnDay {
  readonly state: string
  readonly name: string
  readonly closing: Closing
  readonly contacts: number
  readonly closed: number
}

interface ClosedDayProps {
  readonly law: Law
  readonly search: DaySearch
  readonly onChange: (changed: DaySearch & { readonly state?: string }) => void
}

export function ClosedDay({ law, search, onChange }: ClosedDayProps) {
  const { run, born, effective } = search
  const day = search.day ?? law.run.as_of
  const by = search.law !== undefined && search.law in LAW_TEXTS ? (search.law as LawName) : "in_force"
  const query = useQuery({
    ...reading("law/day", {
      day,
      ...(run !== undefined && { run }),
      ...(born !== undefined && { birth_date: born }),
      ...(effective !== undefined && { effective_date: effective }),
    }),
    placeholderData: keepPreviousData,
  })
  const date = (name: "day" | "born" | "effective", label: string, value: string) => (
    <label className="field">
      <span>{label}</span>
      <input
        type="date"
        min="1900-01-01"
        max="2999-12-31"
        value={value}
        onChange={(event) => onChange({ [name]: event.target.value || undefined })}
      />
    </label>
  )
  return (
    <section className="closed-day" aria-label="Closed days">
      <h2>Which states are closed on a day</h2>
      <div className="row">
        {date("day", "Day", day)}
        {date("born", "Birth date (optional)", born ?? "")}
        {date("effective", "Effective date of the policy (optional)", effective ?? "")}
        <label className="field">
          <span>By</span>
          <select value={by} onChange={(event) => onChange({ law: event.target.value })}>
            {Object.entries(LAW_TEXTS).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Shown query={query}>
        {(answer) => <Day law={law} answer={answer} by={by} onState={(state) => onChange({ state })} />}
      </Shown>
    </section>
  )
}

const CLOSING_TEXTS: Readonly<Record<Closing, string>> = {
  everyone: "Closed for everyone",
  given: "Closed for the given dates",
  some: "Depends on the contact",
  open: "Open",
}

interface DayProps {
  readonly law: Law
  readonly answer: LawDay
  readonly by: LawName
  readonly onState: (state: string) => void
}

function Day({ law, answer, by, onState }: DayProps) {
  const names = new Map(law.states.map(({ state, name }) => [state, name]))
  const states = answer.states.map(
    (one): StateOnDay => ({
      state: one.state,
      name: names.get(one.state) ?? one.state,
      contacts: one.contacts,
      ...one[by],
    }),
  )
  const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((a, b) => a + b, 0)
  const closed = sum(states.map((state) => state.closed))
  const all = sum(states.map(({ contacts }) => contacts))
  const listed = states.filter(({ closing }) => closing !== "open")
  return (
    <>
      <p>
        On {longDayText(answer.day)}, state law closes the day for <strong>{countText(closed)}</strong> of{" "}
        {countText(all)} contacts{all > 0 && ` (${shareText(closed / all)})`}.
      </p>
      <div className="map-place">
        <Suspense fallback={<Loading />}>
          <StateMap states={states} onState={onState} />
        </Suspense>
      </div>
      <ul className="legend">
        {(Object.keys(CLOSING_TEXTS) as ReadonlyArray<Closing>).map((closing) => (
          <li key={closing} className={`key ${closing}`}>
            {CLOSING_TEXTS[closing]}
          </li>
        ))}
      </ul>
      <p className="hint">
        “Closed for everyone” is a rule of all year or of fixed dates. “Depends on the contact” is a window
        around a birthday or the anniversary of a policy, or a rule with an age; give these dates to see
        whether it is closed for one person. The counts are those contacts of the run for whom the day is
        closed, also because the birth date that a rule needs is not known. Campaigns that are exempt from
        windows go anyway.
      </p>
      <details open>
        <summary>The map as a table</summary>
        {listed.length === 0 ? (
          <p>No state closes this day for anybody.</p>
        ) : (
          <Table
            caption="States that are not open to everybody"
            columns={COLUMNS}
            rows={listed}
            keyOf={({ state }) => state}
          />
        )}
      </details>
    </>
  )
}

const SHARE = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 })
const shareText = (share: number): string => SHARE.format(share)

const COLUMNS: ReadonlyArray<Column<StateOnDay>> = [
  { title: "State", cell: ({ state, name }) => <StateLink state={state} name={name} /> },
  { title: "On this day", cell: ({ closing }) => CLOSING_TEXTS[closing] },
  { title: "Contacts", cell: ({ contacts }) => countText(contacts), isNumber: true },
  { title: "Closed for", cell: ({ closed }) => countText(closed), isNumber: true },
  {
    title: "Share",
    cell: ({ contacts, closed }) => (contacts === 0 ? "" : shareText(closed / contacts)),
    isNumber: true,
  },
]
