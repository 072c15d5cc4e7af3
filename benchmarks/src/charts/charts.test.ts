import { expect, test } from "vitest"
import type { Measurement } from "../frame/bench.ts"
import { lineCharts } from "./lines.ts"
import { stageBars } from "./stage-bars.ts"

const measured = (of: Partial<Measurement>): Measurement => ({
  ...{ suite: "s", case: "contacts=5", metric: "run", value: 1, unit: "s", rep: 1 },
  ...of,
})

test("stages are drawn next to each other, in proportion to the longest bar", () => {
  const svg = stageBars([
    measured({ metric: "run: count", value: 3 }),
    measured({ metric: "run: plan", value: 1 }),
    measured({ metric: "floor: read", value: 2 }),
  ])
  const widths = [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="22"/g)].map((it) =>
    Number(it[1]),
  )
  expect(widths).toEqual([465, 155, 310])
  expect(svg).toContain("4.00 s")
})

test("a line is drawn for each size and metric, in the order of the size, with a dot for each repetition", () => {
  const charts = lineCharts(
    [
      measured({ case: "threads=2", metric: "a contact", unit: "µs", value: 5 }),
      measured({ case: "threads=1", metric: "a contact", unit: "µs", value: 10 }),
      measured({ case: "threads=1", metric: "a contact", unit: "µs", value: 10, rep: 2 }),
      measured({ case: "history_per_contact=4", metric: "peak memory", unit: "bytes", value: 5e8 }),
    ],
    ["a contact", "peak memory"],
  )
  expect(charts.map(({ name }) => name)).toEqual([
    "a-contact-by-threads",
    "peak-memory-by-history-per-contact",
  ])
  expect(charts[0]?.svg).toContain('d="M430 50L780 160"')
  expect(charts[0]?.svg.match(/<circle/g)).toHaveLength(3)
  expect(charts[1]?.svg).toContain("peak memory (MB) by history per contact")
})
