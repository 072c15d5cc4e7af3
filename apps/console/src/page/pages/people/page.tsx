import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import type { Match, Person } from "../../../contract/people.ts"
import { changing, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { RunChoice } from "../../parts/run-choice.tsx"
import { Empty, Failed, Shown } from "../../parts/states.tsx"
import { DecidedView } from "./decided.tsx"
import { Evidence, RunFacts } from "./evidence.tsx"
import { Findings } from "./findings.tsx"
import "./people.css"

export function PeoplePage() {
  const { contact, run } = useSearch({ from: "/shell/people" })
  const navigate = useNavigate({ from: "/people" })
  const show = (id: string | undefined, of = run) => navigate({ search: { contact: id, run: of } })
  return (
    <div className="people">
      <PageHeading
        title={contact === undefined ? "People" : `Contact ${contact}`}
        className={contact === undefined ? undefined : "no-print"}
      >
        People
      </PageHeading>
      <Search
        key={run}
        run={run}
        onRun={(chosen) => void show(contact, chosen)}
        onContact={(id) => void show(id)}
      />
      {contact === undefined ? (
        <Empty title="Find one person">
          <p>
            Give a contact id or an email address. You see a year of this person on one line, and why each
            email goes or does not go.
          </p>
        </Empty>
      ) : (
        <One contact={contact} run={run} />
      )}
    </div>
  )
}

interface SearchProps {
  readonly run: string | undefined
  readonly onRun: (run: string | undefined) => void
  readonly onContact: (id: string) => void
}

/** An email is posted and then forgotten: it is in no address, in no list of the browser, and not kept by the page. */
function Search({ run, onRun, onContact }: SearchProps) {
  const [text, setText] = useState("")
  const [matches, setMatches] = useState<ReadonlyArray<Match>>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)

  const find = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const given = text.trim()
    setMatches(undefined)
    setError(undefined)
    if (!given.includes("@")) return onContact(given)
    setBusy(true)
    try {
      const found = await changing("people/find", { email: given, ...(run !== undefined && { run }) })
      setText("")
      const [only] = found.matches
      if (found.matches.length === 1 && only !== undefined) onContact(only.contact_id)
      else setMatches(found.matches)
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="no-print">
      <form className="row find" onSubmit={find} autoComplete="off">
        <label className="field grow">
          <span>Contact id or email address</span>
          <input
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={320}
            required
          />
        </label>
        <RunChoice run={run} onChange={onRun} />
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? "Finding …" : "Find"}
        </button>
      </form>
      {error !== undefined && <Failed error={error} />}
      {matches !== undefined && <Matches matches={matches} run={run} />}
    </div>
  )
}

function Matches({
  matches,
  run,
}: {
  readonly matches: ReadonlyArray<Match>
  readonly run: string | undefined
}) {
  if (matches.length === 0) {
    return (
      <p className="card" role="status">
        No contact that you may see has this email address.
      </p>
    )
  }
  return (
    <section className="card" aria-label="Contacts with this email">
      <p role="status">{matches.length} contacts have this email address. Choose one:</p>
      <ul>
        {matches.map(({ contact_id, org_id, org_name }) => (
          <li key={contact_id}>
            <Link to="/people" search={{ contact: contact_id, run }}>
              Contact {contact_id}
            </Link>
            {org_id === null ? ", not in this run yet" : `, ${org_name ?? `organisation ${org_id}`}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

function One({ contact, run }: { readonly contact: string; readonly run: string | undefined }) {
  const query = useQuery(reading("people/contact", { contact, ...(run !== undefined && { run }) }))
  return <Shown query={query}>{(person) => <PersonView person={person} />}</Shown>
}

function PersonView({ person }: { readonly person: Person }) {
  const { found, contact_id, run } = person
  if (found === null) {
    return (
      <Empty title={`Run ${run.run_id} has no contact ${contact_id} that you may see`}>
        <p>
          Check the id. A contact that was added after {run.as_of} is in a later run. Contacts of
          organisations that your sign-in does not cover are not shown.
        </p>
      </Empty>
    )
  }
  const { decided, org_id, org_name, rejects, warnings } = found
  const organisation = org_id === null ? "no organisation" : (org_name ?? `organisation ${org_id}`)
  return (
    <article aria-label={`Contact ${contact_id}`}>
      <header className="row person">
        <div className="grow">
          <h2>Contact {contact_id}</h2>
          <p className="hint">
            <bdi>{organisation}</bdi>
            {decided !== null && `, ${decided.state_name}`}
          </p>
        </div>
        <Evidence person={person} />
      </header>
      <Findings rejects={rejects} warnings={warnings} isScheduled={decided !== null} />
      {decided !== null && <DecidedView decided={decided} asOf={run.as_of} />}
      <RunFacts run={run} />
    </article>
  )
}
