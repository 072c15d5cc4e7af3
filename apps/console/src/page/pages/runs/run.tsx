import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import type { RunDetail } from "../../../contract/runs.ts"
import { changing, reading } from "../../api.ts"
import { Facts } from "../../parts/facts.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ReasonDialog } from "../../parts/reason-dialog.tsx"
import { ContinueRun, ShownJob } from "../../parts/shown-job.tsx"
import { JobButton } from "../../parts/start-job.tsx"
import { Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { bytesText, countText, longDayText, momentText, secondsText, wordsOf } from "../../parts/text.ts"
import { useMay } from "../../session.ts"
import "./runs.css"
import { STATUS_WORDS } from "./status.ts"
import { Steps } from "./steps.tsx"

const ASK_AGAIN_MS = 5000

export function RunPage() {
  const { directory } = useParams({ strict: false }) as { readonly directory: string }
  const query = useQuery({
    ...reading("runs/get", { directory }),
    // Another process may be working on it.
    refetchInterval: ({ state: { data } }) => (data?.run.status === "unfinished" ? ASK_AGAIN_MS : false),
  })
  return (
    <>
      <p className="hint">
        <Link to="/runs">All runs</Link>
      </p>
      <Shown query={query}>{(detail) => <OneRun detail={detail} />}</Shown>
    </>
  )
}

function OneRun({ detail }: { readonly detail: RunDetail }) {
  const { run, recorded, since } = detail
  return (
    <>
      <header className="row title">
        <PageHeading title={`Run ${run.directory}`}>
          {run.directory}
          {run.as_of !== null && <small>{longDayText(run.as_of)}</small>}
        </PageHeading>
        <span className={`chip ${run.status}`}>{STATUS_WORDS[run.status]}</span>
      </header>
      <Actions detail={detail} />
      <ShownJob />
      {run.status === "unfinished" && <Unfinished detail={detail} />}
      {run.status === "damaged" && (
        <p className="stale">The manifest of this run cannot be read. Run again into another directory.</p>
      )}
      <Since since={since} />
      <Facts
        facts={{
          Run: run.run_id === null ? null : <code>{run.run_id}</code>,
          "On the store": recorded?.status ?? (run.status === "finished" ? "not made on the store" : null),
          Why: recorded?.failure ?? null,
          Contacts: count(run.contacts),
          Planned: count(run.pre_scheduled),
          Skipped: count(run.skipped),
          Rejects: count(run.rejects),
          Warnings: count(run.warnings),
          "Emails added to the store": count(recorded?.inserted ?? null),
          Took: run.timings.total_seconds === undefined ? null : secondsText(run.timings.total_seconds),
          "Peak memory": run.peak_memory_bytes === null ? null : bytesText(run.peak_memory_bytes),
          "Rule set": run.rule_set,
          Settings: run.config_version === null ? detail.config?.source : `version ${run.config_version}`,
          "Hash of the settings": detail.config === null ? null : <code>{detail.config.hash}</code>,
          Checksum: run.schedules_checksum === null ? null : <code>{run.schedules_checksum}</code>,
          "Version of Almanac": detail.software,
          Written: momentText(run.changed_at),
        }}
      />
      <Steps timings={run.timings} />
      <div className="columns">
        <Reasons title="Rejects" counts={detail.rejects_by_reason} />
        <Reasons title="Warnings" counts={detail.warnings_by_kind} />
      </div>
      {detail.inputs.length > 0 && (
        <section>
          <h2>Inputs</h2>
          <Table
            caption="The tables that the run has read"
            columns={[
              { title: "Table", cell: ({ table }) => table },
              { title: "File", cell: ({ path }) => path },
              { title: "Rows", cell: ({ rows }) => count(rows), isNumber: true },
              { title: "SHA-256", cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
            ]}
            rows={detail.inputs}
            keyOf={({ path }) => path}
          />
        </section>
      )}
      {detail.manifest !== null && (
        <details>
          <summary>Manifest</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
          <pre className="raw" tabIndex={0}>
            {JSON.stringify(detail.manifest, null, 2)}
          </pre>
        </details>
      )}
    </>
  )
}

const count = (value: number | null): string | null => (value === null ? null : countText(value))

function Actions({ detail: { run, recorded } }: { readonly detail: RunDetail }) {
  const { data: releases } = useQuery(reading("runs/releases", {}))
  const mayOperate = useMay("operate")
  const { directory } = run
  if (run.status === "damaged") return null
  if (run.status === "unfinished") {
    return mayOperate && run.as_of !== null ? <ContinueRun directory={directory} /> : null
  }
  return (
    <div className="row actions">
      {mayOperate && recorded !== null && (
        <JobButton label="Verify" starting={() => changing("runs/verify", { directory })} />
      )}
      {mayOperate && releases?.to != null && (
        <>
          {releases.needs_approval && <ProposePublishing directory={directory} />}
          <JobButton
            label={releases.needs_approval ? "Publish, once approved" : "Publish"}
            starting={() => changing("runs/publish", { directory })}
          />
          <JobButton label="Serve the release of before" starting={() => changing("runs/rollback", {})} />
        </>
      )}
      <Compare directory={directory} />
    </div>
  )
}

function ProposePublishing({ directory }: { readonly directory: string }) {
  const navigate = useNavigate()
  return (
    <ReasonDialog
      label="Propose to publish"
      title={`Propose to publish ${directory}`}
      submitLabel="Propose"
      change={async (comment) => {
        const { id } = await changing("runs/propose-publishing", { directory, comment })
        await navigate({ to: "/runs/$directory", params: { directory }, search: { job: id } })
      }}
    >
      <p>Another person must approve it. Then this run can be published once.</p>
    </ReasonDialog>
  )
}

/** Leads to the comparison with another finished run. */
function Compare({ directory }: { readonly directory: string }) {
  const { data } = useQuery(reading("runs/list", {}))
  const navigate = useNavigate()
  const others = (data?.runs ?? []).filter((run) => run.status === "finished" && run.directory !== directory)
  if (others.length === 0) return null
  return (
    <select
      aria-label="Compare with another run"
      value=""
      onChange={({ target }) =>
        void navigate({ to: "/runs/diff", search: { a: target.value, b: directory } })
      }
    >
      <option value="">Compare with …</option>
      {others.map((run) => (
        <option key={run.directory}>{run.directory}</option>
      ))}
    </select>
  )
}

function Unfinished({ detail: { run, steps_done } }: { readonly detail: RunDetail }) {
  const parts = steps_done.filter((step) => step.startsWith("part ")).length
  const steps = steps_done.filter((step) => !step.startsWith("part "))
  const done = [...steps, ...(parts > 0 ? [`${parts} parts`] : [])]
  return (
    <p className="stale">
      This run has not finished: it is under way, or it was stopped.{" "}
      {done.length === 0 ? "No step is done." : `Done: ${done.map(wordsOf).join(", ")}.`} It last recorded a
      step {momentText(run.changed_at)}. Continuing it keeps the steps that are done and gives the same rows;
      while another process writes to it, that is refused.
    </p>
  )
}

function Reasons({
  title,
  counts,
}: {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
}) {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (rows.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <Table
        caption={`${title} by reason`}
        columns={[
          { title: "Reason", cell: ([reason]) => wordsOf(reason) },
          { title: "Rows", cell: ([, rows]) => countText(rows), isNumber: true },
        ]}
        rows={rows}
        keyOf={([reason]) => reason}
      />
    </section>
  )
}
