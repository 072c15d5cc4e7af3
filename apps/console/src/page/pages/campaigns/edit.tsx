import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate, useParams } from "@tanstack/react-router"
import { useState } from "react"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import { ApiError, changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { useProposing } from "../../parts/proposing.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import "./campaigns.css"
import { CampaignLink } from "./campaign-link.tsx"
import { changedFields, type Draft, differing, draftOf, type Edited, rebased, useDraft } from "./draft.ts"
import { CampaignFieldsets } from "./fields.tsx"
import { PreviewPanel } from "./preview.tsx"
import { FIELDS } from "./words.ts"

type Answer = AnswerOf<"campaigns/show">

export function EditCampaignPage() {
  const { id } = useParams({ from: "/shell/campaigns/$id/edit" })
  const query = useQuery({ ...reading("campaigns/show", { id }), staleTime: 0, refetchOnWindowFocus: false })
  // The form begins with what is stored now, not with what an earlier page has read.
  return (
    <Shown query={query}>
      {(shown) => (query.isFetching && !query.isFetchedAfterMount ? null : <Form shown={shown} />)}
    </Shown>
  )
}

/** What somebody else has changed while the form was open. */
interface Theirs {
  readonly message: string
  readonly before: Edited
  readonly now: Draft
}

function Form({ shown: { campaign, fields, revision } }: { readonly shown: Answer }) {
  const { id } = campaign
  const stored = draftOf(fields)
  const client = useQueryClient()
  const navigate = useNavigate()
  const { edited, setEdited, forget } = useDraft(`campaign ${id}`, { base: stored, revision, draft: stored })
  const proposing = useProposing()
  const [theirs, setTheirs] = useState<Theirs>()
  const changed = differing(edited.base, edited.draft)
  const saving = useMutation({
    mutationFn: () =>
      changing("campaigns/edit", {
        id,
        revision: edited.revision,
        fields: changedFields(edited),
        ...proposing.given,
      }),
    onSuccess: async ({ proposal }) => {
      forget()
      await client.invalidateQueries()
      await (proposal === null
        ? navigate({ to: "/campaigns/$id", params: { id } })
        : navigate({ to: "/approvals", search: { proposal: String(proposal) } }))
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.problem !== "stale") return
      const now = await client.fetchQuery({ ...reading("campaigns/show", { id }), staleTime: 0 })
      const draft = draftOf(now.fields)
      setTheirs({ message: error.message, before: edited, now: draft })
      setEdited(rebased(edited, draft, now.revision))
    },
  })
  const set = (name: keyof Draft, value: string): void =>
    setEdited((before) => ({ ...before, draft: { ...before.draft, [name]: value } }))
  return (
    <>
      <CampaignLink campaign={campaign} />
      <PageHeading title="Edit this campaign" />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate()
        }}
      >
        {theirs !== undefined && <Difference theirs={theirs} draft={edited.draft} set={set} />}
        <CampaignFieldsets draft={edited.draft} set={set} />
        {proposing.field}
        {saving.error !== null && theirs === undefined && <Failed error={saving.error} />}
        <div className="row">
          <button type="submit" className="primary" disabled={saving.isPending || changed.length === 0}>
            {proposing.required ? "Propose" : "Save"}
          </button>
          <button
            type="button"
            onClick={() => {
              forget()
              void navigate({ to: "/campaigns/$id", params: { id } })
            }}
          >
            Cancel
          </button>
          <span className="hint" role="status">
            {changed.length === 0
              ? "Nothing is changed yet."
              : `Changed: ${changed.map((name) => FIELDS[name]).join(", ")}`}
          </span>
        </div>
      </form>
      <h2>Preview</h2>
      <PreviewPanel id={id} fields={changedFields(edited)} />
    </>
  )
}

/** The fields that somebody else has changed, beside what was typed here. */
function Difference({
  theirs: { message, before, now },
  draft,
  set,
}: {
  readonly theirs: Theirs
  readonly draft: Draft
  readonly set: (name: keyof Draft, value: string) => void
}) {
  const rows = differing(before.base, now)
  const typed = differing(before.base, before.draft)
  return (
    <section className="card stale" role="alert">
      <h2>Somebody else has changed this</h2>
      <p>{message}. What you typed is still here.</p>
      <Table
        caption="What has changed meanwhile"
        columns={[
          { title: "Field", cell: (name) => FIELDS[name] },
          { title: "Before", cell: (name) => <bdi>{before.base[name] || "none"}</bdi> },
          { title: "Now", cell: (name) => <bdi>{now[name] || "none"}</bdi> },
          {
            title: "In your form",
            cell: (name) =>
              typed.includes(name) && draft[name] !== now[name] ? (
                <>
                  <bdi>{draft[name] || "none"}</bdi>{" "}
                  <button type="button" onClick={() => set(name, now[name])}>
                    Take theirs
                  </button>
                </>
              ) : (
                "as it is now"
              ),
          },
        ]}
        rows={rows}
        keyOf={(name) => name}
      />
    </section>
  )
}
