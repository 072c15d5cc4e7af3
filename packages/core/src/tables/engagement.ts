/** The columns of what contacts did: clicks, answers and opt-outs. */
import type { InputTable, PartTable } from "./column.ts"

export const TRACKING_CLICKS = {
  columns: {
    contact_id: { kind: "id", required: true },
    clicked_at: { kind: "instant", required: true, day: "clicked_on" },
  },
} as const satisfies InputTable

export const CONTACT_EVENTS = {
  columns: {
    contact_id: { kind: "id", required: true },
    event_type: { kind: "text", required: true },
    metadata: { kind: "json" },
    created_at: { kind: "instant", required: true, day: "created_on" },
  },
} as const satisfies InputTable

export const SUPPRESSIONS = {
  columns: {
    // An opt-out must not be lost because its contact id is written in an unusual form.
    contact_id: { kind: "written_id", also: ["text", "unread"] },
    email: { kind: "text" },
    channel: { kind: "text" },
    email_type: { kind: "text" },
  },
  oneOf: ["contact_id", "email"],
} as const satisfies InputTable

/** The last day of a click, of answered health questions, and of answers that name conditions. */
export const ENGAGEMENT_COLUMNS = {
  clickedOn: { kind: "day", staged: "clicked_on", published: "clicked_on" },
  answeredOn: { kind: "day", staged: "answered_on", published: "answered_on" },
  answeredYesOn: { kind: "day", staged: "answered_yes_on", published: "answered_yes_on" },
} as const satisfies PartTable
