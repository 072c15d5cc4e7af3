import { useMutation, useQuery } from "@tanstack/react-query"
import type { HoldoutResults } from "../../../contract/campaigns.ts"
import { changing, reading } from "../../api.ts"
import { JobView } from "../../parts/job.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"

/** What the campaign has achieved, measured with those who are held out. */
export function HoldoutSection({ id, percentage }: { readonly id: string; readonly percentage: number }) {
  const measuring = useMutation({ mutationFn: () => changing("campaigns/measure", { id }) })
  return (
    <>
      <h2>Holdout results</h2>
      <p className="hint">
        {percentage} percent of its contacts get none of its emails, so that the others can be compared with
        them.
      </p>
      <button type="button" disabled={measuring.isPending} onClick={() => measuring.mutate()}>
        Measure now
      </button>
      {measuring.error !== null && <Failed error={measuring.error} />}
      {measuring.data !== undefined && (
        <JobView key={measuring.data.id} id={measuring.data.id}>
          {(_, job) => <Found job={job.id} />}
        </JobView>
      )}
    </>
  )
}

function Found({ job }: { readonly job: string }) {
  const query = useQuery(reading("campaigns/measure/result", { id: job }))
  return <Shown query={query}>{(results) => <Results results={results} />}</Shown>
}

const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 2 })
const POINTS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2, signDisplay: "exceptZero" })
const points = (share: number): string => POINTS.format(share * 100)

const verdict = ({ low, high }: { readonly low: number; readonly high: number }): string => {
  if (low > 0) return "the emails have an effect"
  return high < 0 ? "the emails have the opposite effect" : "no effect is shown"
}

function Results({ results }: { readonly results: HoldoutResults }) {
  const { emailed, held_out, difference, not_due, as_of } = results
  const share = (did: number, of: number): string =>
    of === 0 ? "none" : `${countText(did)} (${PERCENT.format(did / of)})`
  const rows = (["clicked", "answered"] as const).map((what) => {
    const found = difference?.[what]
    return {
      what,
      emailed: share(emailed[what], emailed.contacts),
      held_out: share(held_out[what], held_out.contacts),
      difference:
        found === undefined
          ? "cannot be told"
          : `${points(found.difference)} points, between ${points(found.low)} and ${points(found.high)}: ${verdict(found)}`,
    }
  })
  return (
    <>
      <Table
        caption={`As of ${dayText(as_of)}. The differences have 95 % intervals.`}
        columns={[
          { title: "Contacts who", cell: ({ what }) => what },
          {
            title: `Get its emails: ${countText(emailed.contacts)}`,
            cell: (row) => row.emailed,
            isNumber: true,
          },
          { title: `Held out: ${countText(held_out.contacts)}`, cell: (row) => row.held_out, isNumber: true },
          { title: "Difference", cell: (row) => row.difference },
        ]}
        rows={rows}
        keyOf={({ what }) => what}
      />
      {not_due > 0 && (
        <p className="hint">{countText(not_due)} contacts are in no group, because their email goes later.</p>
      )}
    </>
  )
}
