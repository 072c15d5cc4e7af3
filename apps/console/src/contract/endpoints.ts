/** All endpoints of the console by name. The address of an endpoint is `/api/<name>`. */

import { APPROVAL_ENDPOINTS } from "./approvals.ts"
import { AUDIT_ENDPOINTS } from "./audit.ts"
import { CALENDAR_ENDPOINTS } from "./calendar.ts"
import { CAMPAIGN_ENDPOINTS } from "./campaigns.ts"
import { CLUSTER_ENDPOINTS } from "./cluster.ts"
import type { Endpoint } from "./endpoint.ts"
import { JOB_ENDPOINTS } from "./jobs.ts"
import { LAW_ENDPOINTS } from "./law.ts"
import { PEOPLE_ENDPOINTS } from "./people.ts"
import { RUN_ENDPOINTS } from "./runs.ts"
import { SESSION_ENDPOINTS } from "./session.ts"
import { SETTINGS_ENDPOINTS } from "./settings.ts"
import { STORE_ENDPOINTS } from "./store.ts"
import { WHAT_IF_ENDPOINTS } from "./what-if.ts"

export const ENDPOINTS = {
  ...SESSION_ENDPOINTS,
  ...CALENDAR_ENDPOINTS,
  ...RUN_ENDPOINTS,
  ...CLUSTER_ENDPOINTS,
  ...JOB_ENDPOINTS,
  ...STORE_ENDPOINTS,
  ...SETTINGS_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
  ...CAMPAIGN_ENDPOINTS,
  ...PEOPLE_ENDPOINTS,
  ...LAW_ENDPOINTS,
  ...WHAT_IF_ENDPOINTS,
  ...APPROVAL_ENDPOINTS,
} satisfies Readonly<Record<string, Endpoint>>

export type Endpoints = typeof ENDPOINTS
export type EndpointName = keyof Endpoints
/** The input as the page gives it. */
export type InputOf<N extends EndpointName> = Endpoints[N]["input"]["Encoded"]
export type AnswerOf<N extends EndpointName> = Endpoints[N]["answer"]["Type"]
