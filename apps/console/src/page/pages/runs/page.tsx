import { useQuery } from "@tanstack/react-query"
import type { Run } from "../../../contract/runs.ts"
import { reading } from "../../api.ts"
import { Empty, Shown } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText, momentText } from "../../parts/text.ts"

const count = (value: number | null): string => (value === null ? "" : countText(value))

const COLUMNS: ReadonlyArray<Column<Run>> = [
  { title: "Day", cell: ({ as_of }) => (as_of === null ? "" : dayText(as_of)) },
  { title: "Directory", cell: ({ directory }) => directory },
  { title: "Status", cell: ({ status }) => status },
  { title: "Contacts", cell: ({ contacts }) => count(contacts), isNumber: true },
  { title: "Planned", cell: ({ pre_scheduled }) => count(pre_scheduled), isNumber: true },
  { title: "Skipped", cell: ({ skipped }) => count(skipped), isNumber: true },
  { title: "Rejects", cell: ({ rejects }) => count(rejects), isNumber: true },
  { title: "Written", cell: ({ changed_at }) => momentText(changed_at) },
]

export function RunsPage() {
  const query = useQuery(reading("runs/list", {}))
  return (
    <>
      <h1>Runs</h1>
      <Shown query={query}>
        {({ runs }) =>
          runs.length === 0 ? (
            <Empty title="There is no run yet">
              <p>Make one with almanac run --db almanac.db --out plans/2026-11-23 --as-of 2026-11-23.</p>
            </Empty>
          ) : (
            <Table
              caption="Runs, the latest day first"
              columns={COLUMNS}
              rows={runs}
              keyOf={(run) => run.directory}
            />
          )
        }
      </Shown>
    </>
  )
}
