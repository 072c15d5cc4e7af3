/** Explanations in words, as `almanac explain` prints them and as they can be pasted into a letter. */
import type { Config } from "@almanac/core/config/config"
import type { CandidateTrace, Step } from "@almanac/core/explain/trace"
import { otherwiseText } from "@almanac/core/law/compare"
import { citationText } from "@almanac/core/law/rule-text"
import { STATE_NAMES, type StateCode } from "@almanac/core/law/states"
import type { Reject } from "../parts/findings.ts"
import type { Explanation } from "./explain.ts"
import type { ExplainedContact } from "./explained.ts"

export function explanationText(explanation: Explanation, asOf: string, config: Config): string {
  return [
    ...explanation.contacts.map((contact) => contactText(contact, asOf, config)),
    ...explanation.rejects.map((reject) => `${rejectText(reject)}\n`),
    ...explanation.unknown.map((id) => `There is no contact ${id}\n`),
    ...(explanation.unknown_emails > 0
      ? [`${explanation.unknown_emails} of the given email addresses belong to no contact\n`]
      : []),
  ].join("\n")
}

const rejectText = ({ contactId, rowNumber, reason, detail }: Reject): string =>
  `Contact ${contactId} (row ${rowNumber}) was rejected: ${reason}, ${detail}`

export function contactText(contact: ExplainedContact, asOf: string, config: Config): string {
  const state = STATE_NAMES[contact.state as keyof typeof STATE_NAMES]
  const head = `Contact ${contact.contact_id}, organisation ${contact.org_id}, ${state}, as of ${asOf}`
  const next = contact.trace
    .filter((trace) => trace.send_date !== null)
    .sort((a, b) => ((a.send_date as string) < (b.send_date as string) ? -1 : 1))
  const summary =
    next.length === 0
      ? "No email is planned."
      : `Planned: ${next.map((trace) => `${trace.email_type} ${trace.send_date}`).join(", ")}.`
  const otherwise = otherwiseText(config, contact.state as StateCode)
  const law = otherwise === undefined ? [] : [`Law: ${otherwise}; see almanac law diff.`]
  return [head, ...law, summary, "", ...contact.trace.map(candidateText)].join("\n")
}

/** One email of a contact: its outcome, and each step with the rule and its source. */
export function candidateText(trace: CandidateTrace): string {
  const campaign =
    trace.campaign_instance_id === null
      ? ""
      : ` (instance ${trace.campaign_instance_id}${trace.campaign_name === null ? "" : `, ${trace.campaign_name}`})`
  return [
    `${trace.email_type}${campaign}: ${outcome(trace)}`,
    ...trace.steps.map((step) => `  - ${step.text}${cited(step)}`),
    ...(trace.instead === null ? [] : [`  - instead: ${trace.instead}`]),
    "",
  ].join("\n")
}

function outcome({ outcome, reason, send_date }: CandidateTrace): string {
  if (outcome === "pre-scheduled") return `planned for ${send_date}`
  if (outcome === "settled") return "already settled"
  return `not sent, ${reason}`
}

function cited({ citation, statute }: Step): string {
  if (citation === undefined) return ""
  const says = statute?.differs == null ? "it says the same" : `it differs: ${statute.differs}`
  const beside = statute === undefined ? "" : `\n    statute: ${citationText(statute.citation)}; ${says}`
  return ` [${citationText(citation)}]${beside}`
}
