import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import type { Law, LawName, StateOfLaw } from "../../../contract/law.ts"
import { reading } from "../../api.ts"
import { Cited } from "../../parts/citation.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { RunChoice } from "../../parts/run-choice.tsx"
import { Empty, Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import { ClosedDay } from "./closed-day.tsx"
import { CountEmails } from "./count-emails.tsx"
import { Rules, StateCard } from "./state-card.tsx"
import "./law.css"

/** Which states the table of rules lists. */
const SHOWN = {
  rules: "States with a rule or a doubt",
  differences: "States in which the rule sets differ",
  doubts: "States with a doubt",
  texts: "States with hours of their own for texts",
  all: "All states and territories",
} as const
type Shows = keyof typeof SHOWN

const isShown: Readonly<Record<Shows, (state: StateOfLaw) => boolean>> = {
  rules: ({ baseline, us_2026, in_force, doubts }) =>
    baseline.length + us_2026.length + in_force.length + doubts.length > 0,
  differences: ({ differs }) => differs,
  doubts: ({ doubts }) => doubts.length > 0,
  texts: ({ text_hours }) => !text_hours.federal,
  all: () => true,
}

export function LawPage() {
  const { run } = useSearch({ from: "/shell/law" })
  const query = useQuery(reading("law/rules", { ...(run !== undefined && { run }) }))
  return (
    <div className="law">
      <PageHeading title="Law" />
      <Shown query={query}>{(law) => <LawView law={law} />}</Shown>
    </div>
  )
}

function LawView({ law }: { readonly law: Law }) {
  const search = useSearch({ from: "/shell/law" })
  const navigate = useNavigate({ from: "/law" })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true, resetScroll: false })
  const shows: Shows = search.show !== undefined && search.show in SHOWN ? (search.show as Shows) : "rules"
  const chosen = law.states.find(({ state }) => state === search.state)
  const rows = law.states.filter((state) => isShown[shows](state))
  const touched = law.states.reduce((sum, state) => sum + state.touched, 0)
  return (
    <>
      <div className="row">
        <RunChoice run={search.run} onChange={(run) => change({ run })} />
        <label className="field">
          <span>State</span>
          <select
            value={search.state ?? ""}
            onChange={(event) => change({ state: event.target.value || undefined })}
          >
            <option value="">All states</option>
            {[...law.states]
              .sort((a, b) => (a.name < b.name ? -1 : 1))
              .map(({ state, name }) => (
                <option key={state} value={state}>
                  {name}
                </option>
              ))}
          </select>
        </label>
      </div>
      <p className="hint">
        The run of {dayText(law.run.as_of)} applied the rule set {law.run.rule_set}. In every state, the{" "}
        {law.pre_window_days} days before a window are closed too. It is material for counsel to check, not
        legal advice.
      </p>
      {chosen !== undefined && <StateCard state={chosen} onClose={() => change({ state: undefined })} />}
      <ClosedDay law={law} search={search} onChange={change} />
      <h2>Both rule sets, side by side</h2>
      <dl className="sets">
        {law.sets.map(({ name, description }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
      <p>
        In the year after the run, the two rule sets close other days for{" "}
        <strong>{countText(touched)}</strong> of your contacts.
      </p>
      <label className="field shows">
        <span>Show</span>
        <select value={shows} onChange={(event) => change({ show: event.target.value })}>
          {Object.entries(SHOWN).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {rows.length === 0 ? (
        <Empty title="No state is listed" />
      ) : (
        <Table
          caption={SHOWN[shows]}
          columns={columns(law.run.rule_set)}
          rows={rows}
          keyOf={({ state }) => state}
        />
      )}
      <CountEmails law={law} />
      <h2>Hours for text messages</h2>
      <p className="hint">
        At the recipient's place, under every rule set. A text may go at the first hour, and no longer at the
        last.
      </p>
      <Table
        caption="States with hours of their own; federal law holds elsewhere"
        columns={HOURS}
        rows={law.states.filter(({ text_hours, state }) => !text_hours.federal || state === FEDERAL_EXAMPLE)}
        keyOf={({ state }) => state}
      />
    </>
  )
}

/** A state without hours of its own, which shows the federal ones. */
const FEDERAL_EXAMPLE = "AK"

/** A link that chooses a state: it does what a click on the map does. */
export function StateLink({ state, name }: { readonly state: string; readonly name: string }) {
  return (
    <Link from="/law" to="/law" search={(before) => ({ ...before, state })} resetScroll={false}>
      {name}
    </Link>
  )
}

function columns(ruleSet: string): ReadonlyArray<Column<StateOfLaw>> {
  const inForce = (name: LawName): string => (ruleSet.replace("-", "_") === name ? ", in force" : "")
  return [
    { title: "State", cell: ({ state, name }) => <StateLink state={state} name={name} /> },
    { title: `baseline${inForce("baseline")}`, cell: ({ baseline }) => <Rules rules={baseline} /> },
    { title: `us-2026${inForce("us_2026")}`, cell: ({ us_2026 }) => <Rules rules={us_2026} /> },
    { title: "Differ", cell: ({ differs }) => (differs ? "yes" : "") },
    { title: "Doubts", cell: ({ doubts }) => doubts.join(" ") },
    { title: "Contacts", cell: ({ contacts }) => countText(contacts), isNumber: true },
    { title: "Touched", cell: ({ touched }) => (touched === 0 ? "" : countText(touched)), isNumber: true },
  ]
}

const HOURS: ReadonlyArray<Column<StateOfLaw>> = [
  { title: "State", cell: ({ name, text_hours }) => (text_hours.federal ? "All others" : name) },
  { title: "Hours", cell: ({ text_hours }) => text_hours.hours },
  { title: "Confidence", cell: ({ text_hours }) => text_hours.confidence },
  { title: "Source", cell: ({ text_hours }) => <Cited citation={text_hours.citation} /> },
  { title: "Note", cell: ({ text_hours }) => text_hours.note ?? "" },
]
