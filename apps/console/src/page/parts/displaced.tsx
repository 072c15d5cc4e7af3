/** What a change does to emails: which go on other days, and which are not sent. */
import type { DisplacedEmails, DisplacedExample, Overload, Place } from "../../contract/plan-differences.ts"
import { Table } from "./table.tsx"
import { countText, dayText } from "./text.ts"
import { Unfolding } from "./unfolding.tsx"

interface PlanDifferences {
  readonly displaced: ReadonlyArray<DisplacedEmails>
  readonly examples: ReadonlyArray<DisplacedExample>
  readonly planned: ReadonlyArray<{
    readonly email_type: string
    readonly without: number
    readonly with: number
  }>
}

const OUTCOMES: Readonly<Record<DisplacedEmails["outcome"], string>> = {
  moved: "goes on another day",
  skipped: "is skipped",
  returns: "is no longer skipped",
  added: "is added",
  removed: "is removed",
  changed: "keeps its day, but changes",
}

/** @param which what the emails are called: `emails`, or `other emails` */
export function DisplacedTables({
  result: { displaced, examples, planned },
  which,
}: {
  readonly result: PlanDifferences
  readonly which: string
}) {
  if (displaced.length === 0) return <p>No {which} change.</p>
  return (
    <>
      <Table
        caption={`What becomes of ${which}`}
        columns={[
          { title: "Email", cell: ({ email_type }) => email_type },
          { title: "Number", cell: ({ emails }) => countText(emails), isNumber: true },
          { title: "Change", cell: ({ outcome }) => OUTCOMES[outcome] },
          { title: "Because", cell: ({ cause }) => cause },
        ]}
        rows={displaced}
        keyOf={({ email_type, outcome, cause }) => `${email_type} ${outcome} ${cause}`}
      />
      {planned.length > 0 && (
        <Table
          caption="Emails that are sent"
          columns={[
            { title: "Email", cell: ({ email_type }) => email_type },
            { title: "Without it", cell: (row) => countText(row.without), isNumber: true },
            { title: "With it", cell: (row) => countText(row.with), isNumber: true },
            { title: "Difference", cell: (row) => signedText(row.with - row.without), isNumber: true },
          ]}
          rows={planned}
          keyOf={({ email_type }) => email_type}
        />
      )}
      {examples.length > 0 && (
        <Unfolding summary="Show examples">
          <Table
            caption="Examples of each kind"
            columns={[
              { title: "Contact", cell: ({ contact_id }) => contact_id },
              { title: "Email", cell: ({ email_type }) => email_type },
              { title: "Without it", cell: (row) => placeText(row.without) },
              { title: "With it", cell: (row) => placeText(row.with) },
              { title: "Because", cell: ({ cause }) => cause },
            ]}
            rows={examples}
            keyOf={(row) => `${row.contact_id} ${row.email_type} ${row.cause} ${row.without?.date}`}
          />
        </Unfolding>
      )}
    </>
  )
}

function placeText(place: Place | null): string {
  if (place === null) return "no email"
  const { date, skip_reason } = place
  return skip_reason === null ? dayText(date) : `${dayText(date)}, skipped (${skip_reason})`
}

/** The days above their thresholds that the change adds or takes away. */
export function Overloaded({
  overloads,
}: {
  readonly overloads: { readonly without: ReadonlyArray<Overload>; readonly with: ReadonlyArray<Overload> }
}) {
  const before = overloads.without.length
  const now = overloads.with.length
  if (before === 0 && now === 0) return <p className="hint">No day is above its threshold.</p>
  return (
    <>
      <p className={now > before ? "stale" : "hint"}>
        Days above their threshold, because no plan avoids it: {countText(before)} without it,{" "}
        {countText(now)} with it.
      </p>
      {now > 0 && (
        <Unfolding summary="Show the days">
          <Table
            caption="Days above their threshold with the change"
            columns={[
              { title: "Day", cell: ({ date }) => dayText(date) },
              { title: "Organisation", cell: ({ org_id }) => org_id },
              { title: "Emails", cell: ({ load }) => countText(load), isNumber: true },
              { title: "Threshold", cell: ({ threshold }) => countText(threshold), isNumber: true },
            ]}
            rows={overloads.with}
            keyOf={({ date, org_id }) => `${org_id} ${date}`}
          />
        </Unfolding>
      )}
    </>
  )
}

const signedText = (n: number): string => (n > 0 ? `+${countText(n)}` : countText(n))
