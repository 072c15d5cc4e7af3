/** What a reviewer needs: the explanation to paste, the evidence as a file, and the page on paper or as PDF. */
import { useState } from "react"
import type { DecidingRun, Person } from "../../../contract/people.ts"
import { dayText } from "../../parts/text.ts"

/** The facts of the run in one line, for the end of a letter. */
const runLine = ({ run_id, as_of, rule_set, config_version, config_hash, schedules_checksum }: DecidingRun) =>
  `Decided by run ${run_id} as of ${as_of}, rule set ${rule_set}, configuration ` +
  `${config_version === null ? "" : `version ${config_version}, `}hash ${config_hash}, ` +
  `checksum of the schedules ${schedules_checksum}.`

export function Evidence({ person }: { readonly person: Person }) {
  const decided = person.found?.decided ?? null
  return (
    <div className="row no-print">
      {decided !== null && (
        <Copy text={`${decided.text}\n${runLine(person.run)}\n`} label="Copy explanation" />
      )}
      <button type="button" onClick={() => download(person)}>
        Download JSON
      </button>
      <button type="button" onClick={() => window.print()}>
        Print or PDF
      </button>
    </div>
  )
}

/** Copies a text, and says so. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<string>()
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid("Copied")
    } catch {
      setSaid("The browser does not allow copying here")
    }
  }
  return (
    <button type="button" onClick={copy} onBlur={() => setSaid(undefined)}>
      <span aria-live="polite">{said ?? label}</span>
    </button>
  )
}

/** The rows of `schedules` with the trace of each decision, the law with its sources, and the facts of the run. */
function evidenceOf({ run, contact_id, found }: Person) {
  const { decided, rejects, warnings, ...organisation } = found ?? {
    decided: null,
    rejects: [],
    warnings: [],
  }
  return {
    contact_id,
    ...organisation,
    state: decided?.state ?? null,
    run,
    schedules: decided?.emails.flatMap(({ row }) => row ?? []) ?? [],
    trace: decided?.emails.map(({ row, text, ...trace }) => trace) ?? [],
    exclusion_windows: decided?.windows ?? [],
    history: decided?.history ?? [],
    rejects,
    warnings,
    explanation: decided?.text ?? null,
  }
}

function download(person: Person): void {
  const json = `${JSON.stringify(evidenceOf(person), null, 2)}\n`
  const url = URL.createObjectURL(new Blob([json], { type: "application/json" }))
  const link = document.createElement("a")
  link.href = url
  link.download = `contact-${person.contact_id}-${person.run.as_of}.json`
  link.click()
  URL.revokeObjectURL(url)
}

/** The run, the law and the configuration by which the contact was decided. */
export function RunFacts({ run }: { readonly run: DecidingRun }) {
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["Run", run.run_id],
    ["Day", dayText(run.as_of)],
    ["Rule set", run.rule_set],
    ["Configuration", run.config_version === null ? run.config_source : `version ${run.config_version}`],
    ["Hash of the configuration", run.config_hash],
    ["Checksum of the schedules", run.schedules_checksum],
    ["Almanac", run.almanac],
  ]
  return (
    <section aria-label="How this was decided" className="facts">
      <h3>Evidence</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
