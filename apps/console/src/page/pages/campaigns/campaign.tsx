import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import { useState } from "react"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import { changing, messageOf, reading } from "../../api.ts"
import { Facts } from "../../parts/facts.tsx"
import { FormDialog, succeeds } from "../../parts/form-dialog.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { useProposing } from "../../parts/proposing.tsx"
import { Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText, momentText } from "../../parts/text.ts"
import { today } from "../../parts/today.ts"
import { useMay } from "../../session.ts"
import "./campaigns.css"
import { StandingMark } from "./list.tsx"
import { HoldoutSection } from "./results.tsx"
import { FIELDS, fieldText, nameOf, valueText } from "./words.ts"

type Answer = AnswerOf<"campaigns/show">

export function CampaignPage() {
  const { id } = useParams({ from: "/shell/campaigns/$id" })
  const query = useQuery(reading("campaigns/show", { id }))
  return <Shown query={query}>{(shown) => <Details shown={shown} />}</Shown>
}

function Details({ shown }: { readonly shown: Answer }) {
  const { campaign, enrolments, changes, since } = shown
  const { id } = campaign
  return (
    <>
      <p>
        <Link to="/campaigns">Campaigns</Link>
      </p>
      <div className="heading">
        <PageHeading title={nameOf(campaign)}>
          <bdi>{nameOf(campaign)}</bdi> <StandingMark {...campaign} />
        </PageHeading>
        <Actions shown={shown} />
      </div>
      <Since since={since} />
      {campaign.unplanned_changes > 0 && (
        <p className="stale">
          {countText(campaign.unplanned_changes)} changes wait for the next run. Until then, emails go as they
          were planned.
        </p>
      )}
      <dl className="numbers">
        <div>
          <dt>Enrolled</dt>
          <dd>{campaign.target_all_contacts ? "Everybody" : countText(campaign.enrolled)}</dd>
        </div>
        <div>
          <dt>Planned emails</dt>
          <dd>{countText(campaign.planned)}</dd>
        </div>
        <div>
          <dt>Sent emails</dt>
          <dd>{countText(campaign.sent)}</dd>
        </div>
      </dl>
      <Settings shown={shown} />
      <h2>Enrolments</h2>
      {enrolments.length === 0 ? (
        <p className="hint">
          {campaign.target_all_contacts
            ? "The type of this campaign is for every contact, so nobody needs to be enrolled."
            : "Nobody is enrolled yet."}
        </p>
      ) : (
        <Table
          caption="Contacts by the status of their enrolment. Pending and scheduled take part."
          columns={[
            { title: "Status", cell: ({ status }) => status },
            { title: "Contacts", cell: ({ contacts }) => countText(contacts), isNumber: true },
          ]}
          rows={enrolments}
          keyOf={({ status }) => status}
        />
      )}
      {campaign.holdout_percentage > 0 && <HoldoutSection id={id} percentage={campaign.holdout_percentage} />}
      <h2>Changes</h2>
      {changes.length === 0 ? (
        <p className="hint">Nobody has changed it since it came into the store.</p>
      ) : (
        <Table
          caption="Changes, the latest first"
          columns={[
            { title: "When", cell: ({ changed_at }) => momentText(changed_at) },
            { title: "Who", cell: ({ author }) => <bdi>{author}</bdi> },
            { title: "What", cell: ({ field }) => fieldText(field) },
            { title: "From", cell: ({ old_value }) => <bdi>{old_value ?? "none"}</bdi> },
            { title: "To", cell: ({ new_value }) => <bdi>{new_value ?? "none"}</bdi> },
            { title: "Planned by", cell: plannedBy },
          ]}
          rows={changes}
          keyOf={(change) => change.id}
        />
      )}
    </>
  )
}

const plannedBy = (change: Answer["changes"][number]): string => {
  if (change.undone_by !== null) return `undone by the restore of ${change.undone_by}`
  return change.requires_rescheduling ? (change.rescheduled_by ?? "the next run") : "needs no run"
}

type Inherited =
  | "priority"
  | "days_before_event"
  | "respect_exclusion_windows"
  | "enable_followups"
  | "holdout_percentage"

/** The settings that hold, and which of them the type gives. */
function Settings({ shown: { campaign, fields } }: { readonly shown: Answer }) {
  const inherited = (name: Inherited) =>
    fields[name] === null ? `${valueText(campaign[name])} (from the type)` : valueText(campaign[name])
  return (
    <>
      <h2>Settings</h2>
      <Facts
        facts={{
          Type: campaign.campaign_type,
          [FIELDS.org_id]: campaign.org_id ?? "All organisations",
          [FIELDS.active_start_date]: dayOrNone(campaign.active_start_date),
          [FIELDS.active_end_date]: dayOrNone(campaign.active_end_date),
          [FIELDS.email_template]: <bdi>{campaign.email_template ?? "none"}</bdi>,
          [FIELDS.sms_template]: <bdi>{campaign.sms_template ?? "none"}</bdi>,
          [FIELDS.priority]: inherited("priority"),
          [FIELDS.days_before_event]: inherited("days_before_event"),
          [FIELDS.respect_exclusion_windows]: inherited("respect_exclusion_windows"),
          [FIELDS.enable_followups]: inherited("enable_followups"),
          [FIELDS.holdout_percentage]: inherited("holdout_percentage"),
        }}
      />
    </>
  )
}

const dayOrNone = (day: string | null): string => (day === null ? "none" : dayText(day))

function Actions({ shown: { campaign } }: { readonly shown: Answer }) {
  const mayChange = useMay("campaigns")
  const mayTry = useMay("try")
  const params = { id: campaign.id }
  return (
    <div className="row">
      {mayTry && (
        <Link to="/campaigns/$id/preview" params={params} className="button">
          Preview
        </Link>
      )}
      {mayChange && (
        <>
          <Link to="/campaigns/$id/edit" params={params} className="button">
            Edit
          </Link>
          <Link to="/campaigns/$id/contacts" params={params} className="button">
            Enrol or withdraw
          </Link>
          {campaign.standing !== "ended" && <Deactivate id={campaign.id} />}
        </>
      )}
    </div>
  )
}

function Deactivate({ id }: { readonly id: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const proposing = useProposing()
  const [from, setFrom] = useState(today)
  const ending = useMutation({
    mutationFn: () => changing("campaigns/deactivate", { id, from, ...proposing.given }),
    onSuccess: async ({ proposal }) => {
      await client.invalidateQueries()
      if (proposal !== null) await navigate({ to: "/approvals", search: { proposal: String(proposal) } })
    },
  })
  return (
    <FormDialog
      label="Deactivate"
      title="Deactivate this campaign"
      submitLabel={proposing.required ? "Propose" : "Deactivate"}
      submit={() => succeeds(ending.mutateAsync())}
      problem={ending.error === null ? undefined : messageOf(ending.error)}
      isBusy={ending.isPending}
      isDangerous
    >
      <label className="field">
        <span>First day on which it no longer takes part</span>
        <input type="date" required value={from} onChange={({ target }) => setFrom(target.value)} />
      </label>
      <p className="hint">It stays on record. Its planned emails still go until the next run.</p>
      {proposing.field}
    </FormDialog>
  )
}
