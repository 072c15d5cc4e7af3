/** The store: its health, the emails that wait, and its backups. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import type { Backup } from "../../../contract/store.ts"
import { changing, reading } from "../../api.ts"
import { Facts } from "../../parts/facts.tsx"
import { FormDialog, ReasonField } from "../../parts/form-dialog.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ShownJob } from "../../parts/shown-job.tsx"
import { JobButton, useStartJob } from "../../parts/start-job.tsx"
import { Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { bytesText, countText, dayText, momentText, wordsOf } from "../../parts/text.ts"
import { useMay } from "../../session.ts"
import { Restore } from "./restore.tsx"

export function StorePage() {
  const mayOperate = useMay("operate")
  const health = useQuery(reading("store/health", {}))
  return (
    <>
      <PageHeading title="Store" />
      <ShownJob />
      <Health query={health} />
      {/* What is below does not jump when the health comes. */}
      {!health.isPending && (
        <section>
          <h2>Backups</h2>
          {mayOperate && (
            <div className="row">
              <TakeBackup />
              <JobButton label="Check all backups" starting={() => changing("store/check-backups", {})} />
            </div>
          )}
          <Backups mayOperate={mayOperate} />
        </section>
      )}
    </>
  )
}

function Health({ query }: { readonly query: UseQueryResult<AnswerOf<"store/health">> }) {
  return (
    <Shown query={query}>
      {({ health, since }) => {
        const { last_run, problems, emails } = health
        return (
          <>
            <Since since={since} />
            {problems.length === 0 ? (
              <p>
                <span className="chip done">Healthy</span>
              </p>
            ) : (
              <section className="stale" aria-label="Problems">
                <ul>
                  {problems.map((problem) => (
                    <li key={problem}>{problem}</li>
                  ))}
                </ul>
              </section>
            )}
            <Facts
              facts={{
                "Last run":
                  last_run === null ? "none" : `${dayText(last_run.as_of)}, ${agoText(last_run.age_hours)}`,
                "Due today": countText(health.due_today),
                Overdue: countText(health.overdue),
                "Claimed over a day ago, not marked": countText(health.stuck),
                "Sent in the last 7 days": countText(health.sent),
                "Failed in the last 7 days": countText(health.failed),
                Size: bytesText(health.bytes),
                "Free on its disk": bytesText(health.disk_free_bytes),
              }}
            />
            <details>
              <summary>Emails in the store, by status and type</summary>
              <Table
                caption="Emails in the store"
                columns={[
                  { title: "Status", cell: ({ status }) => wordsOf(status) },
                  { title: "Type", cell: ({ email_type }) => wordsOf(email_type) },
                  { title: "Emails", cell: (row) => countText(row.emails), isNumber: true },
                ]}
                rows={emails}
                keyOf={({ status, email_type }) => `${status} ${email_type}`}
              />
            </details>
          </>
        )
      }}
    </Shown>
  )
}

const agoText = (hours: number): string =>
  hours < 48 ? `${hours.toFixed(1)} h ago` : `${(hours / 24).toFixed(1)} days ago`

function Backups({ mayOperate }: { readonly mayOperate: boolean }) {
  const query = useQuery(reading("store/backups", {}))
  const columns = [
    { title: "Taken", cell: ({ taken_at }: Backup) => momentText(taken_at) },
    { title: "Why", cell: ({ reason }: Backup) => reason },
    { title: "Size", cell: ({ bytes }: Backup) => bytesText(bytes), isNumber: true },
    { title: "Kept until", cell: ({ keep_until }: Backup) => momentText(keep_until) },
    { title: "Name", cell: ({ file }: Backup) => <code>{file}</code> },
    ...(mayOperate
      ? [
          {
            title: "Restore",
            cell: ({ file, taken_at }: Backup) => <Restore backup={file} taken={taken_at} />,
          },
        ]
      : []),
  ]
  return (
    <Shown query={query}>
      {({ backups }) =>
        backups.length === 0 ? (
          <p className="hint">There is no backup. Every run takes one before it begins.</p>
        ) : (
          <Table
            caption="Backups, the latest first"
            columns={columns}
            rows={backups}
            keyOf={({ file }) => file}
          />
        )
      }
    </Shown>
  )
}

function TakeBackup() {
  const { start, problem, isStarting } = useStartJob()
  const [reason, setReason] = useState("")
  return (
    <FormDialog
      label="Take a backup"
      title="Take a backup"
      submitLabel="Take it"
      submit={() => start(() => changing("store/backup", { reason }))}
      problem={problem}
      isBusy={isStarting}
    >
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
