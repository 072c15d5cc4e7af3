/** Edits the settings in force as a text, checks them, and puts them in force. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import type { Difference } from "../../../contract/settings.ts"
import { changing, messageOf, reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ReasonDialog } from "../../parts/reason-dialog.tsx"
import { Shown } from "../../parts/states.tsx"
import { OutcomeText, useOutcome } from "./outcome.tsx"
import { DifferenceTable } from "./page.tsx"
import "./settings.css"
import { useTrial } from "./trial.tsx"

export function EditSettingsPage() {
  const query = useQuery({ ...reading("settings/show", {}), refetchOnWindowFocus: false })
  return (
    <>
      <p className="hint">
        <Link to="/settings">Settings</Link>
      </p>
      <PageHeading title="Edit the settings" />
      <Shown query={query}>{({ yaml, version }) => <Editor yaml={yaml} begun={version} />}</Shown>
    </>
  )
}

/**
 * Others may change the settings while one edits. The text and the version that it is based on stay as they were, so nothing
 * is lost, and the server notices.
 *
 * @param begun the version in force when editing began
 */
function Editor({ yaml, begun }: { readonly yaml: string; readonly begun: number | null }) {
  const client = useQueryClient()
  const { data } = useQuery(reading("settings/versions", {}))
  const { outcome, made } = useOutcome()
  const [text, setText] = useState(yaml)
  const [base, setBase] = useState(begun)
  const [checked, setChecked] = useState<ReadonlyArray<Difference>>()
  const [problem, setProblem] = useState<string>()
  const needsApproval = data?.needs_approval ?? false
  const edit = (edited: string): void => {
    setText(edited)
    setChecked(undefined)
    setProblem(undefined)
  }
  const change = async (reason: string): Promise<void> => {
    await made(changing("settings/change", { yaml: text, reason, base }))
    setChecked(undefined)
    setBase((await client.fetchQuery(reading("settings/show", {}))).version)
  }
  const check = async (): Promise<void> => {
    try {
      setChecked((await changing("settings/check", { yaml: text })).differences)
      setProblem(undefined)
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  return (
    <>
      <OutcomeText outcome={outcome} />
      <label className="field">
        <span>
          Settings, as YAML or JSON. Those that are left out have their defaults; the page before tells what
          each means.
        </span>
        <textarea
          className="settings-text"
          spellCheck={false}
          rows={24}
          value={text}
          onChange={({ target }) => edit(target.value)}
        />
      </label>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {checked !== undefined && <DifferenceTable differences={checked} />}
      <div className="row">
        <button type="button" onClick={() => void check()}>
          Check
        </button>
        {checked !== undefined && checked.length > 0 && (
          <PutInForce yaml={text} needsApproval={needsApproval} change={change} />
        )}
      </div>
    </>
  )
}

function PutInForce({
  yaml,
  needsApproval,
  change,
}: {
  readonly yaml: string
  readonly needsApproval: boolean
  readonly change: (reason: string) => Promise<void>
}) {
  const trial = useTrial(() => changing("settings/try-text", { yaml }))
  return (
    <ReasonDialog
      isPrimary
      label={needsApproval ? "Propose" : "Put in force"}
      title={needsApproval ? "Propose these settings" : "Put these settings in force"}
      submitLabel={needsApproval ? "Propose" : "Put in force"}
      isReady={!trial.isRunning}
      change={change}
    >
      <p>The next run uses them. The settings of before stay as a version.</p>
      {!trial.isStarted && (
        <p>
          <button type="button" onClick={() => void trial.start()}>
            List the days that they cannot keep
          </button>
        </p>
      )}
      {trial.view}
    </ReasonDialog>
  )
}
