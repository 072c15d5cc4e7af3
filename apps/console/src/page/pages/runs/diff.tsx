/** What differs between two runs, and why. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { changing, reading } from "../../api.ts"
import { JobView } from "../../parts/job.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Empty, Shown } from "../../parts/states.tsx"
import { type Difference, DiffResult } from "./diff-result.tsx"
import "./runs.css"

export function DiffPage() {
  const { a, b } = useSearch({ strict: false }) as { readonly a?: string; readonly b?: string }
  const navigate = useNavigate()
  const { data } = useQuery(reading("runs/list", {}))
  const runs = (data?.runs ?? []).filter(({ status }) => status === "finished")
  const choose = (side: "a" | "b", directory: string): void =>
    void navigate({ to: "/runs/diff", search: (before) => ({ ...before, [side]: directory }) })
  return (
    <>
      <p className="hint">
        <Link to="/runs">All runs</Link>
      </p>
      <PageHeading title="What changed from one run to another" />
      <div className="row choices">
        {(["a", "b"] as const).map((side) => (
          <label key={side} className="field">
            <span>{side === "a" ? "Earlier or usual run" : "Other run"}</span>
            <select
              value={(side === "a" ? a : b) ?? ""}
              onChange={({ target }) => choose(side, target.value)}
            >
              <option value="">Choose a run</option>
              {runs.map(({ directory }) => (
                <option key={directory}>{directory}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {a && b ? <Compared key={`${a}…${b}`} a={a} b={b} /> : <Empty title="Choose two runs" />}
    </>
  )
}

/** Compares two runs by a job. Asking again for the same two gives the same job. */
function Compared({ a, b }: { readonly a: string; readonly b: string }) {
  const query = useQuery({
    queryKey: ["compare", a, b],
    queryFn: () => changing("runs/diff", { a, b }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Shown query={query}>
      {({ id }) => <JobView id={id}>{(result) => <DiffResult difference={result as Difference} />}</JobView>}
    </Shown>
  )
}
