/** The handlers of all endpoints. */
import * as Effect from "effect/Effect"
import type { EndpointName } from "../contract/endpoints.ts"
import { APPROVAL_HANDLERS } from "./areas/approvals.ts"
import { AUDIT_HANDLERS } from "./areas/audit.ts"
import { CALENDAR_HANDLERS } from "./areas/calendar.ts"
import { CAMPAIGN_HANDLERS } from "./areas/campaigns.ts"
import { CLUSTER_HANDLERS } from "./areas/cluster.ts"
import { JOB_HANDLERS } from "./areas/jobs.ts"
import { LAW_HANDLERS } from "./areas/law.ts"
import { PEOPLE_HANDLERS } from "./areas/people.ts"
import { RUN_HANDLERS } from "./areas/runs.ts"
import { SETTINGS_HANDLERS } from "./areas/settings.ts"
import { STORE_HANDLERS } from "./areas/store.ts"
import { WHAT_IF_HANDLERS } from "./areas/what-if.ts"
import type { Handlers } from "./handler.ts"

export const HANDLERS: Handlers<EndpointName> = {
  session: (_, session) => Effect.succeed(session),
  ...CALENDAR_HANDLERS,
  ...RUN_HANDLERS,
  ...CLUSTER_HANDLERS,
  ...JOB_HANDLERS,
  ...STORE_HANDLERS,
  ...SETTINGS_HANDLERS,
  ...AUDIT_HANDLERS,
  ...CAMPAIGN_HANDLERS,
  ...PEOPLE_HANDLERS,
  ...LAW_HANDLERS,
  ...WHAT_IF_HANDLERS,
  ...APPROVAL_HANDLERS,
}
