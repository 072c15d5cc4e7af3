import { useMutation, useQuery } from "@tanstack/react-query"
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { CampaignFields, Preview, PreviewDay } from "../../../contract/campaigns.ts"
import { changing, reading } from "../../api.ts"
import { DayChart } from "../../parts/day-chart.tsx"
import { DisplacedTables, Overloaded } from "../../parts/displaced.tsx"
import { JobView } from "../../parts/job.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import "./campaigns.css"
import { CampaignLink } from "./campaign-link.tsx"

export function CampaignPreviewPage() {
  const { id } = useParams({ from: "/shell/campaigns/$id/preview" })
  const { job } = useSearch({ from: "/shell/campaigns/$id/preview" })
  const navigate = useNavigate({ from: "/campaigns/$id/preview" })
  const query = useQuery(reading("campaigns/show", { id }))
  return (
    <Shown query={query}>
      {({ campaign }) => (
        <>
          <CampaignLink campaign={campaign} />
          <PageHeading title="Preview of a campaign">Preview</PageHeading>
          <PreviewPanel
            id={id}
            fields={{}}
            {...(job !== undefined && { started: job })}
            onStart={(started) => void navigate({ search: { job: started }, replace: true })}
          />
        </>
      )}
    </Shown>
  )
}

/**
 * Plans with the campaign and without it.
 * @param fields are tried out, and not stored
 */
export function PreviewPanel({
  id,
  fields,
  started,
  onStart,
}: {
  readonly id: string
  readonly fields: Partial<CampaignFields>
  readonly started?: string
  readonly onStart?: (job: string) => void
}) {
  const [asOf, setAsOf] = useState("")
  const starting = useMutation({
    mutationFn: () => changing("campaigns/preview", { id, as_of: asOf === "" ? null : asOf, fields }),
    onSuccess: (job) => onStart?.(job.id),
  })
  const job = starting.data?.id ?? started
  return (
    <>
      <p className="hint">
        Almanac plans twice, with this campaign as it stands here and without it, and compares the two plans.
        Nothing is stored.
      </p>
      <div className="row">
        <label className="field">
          <span>Day to plan for (empty: today, or its first day)</span>
          <input type="date" value={asOf} onChange={({ target }) => setAsOf(target.value)} />
        </label>
        <button
          type="button"
          className="primary"
          disabled={starting.isPending}
          onClick={() => starting.mutate()}
        >
          Preview
        </button>
      </div>
      {starting.error !== null && <Failed error={starting.error} />}
      {job !== undefined && (
        <JobView key={job} id={job}>
          {(_, { id: found }) => <Found job={found} />}
        </JobView>
      )}
    </>
  )
}

function Found({ job }: { readonly job: string }) {
  const query = useQuery(reading("campaigns/preview/result", { id: job }))
  return <Shown query={query}>{(preview) => <Result preview={preview} />}</Shown>
}

function Result({ preview }: { readonly preview: Preview }) {
  const { as_of, pre_scheduled, skipped, assumed_sent, settled, days, overloads } = preview
  return (
    <section aria-labelledby="preview-result">
      <h2 id="preview-result">
        {countText(pre_scheduled)} emails, {countText(skipped)} skipped
      </h2>
      <p className="hint">
        Planned as of {dayText(as_of)}.
        {assumed_sent > 0 &&
          ` The ${countText(assumed_sent)} emails that are planned before that day count as sent.`}
        {settled > 0 && ` ${countText(settled)} contacts have got its email already, or it is being sent.`}
      </p>
      <Overloaded overloads={overloads} />
      {days.length > 0 && <When days={days} />}
      {preview.counts.length > 0 && <Who preview={preview} />}
      <h3>What gives way</h3>
      <DisplacedTables result={preview} which="other emails" />
    </section>
  )
}

function When({ days }: { readonly days: ReadonlyArray<PreviewDay> }) {
  const orgs = [...new Set(days.map(({ org_id }) => org_id))]
  const [org, setOrg] = useState(orgs[0] ?? "")
  const shown = days.filter(({ org_id }) => org_id === org)
  return (
    <>
      <h3>When</h3>
      {orgs.length > 1 && (
        <label className="field narrow">
          <span>Organisation</span>
          <select value={org} onChange={({ target }) => setOrg(target.value)}>
            {orgs.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
      <DayChart
        title={`Emails of organisation ${org} by day`}
        partTitle="Of this campaign"
        days={shown.map(({ date, emails, load, cap, threshold }) => ({
          date,
          emails: load,
          part: emails,
          cap,
          threshold,
        }))}
      >
        <Table
          caption="Days with emails of this campaign"
          columns={[
            { title: "Day", cell: ({ date }) => dayText(date) },
            { title: "Its emails", cell: ({ emails }) => countText(emails), isNumber: true },
            { title: "All emails", cell: ({ load }) => countText(load), isNumber: true },
            { title: "Cap", cell: ({ cap }) => countText(cap), isNumber: true },
            { title: "Threshold", cell: ({ threshold }) => countText(threshold), isNumber: true },
          ]}
          rows={shown}
          keyOf={({ date }) => date}
        />
      </DayChart>
    </>
  )
}

function Who({ preview: { counts, days } }: { readonly preview: Preview }) {
  const states = [...Map.groupBy(counts, ({ state }) => state)]
    .map(([state, all]) => {
      const skipped = all.filter(({ status }) => status !== "pre-scheduled")
      return {
        state,
        planned: sum(all.filter(({ status }) => status === "pre-scheduled")),
        skipped: sum(skipped),
        reasons: skipped
          .map(({ emails, skip_reason }) => `${countText(emails)} ${skip_reason ?? ""}`)
          .join("; "),
      }
    })
    .sort((a, b) => b.planned + b.skipped - a.planned - a.skipped)
  const orgs = [...Map.groupBy(days, ({ org_id }) => org_id)].map(([org, all]) => ({
    org,
    emails: sum(all),
    days: all.length,
  }))
  return (
    <>
      <h3>Who</h3>
      <Table
        caption="By organisation"
        columns={[
          { title: "Organisation", cell: ({ org }) => org },
          { title: "Emails", cell: ({ emails }) => countText(emails), isNumber: true },
          { title: "Days", cell: (row) => countText(row.days), isNumber: true },
        ]}
        rows={orgs}
        keyOf={({ org }) => org}
      />
      <Table
        caption="By state"
        columns={[
          { title: "State", cell: ({ state }) => state },
          { title: "Emails", cell: ({ planned }) => countText(planned), isNumber: true },
          { title: "Skipped", cell: ({ skipped }) => countText(skipped), isNumber: true },
          { title: "Why skipped", cell: ({ reasons }) => reasons },
        ]}
        rows={states}
        keyOf={({ state }) => state}
      />
    </>
  )
}

const sum = (rows: ReadonlyArray<{ readonly emails: number }>): number =>
  rows.reduce((all, { emails }) => all + emails, 0)
