/** Plans the run's inputs by both rule sets, as a job, and shows by state what they decide differently. */
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { Law } from "../../../contract/law.ts"
import { changing } from "../../api.ts"
import { JobView } from "../../parts/job.tsx"
import { Failed } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText } from "../../parts/text.ts"
import { useMay, useSession } from "../../session.ts"

/** What `almanac law diff` says with `--json`. */
interface LawDiff {
  readonly from: string
  readonly to: string
  readonly differ: ReadonlyArray<{ readonly state: string }>
  readonly effect: {
    readonly contacts: number
    readonly pre_scheduled: { readonly without: number; readonly with: number }
    readonly by_state: ReadonlyArray<Effect>
  }
}

interface Effect {
  readonly state: string
  readonly all_contacts: number
  readonly contacts: number
  readonly no_longer_sent: number
  readonly newly_sent: number
  readonly moved: number
}

export function CountEmails({ law }: { readonly law: Law }) {
  const { run, job } = useSearch({ from: "/shell/law" })
  const navigate = useNavigate({ from: "/law" })
  const seesAll = useSession().organisations === "all"
  const mayTry = useMay("try")
  const [error, setError] = useState<unknown>()
  if (!seesAll || !mayTry) return null
  const start = async (): Promise<void> => {
    setError(undefined)
    try {
      const { id } = await changing("law/count", { ...(run !== undefined && { run }) })
      await navigate({ search: (before) => ({ ...before, job: id }), resetScroll: false })
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <section aria-label="Emails that differ">
      <h2>How many emails it changes</h2>
      <p className="hint">
        Plans the inputs of the run of {law.run.as_of} by both rule sets. It takes about twice as long as the
        run, and changes nothing.
      </p>
      <button type="button" onClick={start}>
        Count the emails
      </button>
      {error !== undefined && <Failed error={error} />}
      {job !== undefined && (
        <JobView id={job}>{(result) => <Effects diff={result as LawDiff} law={law} />}</JobView>
      )}
    </section>
  )
}

function Effects({ diff, law }: { readonly diff: LawDiff; readonly law: Law }) {
  const { from, to, differ, effect } = diff
  const names = new Map(law.states.map(({ state, name }) => [state, name]))
  const states = new Set(differ.map(({ state }) => state))
  const elsewhere = effect.by_state.filter(({ state }) => !states.has(state))
  const moved = elsewhere.reduce((sum, state) => sum + state.moved, 0)
  const number = (title: string, value: (row: Effect) => number): Column<Effect> => ({
    title,
    cell: (row) => countText(value(row)),
    isNumber: true,
  })
  const columns: ReadonlyArray<Column<Effect>> = [
    { title: "State", cell: ({ state }) => names.get(state) ?? state },
    number("Contacts", (row) => row.all_contacts),
    number("Decided differently", (row) => row.contacts),
    number(`Sent only by ${from}`, (row) => row.no_longer_sent),
    number(`Sent only by ${to}`, (row) => row.newly_sent),
    number("Moved", (row) => row.moved),
  ]
  return (
    <>
      <p>
        {countText(effect.pre_scheduled.without)} emails by {from}, {countText(effect.pre_scheduled.with)} by{" "}
        {to}.
        {moved > 0 &&
          ` In other states ${countText(moved)} emails move, because their days have other numbers of emails.`}
      </p>
      <Table
        caption="Emails that the rule sets decide differently"
        columns={columns}
        rows={effect.by_state.filter(({ state }) => states.has(state))}
        keyOf={({ state }) => state}
      />
    </>
  )
}
