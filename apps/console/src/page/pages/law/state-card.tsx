import type { Rule, StateOfLaw } from "../../../contract/law.ts"
import { Cited } from "../../parts/citation.tsx"
import { countText } from "../../parts/text.ts"

/** Rules in words, each with its source. */
export function Rules({ rules }: { readonly rules: ReadonlyArray<Rule> }) {
  if (rules.length === 0) return <span className="hint">no window</span>
  return (
    <ul className="rules">
      {rules.map(({ rule, citation, confidence, note }) => (
        <li key={rule}>
          {rule}
          <span className="source">
            <Cited citation={citation} />
            {`, confidence ${confidence}`}
            {note !== null && `. ${note}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** All that is known of one state. */
export function StateCard({ state, onClose }: { readonly state: StateOfLaw; readonly onClose: () => void }) {
  const { name, baseline, us_2026, in_force, overridden, differs, doubts, text_hours, contacts, touched } =
    state
  return (
    <section className="card state-card" aria-label={name}>
      <header className="row">
        <h2>{name}</h2>
        <button type="button" onClick={onClose}>
          Show all states
        </button>
      </header>
      <p>
        {countText(contacts)} of your contacts live here.{" "}
        {!differs
          ? "Both rule sets say the same."
          : `The rule sets differ; in the year after the run they close other days for ${countText(touched)} of them.`}
      </p>
      <div className="side-by-side">
        {overridden && (
          <div>
            <h3>In force, by the configuration</h3>
            <Rules rules={in_force} />
          </div>
        )}
        <div>
          <h3>baseline</h3>
          <Rules rules={baseline} />
        </div>
        <div>
          <h3>us-2026</h3>
          <Rules rules={us_2026} />
        </div>
        <div>
          <h3>Hours for text messages</h3>
          <p>
            {text_hours.hours}
            {text_hours.federal && ", by federal law"}
            <span className="source">
              <Cited citation={text_hours.citation} />
              {`, confidence ${text_hours.confidence}`}
              {text_hours.note !== null && `. ${text_hours.note}`}
            </span>
          </p>
        </div>
        {doubts.length > 0 && (
          <div>
            <h3>What is not certain</h3>
            {doubts.map((doubt) => (
              <p key={doubt}>{doubt}</p>
            ))}
          </div>
        )}
      </div>
    </section>
  )
}
