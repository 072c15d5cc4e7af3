/** Steps as a Gantt chart, and as a table for those who do not see it. */
import { Table } from "../../parts/table.tsx"
import { secondsText } from "../../parts/text.ts"

export interface GanttStep {
  readonly name: string
  /** Seconds from the beginning of the run. */
  readonly begin: number
  readonly seconds: number
}

/** @param end seconds from the beginning of the run to its end */
export function Gantt({ steps, end }: { readonly steps: ReadonlyArray<GanttStep>; readonly end: number }) {
  if (steps.length === 0) return null
  return (
    <section>
      <h2>Steps</h2>
      <ol className="gantt" aria-hidden="true">
        {steps.map(({ name, begin, seconds }) => (
          <li key={name}>
            <span>{name}</span>
            <span className="track">
              <span
                className="span"
                style={{ marginLeft: `${(100 * begin) / end}%`, width: `${(100 * seconds) / end}%` }}
              />
            </span>
            <span className="number">{secondsText(seconds)}</span>
          </li>
        ))}
      </ol>
      <details>
        <summary>Steps as a table</summary>
        <Table
          caption="Steps, in their order"
          columns={[
            { title: "Step", cell: ({ name }) => name },
            { title: "Begins after", cell: ({ begin }) => secondsText(begin), isNumber: true },
            { title: "Takes", cell: ({ seconds }) => secondsText(seconds), isNumber: true },
          ]}
          rows={steps}
          keyOf={({ name }) => name}
        />
      </details>
    </section>
  )
}
