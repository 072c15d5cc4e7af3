import type { Replanned } from "../../../contract/what-if.ts"
import { DayChart } from "../../parts/day-chart.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"

/** The plan of one organisation with other limits, compared with the plan in force. */
export function ReplannedView({
  replanned: { days, moved, overloaded, rescheduled, smoothed, skipped_after_plan },
  changes,
  isOlder,
}: {
  readonly replanned: Replanned
  /** How many settings differ. */
  readonly changes: number
  /** Whether this is the answer to earlier changes, shown until the next one comes. */
  readonly isOlder: boolean
}) {
  const rows = [
    { what: "Days above their threshold", ...overloaded },
    { what: "Emails moved to a later day by limits", ...moved },
    { what: "Busiest day, emails", ...busiest(days) },
    { what: "Ideal dates that are smoothed", ...smoothed },
  ]
  return (
    <>
      <p role="status">
        {isOlder
          ? "Planning with your changes …"
          : changes === 0
            ? "This is the plan in force. Change a setting to compare."
            : `${countText(rescheduled)} emails go on another day.`}
      </p>
      {skipped_after_plan > 0 && (
        <p className="hint">
          The plan knows days, and not contacts. The limits of each contact apply after it: one campaign email
          a day, and the most emails in a period. In the run, they skipped {countText(skipped_after_plan)} of
          the emails in force here, and a run with the change may skip a few too. “Plan everything again”
          counts them exactly.
        </p>
      )}
      <DayChart
        title="Emails by day"
        days={days.map((day) => ({
          date: day.date,
          emails: day.with.emails,
          ...(changes > 0 && { before: day.without.emails }),
          cap: day.with.cap,
          threshold: day.with.threshold,
        }))}
      >
        <Table
          caption="Emails by day, with cap and threshold"
          columns={[
            { title: "Day", cell: ({ date }) => dayText(date) },
            { title: "In force", cell: (day) => countText(day.without.emails), isNumber: true },
            { title: "With the change", cell: (day) => countText(day.with.emails), isNumber: true },
            { title: "Cap", cell: (day) => countText(day.with.cap), isNumber: true },
            { title: "Threshold", cell: (day) => countText(day.with.threshold), isNumber: true },
          ]}
          rows={days}
          keyOf={({ date }) => date}
        />
      </DayChart>
      <Table
        caption="The two plans"
        columns={[
          { title: "Figure", cell: ({ what }) => what },
          { title: "In force", cell: (row) => countText(row.without), isNumber: true },
          { title: "With the change", cell: (row) => countText(row.with), isNumber: true },
        ]}
        rows={rows}
        keyOf={({ what }) => what}
      />
    </>
  )
}

const busiest = (days: Replanned["days"]) => ({
  without: days.reduce((most, day) => Math.max(most, day.without.emails), 0),
  with: days.reduce((most, day) => Math.max(most, day.with.emails), 0),
})
