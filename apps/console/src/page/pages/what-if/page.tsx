import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useDeferredValue, useState } from "react"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import { SETTINGS } from "../../../contract/settings-to-try.ts"
import { changing, reading } from "../../api.ts"
import { JobView } from "../../parts/job.tsx"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Failed, Shown } from "../../parts/states.tsx"
import { dayText } from "../../parts/text.ts"
import { useSession } from "../../session.ts"
import "./what-if.css"
import { DecidedAgain } from "./decided.tsx"
import { ReplannedView } from "./replanned.tsx"
import { SettingField } from "./setting-field.tsx"

type Ground = AnswerOf<"what-if/ground">
type Organisation = Ground["organisations"][number]

/** The settings that are tried out. They are in the address, so that a link shows the same trial. */
function useChanges() {
  const search = useSearch({ from: "/shell/what-if" })
  const navigate = useNavigate({ from: "/what-if" })
  const changes = changesIn(search.try)
  const set = (path: string, value: string | undefined): void => {
    const { [path]: _, ...others } = changes
    const next = value === undefined ? others : { ...others, [path]: value }
    void navigate({
      search: ({ try: __, job: ___, ...kept }) =>
        Object.keys(next).length === 0 ? kept : { ...kept, try: new URLSearchParams(next).toString() },
      replace: true,
    })
  }
  return { changes, set }
}

const changesIn = (text: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...new URLSearchParams(text)].filter(([path]) => SETTINGS.some((one) => one.path === path)),
  )

export function WhatIfPage() {
  const query = useQuery(reading("what-if/ground", {}))
  return (
    <>
      <PageHeading title="What if" />
      <p className="hint">
        Try other settings. Nothing is stored and no plan changes. The link of this page has the settings that
        you try. To try a campaign with another priority or other dates, open its{" "}
        <Link to="/campaigns">edit page</Link> and preview it there.
      </p>
      <Shown query={query}>{(ground) => <Trial ground={ground} />}</Shown>
    </>
  )
}

function Trial({ ground }: { readonly ground: Ground }) {
  const { organisations, as_of, directory } = ground
  const search = useSearch({ from: "/shell/what-if" })
  const navigate = useNavigate({ from: "/what-if" })
  const { changes, set } = useChanges()
  const organisation = organisations.find(({ id }) => id === search.org) ?? organisations[0]
  if (organisation === undefined) return <p>The last run has no organisation that you may see.</p>
  const limits = SETTINGS.filter(({ limitsDays }) => limitsDays)
  const decisions = SETTINGS.filter(({ limitsDays }) => !limitsDays)
  const tried = decisions.filter(({ path }) => changes[path] !== undefined)
  const fieldOf = (one: (typeof SETTINGS)[number]) => (
    <SettingField
      key={one.path}
      setting={one}
      inForce={organisation.values[one.path] ?? "null"}
      tried={changes[one.path]}
      set={(value) => set(one.path, value)}
    />
  )
  return (
    <>
      <label className="field org">
        <span>Organisation</span>
        <select
          value={organisation.id}
          onChange={({ target }) =>
            void navigate({ search: (before) => ({ ...before, org: target.value }), replace: true })
          }
        >
          {organisations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name === null ? id : `${name} (${id})`}
            </option>
          ))}
        </select>
      </label>
      <section className="trial" aria-labelledby="limits">
        <div>
          <h2 id="limits">How many emails on a day</h2>
          <p className="hint">
            Planned again while you look, from the counts of the run of {dayText(as_of)}. Decisions about
            contacts stay as they are.
          </p>
          <div className="settings">{limits.map(fieldOf)}</div>
        </div>
        <Now
          directory={directory}
          organisation={organisation}
          changes={Object.fromEntries(
            Object.entries(changes).filter(([path]) => limits.some((one) => one.path === path)),
          )}
        />
      </section>
      <section aria-labelledby="decisions">
        <h2 id="decisions">Which emails, and when</h2>
        <p className="hint">
          These settings change decisions about contacts. Almanac decides and plans everything twice, for all
          organisations, without your changes and with all of them, those above too. This takes longer.
        </p>
        <div className="settings">{decisions.map(fieldOf)}</div>
        {tried.length > 0 && (
          <p className="stale" role="status">
            The chart above does not show {tried.map(({ title }) => title.toLowerCase()).join(", ")}. Plan
            everything again to see the effect.
          </p>
        )}
        <Everything changes={changes} />
      </section>
      {Object.keys(changes).length > 0 && <Propose changes={changes} />}
    </>
  )
}

function Now({
  directory,
  organisation,
  changes,
}: {
  readonly directory: string
  readonly organisation: Organisation
  readonly changes: Readonly<Record<string, string>>
}) {
  const asked = useDeferredValue(JSON.stringify(changes))
  const query = useQuery({
    ...reading("what-if/plan", { directory, org: organisation.id, changes: asked }),
    placeholderData: keepPreviousData,
  })
  return (
    <div aria-busy={query.isFetching} className={query.isPlaceholderData ? "older" : undefined}>
      {query.error !== null && query.data !== undefined && <Failed error={query.error} />}
      <Shown query={query}>
        {(replanned) => (
          <ReplannedView
            replanned={replanned}
            changes={Object.keys(changes).length}
            isOlder={query.isPlaceholderData}
          />
        )}
      </Shown>
    </div>
  )
}

function Everything({ changes }: { readonly changes: Readonly<Record<string, string>> }) {
  const { organisations } = useSession()
  const { job } = useSearch({ from: "/shell/what-if" })
  const navigate = useNavigate({ from: "/what-if" })
  const starting = useMutation({
    mutationFn: () => changing("what-if/try", { changes }),
    onSuccess: ({ id }) => navigate({ search: (before) => ({ ...before, job: id }), replace: true }),
  })
  if (organisations !== "all") {
    return <p className="hint">This needs a sign-in that covers all organisations.</p>
  }
  return (
    <>
      <button
        type="button"
        className="primary"
        disabled={starting.isPending || Object.keys(changes).length === 0}
        onClick={() => starting.mutate()}
      >
        Plan everything again
      </button>
      {starting.error !== null && <Failed error={starting.error} />}
      {job !== undefined && (
        <JobView key={job} id={job}>
          {(_, { id }) => <DecidedAgain job={id} />}
        </JobView>
      )}
    </>
  )
}

/** Keeps what was tried as a proposal for all organisations. */
function Propose({ changes }: { readonly changes: Readonly<Record<string, string>> }) {
  const { organisations } = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [comment, setComment] = useState("")
  const proposing = useMutation({
    mutationFn: () => changing("what-if/propose", { changes, comment }),
    onSuccess: async ({ proposal }) => {
      await client.invalidateQueries({ queryKey: ["approvals/list"] })
      await navigate({ to: "/approvals", search: { proposal: String(proposal) } })
    },
  })
  if (organisations !== "all") return null
  return (
    <section aria-labelledby="propose">
      <h2 id="propose">Propose these settings</h2>
      <p className="hint">
        For all organisations that have no settings of their own. They are in force once another person has
        approved them.
      </p>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          proposing.mutate()
        }}
      >
        <label className="field">
          <span>Why</span>
          <input
            required
            maxLength={1000}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
        </label>
        <button type="submit" disabled={proposing.isPending}>
          Propose
        </button>
      </form>
      {proposing.error !== null && <Failed error={proposing.error} />}
    </section>
  )
}
