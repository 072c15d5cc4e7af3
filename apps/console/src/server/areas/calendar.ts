import * as Effect from "effect/Effect"
import type { CALENDAR_ENDPOINTS } from "../../contract/calendar.ts"
import { campaignsOf, draftCampaigns } from "../calendar/campaigns.ts"
import { dayOf, emailsOf } from "../calendar/day.ts"
import { findingRowsOf, findingsOf } from "../calendar/findings.ts"
import { seenRun } from "../calendar/run-reading.ts"
import { yearOf } from "../calendar/year.ts"
import type { Handlers } from "../handler.ts"

export const CALENDAR_HANDLERS: Handlers<keyof typeof CALENDAR_ENDPOINTS> = {
  "calendar/year": (input, session) =>
    Effect.flatMap(seenRun(input, session), (run) => yearOf(run, input.org)),
  "calendar/day": (input, session) => Effect.flatMap(seenRun(input, session), (run) => dayOf(run, input)),
  "calendar/emails": (input, session) =>
    Effect.flatMap(seenRun(input, session), (run) => emailsOf(run, input)),
  "calendar/findings": (input, session) => Effect.flatMap(seenRun(input, session), findingsOf),
  "calendar/finding-rows": (input, session) =>
    Effect.flatMap(seenRun(input, session), (run) => findingRowsOf(run, input)),
  "calendar/campaigns": (input, session) => Effect.flatMap(seenRun(input, session), campaignsOf),
  "calendar/drafts": (input, session) => Effect.flatMap(seenRun(input, session), draftCampaigns),
}
