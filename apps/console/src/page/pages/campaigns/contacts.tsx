import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { Uploaded } from "../../../contract/campaigns.ts"
import { changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { useProposing } from "../../parts/proposing.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText } from "../../parts/text.ts"
import "./campaigns.css"
import { CampaignLink } from "./campaign-link.tsx"

const STATUSES = ["pending", "scheduled", "completed", "cancelled"] as const
const MAX_BYTES = 30 * 1024 * 1024

const REASONS: Readonly<Record<string, string>> = {
  invalid_contact_id: "The contact id is missing or not a whole number",
  unknown_contact: "No contact has this id",
  invalid_trigger_date: "The trigger date cannot be read",
  missing_trigger_date: "There is no trigger date, and the campaign has no first day",
  unknown_status: "The status is not known",
  invalid_metadata: "The metadata is not a JSON object",
  duplicate: "An earlier row has the same contact",
  not_enrolled: "The contact is not enrolled",
}

/** Enrols the contacts of a file, or withdraws them. */
export function CampaignContactsPage() {
  const { id } = useParams({ from: "/shell/campaigns/$id/contacts" })
  const query = useQuery(reading("campaigns/show", { id }))
  return (
    <Shown query={query}>
      {({ campaign }) => (
        <>
          <CampaignLink campaign={campaign} />
          <PageHeading title="Enrol or withdraw contacts" />
          <Upload id={id} start={campaign.active_start_date} />
        </>
      )}
    </Shown>
  )
}

function Upload({ id, start }: { readonly id: string; readonly start: string | null }) {
  const search = useSearch({ from: "/shell/campaigns/$id/contacts" })
  const action = search.do === "withdraw" ? "withdraw" : "enrol"
  const navigate = useNavigate({ from: "/campaigns/$id/contacts" })
  const client = useQueryClient()
  const proposing = useProposing()
  const [file, setFile] = useState<File>()
  const [triggerDate, setTriggerDate] = useState("")
  const [status, setStatus] = useState<(typeof STATUSES)[number]>("pending")
  const sending = useMutation({
    mutationFn: async (chosen: File) => {
      if (chosen.size > MAX_BYTES) throw new Error("The file has more than 30 MB. Split it into parts.")
      const upload = { id, file_name: chosen.name, csv: await chosen.text(), ...proposing.given }
      return action === "withdraw"
        ? changing("campaigns/withdraw", upload)
        : changing("campaigns/enrol", {
            ...upload,
            trigger_date: triggerDate === "" ? null : triggerDate,
            status,
          })
    },
    onSuccess: async ({ proposal }) => {
      await client.invalidateQueries()
      if (proposal !== null) {
        await navigate({ to: "/approvals", search: { proposal: String(proposal) } })
      }
    },
  })
  return (
    <>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          if (file !== undefined) sending.mutate(file)
        }}
      >
        <fieldset className="choice">
          <legend>What to do</legend>
          {(["enrol", "withdraw"] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="action"
                checked={action === one}
                onChange={() => {
                  sending.reset()
                  void navigate({ search: one === "enrol" ? {} : { do: one }, replace: true })
                }}
              />{" "}
              {one === "enrol" ? "Enrol the contacts of a file" : "Withdraw the contacts of a file"}
            </label>
          ))}
        </fieldset>
        <label className="field">
          <span>CSV file with the column contact_id</span>
          <input
            type="file"
            accept=".csv,text/csv"
            required
            onChange={({ target }) => {
              sending.reset()
              setFile(target.files?.[0])
            }}
          />
        </label>
        {action === "enrol" && (
          <>
            <p className="hint">The columns trigger_date, status and metadata are optional.</p>
            <div className="row">
              <label className="field">
                <span>
                  Trigger date of rows that have none{start === null ? "" : " (empty: the first day)"}
                </span>
                <input
                  type="date"
                  required={false}
                  value={triggerDate}
                  onChange={({ target }) => setTriggerDate(target.value)}
                />
              </label>
              <label className="field">
                <span>Status of rows that have none</span>
                <select
                  value={status}
                  onChange={({ target }) => setStatus(target.value as (typeof STATUSES)[number])}
                >
                  {STATUSES.map((one) => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          </>
        )}
        {proposing.field}
        <button type="submit" className="primary" disabled={sending.isPending}>
          {proposing.required ? "Propose" : action === "enrol" ? "Enrol" : "Withdraw"}
        </button>
      </form>
      {sending.isPending && (
        <p className="state" role="status">
          Reading the file …
        </p>
      )}
      {sending.error !== null && <Failed error={sending.error} />}
      {sending.data?.outcome && <Outcome uploaded={sending.data.outcome} action={action} />}
    </>
  )
}

function Outcome({
  uploaded: { rows, taken, unchanged, rejects },
  action,
}: {
  readonly uploaded: Uploaded
  readonly action: "enrol" | "withdraw"
}) {
  const byReason = [...Map.groupBy(rejects, ({ reason }) => reason)].map(([reason, all]) => ({
    reason,
    count: all.length,
    numbers: all.slice(0, 10).map(({ row_number }) => row_number),
  }))
  return (
    <section aria-labelledby="outcome">
      <div role="status">
        <h2 id="outcome">
          {countText(taken)} of {countText(rows)} rows {action === "enrol" ? "enrolled" : "withdrawn"}
        </h2>
      </div>
      <dl className="numbers">
        <div>
          <dt>Taken</dt>
          <dd>{countText(taken)}</dd>
        </div>
        <div>
          <dt>Unchanged</dt>
          <dd>{countText(unchanged)}</dd>
        </div>
        <div>
          <dt>Rejected</dt>
          <dd>{countText(rejects.length)}</dd>
        </div>
      </dl>
      {rejects.length > 0 && (
        <>
          <Table
            caption="Rejected rows. The heading of the file is not counted."
            columns={[
              { title: "Reason", cell: ({ reason }) => REASONS[reason] ?? reason },
              { title: "Rows", cell: ({ count }) => countText(count), isNumber: true },
              {
                title: "Row numbers",
                cell: ({ numbers, count }) =>
                  `${numbers.map(countText).join(", ")}${count > numbers.length ? " …" : ""}`,
              },
            ]}
            rows={byReason}
            keyOf={({ reason }) => reason}
          />
          <button type="button" onClick={() => download(rejects)}>
            Download all rejected rows
          </button>
        </>
      )}
    </section>
  )
}

function download(rejects: Uploaded["rejects"]): void {
  const lines = rejects.map(({ row_number, reason }) => `${row_number},${reason}`)
  const address = URL.createObjectURL(
    new Blob([`row_number,reason\n${lines.join("\n")}\n`], { type: "text/csv" }),
  )
  const link = document.createElement("a")
  link.href = address
  link.download = "rejects.csv"
  link.click()
  URL.revokeObjectURL(address)
}
