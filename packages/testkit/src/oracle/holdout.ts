/** Section 18: who gets no email of a campaign, so that its effect can be measured. */
import type { Candidate } from "./candidates.ts"
import { holdoutHashOf } from "./hash.ts"

export function isHeldOut({ contact, instance }: Candidate): boolean {
  if (instance === null) return false
  const draw = Number(holdoutHashOf(contact.id, instance.id).high % 10_000n)
  return draw < Math.round(instance.holdoutPercentage * 100)
}
