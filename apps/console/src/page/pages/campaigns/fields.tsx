import { useQuery } from "@tanstack/react-query"
import { useId } from "react"
import { reading } from "../../api.ts"
import { useSession } from "../../session.ts"
import type { Draft } from "./draft.ts"
import { FIELDS } from "./words.ts"

interface FieldProps {
  readonly draft: Draft
  readonly set: (name: keyof Draft, value: string) => void
}

/** The fields of a campaign, in groups. */
export function CampaignFieldsets(props: FieldProps) {
  return (
    <div className="groups">
      <fieldset>
        <legend>What it sends</legend>
        <TextField name="instance_name" hint="The name that people see" {...props} />
        <TextField name="email_template" {...props} />
        <TextField name="sms_template" hint="Leave it empty to send no text" {...props} />
      </fieldset>
      <fieldset>
        <legend>When it takes part</legend>
        <TextField name="active_start_date" type="date" {...props} />
        <TextField name="active_end_date" type="date" hint="Leave it empty if it has no end" {...props} />
        <TextField name="days_before_event" type="number" hint={FROM_TYPE} {...props} />
      </fieldset>
      <fieldset>
        <legend>Whom it reaches</legend>
        <OrganisationField {...props} />
        <TextField
          name="holdout_percentage"
          type="number"
          hint={`From 0 to 50. It stays once a run has planned the campaign. ${FROM_TYPE}`}
          {...props}
        />
      </fieldset>
      <fieldset>
        <legend>How it behaves</legend>
        <TextField name="priority" type="number" hint={`A lower number wins. ${FROM_TYPE}`} {...props} />
        <YesNoField name="respect_exclusion_windows" {...props} />
        <YesNoField name="enable_followups" {...props} />
      </fieldset>
    </div>
  )
}

const FROM_TYPE = "Empty: as its type says."

function TextField({
  name,
  type = "text",
  hint,
  draft,
  set,
}: FieldProps & { readonly name: keyof Draft; readonly type?: string; readonly hint?: string }) {
  const hintId = useId()
  return (
    <div className="field">
      <label>
        <span>{FIELDS[name]}</span>
        <input
          type={type}
          value={draft[name]}
          step={name === "holdout_percentage" ? "0.01" : undefined}
          maxLength={type === "text" ? 500 : undefined}
          onChange={({ target }) => set(name, target.value)}
          aria-describedby={hint === undefined ? undefined : hintId}
        />
      </label>
      {hint !== undefined && (
        <span id={hintId} className="hint">
          {hint}
        </span>
      )}
    </div>
  )
}

function YesNoField({ name, draft, set }: FieldProps & { readonly name: keyof Draft }) {
  return (
    <label className="field">
      <span>{FIELDS[name]}</span>
      <select value={draft[name]} onChange={({ target }) => set(name, target.value)}>
        <option value="">As its type says</option>
        <option value="yes">Yes</option>
        <option value="no">No</option>
      </select>
    </label>
  )
}

function OrganisationField({ draft, set }: FieldProps) {
  const { organisations } = useSession()
  const known = useQuery(reading("campaigns/organisations", {})).data?.organisations ?? []
  const isKnown = draft.org_id === "" || known.some(({ id }) => id === draft.org_id)
  return (
    <label className="field">
      <span>{FIELDS.org_id}</span>
      <select
        required={organisations !== "all"}
        value={draft.org_id}
        onChange={({ target }) => set("org_id", target.value)}
      >
        <option value="">{organisations === "all" ? "All organisations" : "Choose one"}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name === null ? id : `${name} (${id})`}
          </option>
        ))}
        {!isKnown && <option value={draft.org_id}>{draft.org_id}</option>}
      </select>
    </label>
  )
}
