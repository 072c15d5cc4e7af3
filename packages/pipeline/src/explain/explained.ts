/** Contacts of a part with their rows and the trace of each decision. */
import { STATE_CODES } from "@almanac/core/law/states"
import type { ExplainedSchedule, Scheduler } from "@almanac/core/services/scheduler"
import type { Part } from "../parts/part.ts"

export interface ExplainedContact extends Pick<ExplainedSchedule, "rows" | "trace"> {
  readonly contact_id: bigint
  readonly org_id: bigint
  readonly state: string
}

export const explainPart = (
  { contacts }: Pick<Part, "contacts">,
  scheduler: Scheduler["Service"],
): ReadonlyArray<ExplainedContact> =>
  Array.from({ length: contacts.count }, (_, i) => {
    const { rows, trace } = scheduler.explain(contacts, i)
    return {
      contact_id: contacts.id[i],
      org_id: contacts.orgId[i],
      state: STATE_CODES[contacts.state[i]],
      rows,
      trace,
    }
  })
