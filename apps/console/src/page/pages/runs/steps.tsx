/** The steps of a run. They follow each other. */
import { wordsOf } from "../../parts/text.ts"
import { Gantt, type GanttStep } from "./gantt.tsx"

const TOTAL = "total_seconds"

function stepsOf(timings: Readonly<Record<string, number>>): ReadonlyArray<GanttStep> {
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
  return <Gantt steps={steps} end={end} />
}
