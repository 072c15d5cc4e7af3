/** A year of a contact: on one line, as a table, and each email with the reasons in words. */
import type { Decided, EarlierEmail, Email, Step, Window } from "../../../contract/people.ts"
import { Cited } from "../../parts/citation.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { dayText } from "../../parts/text.ts"
import { Copy } from "./evidence.tsx"
import { Timeline } from "./timeline.tsx"

const day = (value: string | null): string => (value === null ? "" : dayText(value))

export const nameOf = ({ email_type, campaign_instance_id, campaign_name }: Email): string =>
  campaign_instance_id === null
    ? email_type
    : `${email_type}, ${campaign_name ?? `instance ${campaign_instance_id}`}`

/** What happens to an email, in a few words. */
function outcomeOf({ outcome, reason_words, send_date }: Email): string {
  if (outcome === "pre-scheduled") return `planned for ${day(send_date)}`
  if (outcome === "settled") return "settled by history"
  return `not sent: ${reason_words}`
}

export function DecidedView({ decided, asOf }: { readonly decided: Decided; readonly asOf: string }) {
  const planned = decided.emails.filter(({ outcome }) => outcome === "pre-scheduled")
  return (
    <>
      <p>
        {planned.length === 0
          ? "No email is planned."
          : `${planned.length} ${planned.length === 1 ? "email is" : "emails are"} planned, the next for ${day(
              planned.map(({ send_date }) => send_date ?? "").sort()[0] ?? null,
            )}.`}
      </p>
      <Timeline decided={decided} asOf={asOf} />
      <details className="twin no-print">
        <summary>The line as a table</summary>
        <Table
          caption="Emails of the year"
          columns={EMAIL_COLUMNS}
          rows={decided.emails}
          keyOf={(email) =>
            `${nameOf(email)} ${email.row?.ideal_send_date} ${email.event_date} ${email.row?.parent_schedule_id}`
          }
        />
      </details>
      <h3>Why</h3>
      {decided.emails.length === 0 && <p>No email was considered for this contact.</p>}
      <ol className="reasons">
        {decided.emails.map((email, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the emails of a contact is fixed
          <li key={at}>
            <Reasons email={email} />
          </li>
        ))}
      </ol>
      {decided.windows.length > 0 && (
        <Table
          caption={`Days without email in ${decided.state_name}`}
          columns={WINDOW_COLUMNS}
          rows={decided.windows}
          keyOf={({ start, rule }) => `${start} ${rule}`}
        />
      )}
      {decided.history.length > 0 && (
        <Table
          caption="What was sent or queued, and what an earlier run planned"
          columns={HISTORY_COLUMNS}
          rows={decided.history}
          keyOf={({ id, email_type, date }) => `${id} ${email_type} ${date}`}
        />
      )}
    </>
  )
}

const EMAIL_COLUMNS: ReadonlyArray<Column<Email>> = [
  { title: "Email", cell: nameOf },
  { title: "Ideal day", cell: ({ row }) => day(row?.ideal_send_date ?? null) },
  { title: "Outcome", cell: outcomeOf },
  { title: "Moved by", cell: ({ row }) => row?.moved_by?.replaceAll("_", " ") ?? "" },
  { title: "Text message", cell: ({ row }) => textOf(row) },
  {
    title: "Follows",
    cell: ({ row }) => (row?.parent_schedule_id ? `schedule ${row.parent_schedule_id}` : ""),
  },
]

const WINDOW_COLUMNS: ReadonlyArray<Column<Window>> = [
  { title: "From", cell: ({ start }) => day(start) },
  { title: "Through", cell: ({ end }) => day(end) },
  { title: "Rule", cell: ({ rule }) => rule },
  { title: "Source", cell: ({ citation }) => <Cited citation={citation} /> },
]

const HISTORY_COLUMNS: ReadonlyArray<Column<EarlierEmail>> = [
  { title: "Day", cell: ({ date }) => day(date) },
  { title: "Email", cell: ({ email_type }) => email_type ?? "unknown type" },
  { title: "Status", cell: ({ status }) => (status === "pre-scheduled" ? "planned earlier" : status) },
  { title: "Schedule", cell: ({ id }) => id },
  { title: "Follows", cell: ({ parent_schedule_id }) => parent_schedule_id ?? "" },
]

/** When the text message beside an email goes, or why none does. */
export function textOf(row: Email["row"]): string {
  if (row === null) return ""
  if (row.sms_send_at !== null) return `${row.sms_send_at.slice(0, 16).replace("T", " ")} UTC`
  return row.sms_skip_reason === null ? "" : `none: ${row.sms_skip_reason.replaceAll("_", " ")}`
}

function Reasons({ email }: { readonly email: Email }) {
  const { outcome, steps, instead, text } = email
  return (
    <article className={`card reason ${outcome}`} aria-label={nameOf(email)}>
      <header className="row">
        <h4 className="grow">
          <bdi>{nameOf(email)}</bdi> <span className="outcome">{outcomeOf(email)}</span>
        </h4>
        <Copy text={text} label="Copy" />
      </header>
      <ul>
        {steps.map((step) => (
          <li key={`${step.rule} ${step.text}`}>
            <StepText step={step} />
          </li>
        ))}
        {instead !== null && <li>Instead: {instead}</li>}
      </ul>
    </article>
  )
}

function StepText({ step: { text, citation, statute } }: { readonly step: Step }) {
  return (
    <>
      {text}
      {citation !== undefined && (
        <>
          {" "}
          <Cited citation={citation} />
        </>
      )}
      {statute !== undefined && (
        <span className="statute">
          Statute: <Cited citation={statute.citation} />
          {statute.differs === null ? "; it says the same" : `; it differs: ${statute.differs}`}
        </span>
      )}
    </>
  )
}
