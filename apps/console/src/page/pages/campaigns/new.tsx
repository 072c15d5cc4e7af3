import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { useProposing } from "../../parts/proposing.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import "./campaigns.css"
import { type Draft, EMPTY, fieldsOf, useDraft } from "./draft.ts"
import { CampaignFieldsets } from "./fields.tsx"

export function NewCampaignPage() {
  const query = useQuery(reading("campaigns/types", {}))
  return <Shown query={query}>{({ types }) => <Form types={types.map(({ name }) => name)} />}</Shown>
}

function Form({ types }: { readonly types: ReadonlyArray<string> }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { edited, setEdited, forget } = useDraft("new campaign", { base: EMPTY, revision: "0", draft: EMPTY })
  const proposing = useProposing()
  const [type, setType] = useState("")
  const creating = useMutation({
    mutationFn: () =>
      changing("campaigns/create", {
        campaign_type: type,
        fields: fieldsOf(edited.draft),
        ...proposing.given,
      }),
    onSuccess: async ({ id, proposal }) => {
      forget()
      await client.invalidateQueries()
      await (id === null
        ? navigate({ to: "/approvals", search: { proposal: String(proposal) } })
        : navigate({ to: "/campaigns/$id", params: { id } }))
    },
  })
  const set = (name: keyof Draft, value: string): void =>
    setEdited((before) => ({ ...before, draft: { ...before.draft, [name]: value } }))
  return (
    <>
      <p>
        <Link to="/campaigns">Campaigns</Link>
      </p>
      <PageHeading title="New campaign" />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          creating.mutate()
        }}
      >
        <label className="field">
          <span>Type</span>
          <select required value={type} onChange={({ target }) => setType(target.value)}>
            <option value="">Choose a type</option>
            {types.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <CampaignFieldsets draft={edited.draft} set={set} />
        {proposing.field}
        {creating.error !== null && <Failed error={creating.error} />}
        <div className="row">
          <button type="submit" className="primary" disabled={creating.isPending}>
            {proposing.required ? "Propose" : "Create"}
          </button>
          <Link to="/campaigns" className="button" onClick={forget}>
            Cancel
          </Link>
        </div>
        <p className="hint">
          Runs take it into account from its first day on. Enrol contacts and preview it before that.
        </p>
      </form>
    </>
  )
}
