/** The steps of a run as a Gantt chart: they follow each other. */
import { Table } from "../../parts/table.tsx"
import { secondsText, wordsOf } from "../../parts/text.ts"

const TOTAL = "total_seconds"

interface Step {
  readonly name: string
  readonly begin: number
  readonly seconds: number
}

function stepsOf(timings: Readonly<Record<string, number>>): ReadonlyArray<Step> {
  let begin = 0
  return Object.entries(timings)
    .filter(([name]) => name !== TOTAL)
    .map(([name, seconds]) => {
      const step = { name: wordsOf(name.replace(/_seconds$/, "")), begin, seconds }
      begin += seconds
      return step
    })
}

export function Steps({ timings }: { readonly timings: Readonly<Record<string, number>> }) {
  const steps = stepsOf(timings)
  const end = Math.max(...steps.map(({ begin, seconds }) => begin + seconds), timings[TOTAL] ?? 0)
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
