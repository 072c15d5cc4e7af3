import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import type { CampaignType, TypeFields } from "../../../contract/campaigns.ts"
import { changing, messageOf, reading } from "../../api.ts"
import { FormDialog, succeeds } from "../../parts/form-dialog.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { useProposing } from "../../parts/proposing.tsx"
import { Shown, Since } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { useMay, useSession } from "../../session.ts"
import "./campaigns.css"
import { valueText } from "./words.ts"

const COLUMNS: ReadonlyArray<Column<CampaignType>> = [
  { title: "Type", cell: ({ name }) => name },
  { title: "Takes part", cell: ({ active }) => valueText(active) },
  { title: "Priority", cell: ({ priority }) => priority, isNumber: true },
  { title: "Days before", cell: ({ days_before_event }) => days_before_event, isNumber: true },
  { title: "Stays out of windows", cell: (type) => valueText(type.respect_exclusion_windows) },
  { title: "Follow-ups", cell: ({ enable_followups }) => valueText(enable_followups) },
  { title: "For everybody", cell: ({ target_all_contacts }) => valueText(target_all_contacts) },
  { title: "Any day", cell: ({ any_day }) => valueText(any_day) },
  { title: "Holdout", cell: ({ holdout_percentage }) => `${holdout_percentage} %`, isNumber: true },
  { title: "Comes from", cell: (type) => type.of },
]

/** The types of campaigns, whose settings their campaigns inherit. */
export function CampaignTypesPage() {
  const query = useQuery(reading("campaigns/types", {}))
  const { organisations } = useSession()
  const mayChange = useMay("campaigns") && organisations === "all"
  const columns: ReadonlyArray<Column<CampaignType>> = mayChange
    ? [...COLUMNS, { title: "Change", cell: (type) => <TypeDialog type={type} /> }]
    : COLUMNS
  return (
    <>
      <p>
        <Link to="/campaigns">Campaigns</Link>
      </p>
      <div className="heading">
        <PageHeading title="Campaign types" />
        {mayChange && <TypeDialog type={undefined} />}
      </div>
      <p className="hint">Campaigns have the settings of their type, unless they have their own.</p>
      <Shown query={query}>
        {({ types, since }) => (
          <>
            <Since since={since} />
            <Table caption="All campaign types" columns={columns} rows={types} keyOf={({ name }) => name} />
          </>
        )}
      </Shown>
    </>
  )
}

type Draft = { readonly [K in keyof TypeFields]-?: string }

const FIELDS = {
  active: "Its campaigns take part in runs",
  priority: "Priority (a lower number wins)",
  days_before_event: "Days before the trigger date",
  respect_exclusion_windows: "Stays out of exclusion windows",
  enable_followups: "Follow-ups",
  target_all_contacts: "For every contact, without enrolment",
  any_day: "Also on days that are no sending days",
  holdout_percentage: "Holdout, percent",
} as const satisfies Record<keyof TypeFields, string>
const NAMES = Object.keys(FIELDS) as ReadonlyArray<keyof TypeFields>
const NUMBERS: ReadonlyArray<keyof TypeFields> = ["priority", "days_before_event", "holdout_percentage"]

const textOf = (value: number | boolean): string =>
  typeof value === "boolean" ? (value ? "yes" : "no") : String(value)

const NEW: Draft = {
  active: "yes",
  priority: "5",
  days_before_event: "0",
  respect_exclusion_windows: "yes",
  enable_followups: "no",
  target_all_contacts: "no",
  any_day: "no",
  holdout_percentage: "0",
}

const draftOf = (type: CampaignType | undefined): Draft =>
  type === undefined
    ? NEW
    : (Object.fromEntries(NAMES.map((name) => [name, textOf(type[name])])) as unknown as Draft)

/** The fields that differ from those of the type; all of them for a new type. */
function fieldsOf(draft: Draft, type: CampaignType | undefined): Partial<TypeFields> {
  const before = draftOf(type)
  return Object.fromEntries(
    NAMES.filter((name) => type === undefined || draft[name] !== before[name]).map((name) => [
      name,
      NUMBERS.includes(name) ? Number(draft[name]) : draft[name] === "yes",
    ]),
  )
}

function TypeDialog({ type }: { readonly type: CampaignType | undefined }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const proposing = useProposing()
  const [name, setName] = useState("")
  const [draft, setDraft] = useState(() => draftOf(type))
  const saving = useMutation({
    mutationFn: () =>
      changing("campaigns/type/set", {
        name: type?.name ?? name,
        fields: fieldsOf(draft, type),
        ...proposing.given,
      }),
    onSuccess: async ({ proposal }) => {
      await client.invalidateQueries()
      if (proposal !== null) await navigate({ to: "/approvals", search: { proposal: String(proposal) } })
    },
  })
  const begin = (): void => {
    setDraft(draftOf(type))
    saving.reset()
  }
  return (
    <FormDialog
      label={
        type === undefined ? (
          "New type"
        ) : (
          <>
            Change<span className="unseen"> {type.name}</span>
          </>
        )
      }
      title={type === undefined ? "New campaign type" : `Change ${type.name}`}
      submitLabel={proposing.required ? "Propose" : "Save"}
      submit={() => succeeds(saving.mutateAsync())}
      problem={saving.error === null ? undefined : messageOf(saving.error)}
      isBusy={saving.isPending}
      onOpen={begin}
    >
      {type === undefined && (
        <label className="field">
          <span>Name</span>
          <input
            required
            pattern="[A-Za-z0-9_.\-]+"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
      )}
      <div className="groups">
        {NAMES.map((name) => (
          <TypeField
            key={name}
            name={name}
            value={draft[name]}
            set={(value) => setDraft((before) => ({ ...before, [name]: value }))}
          />
        ))}
      </div>
      {proposing.field}
    </FormDialog>
  )
}

function TypeField({
  name,
  value,
  set,
}: {
  readonly name: keyof TypeFields
  readonly value: string
  readonly set: (value: string) => void
}) {
  return NUMBERS.includes(name) ? (
    <label className="field">
      <span>{FIELDS[name]}</span>
      <input
        type="number"
        required
        step={name === "holdout_percentage" ? "0.01" : "1"}
        value={value}
        onChange={({ target }) => set(target.value)}
      />
    </label>
  ) : (
    <label className="field">
      <span>{FIELDS[name]}</span>
      <select value={value} onChange={({ target }) => set(target.value)}>
        <option value="yes">Yes</option>
        <option value="no">No</option>
      </select>
    </label>
  )
}
