/** The columns of `contacts`: those of the input, and those that the rules read. */
import type { InputTable, PartTable } from "./column.ts"

export const CONTACTS = {
  columns: {
    id: { kind: "id", required: true, also: ["text"] },
    org_id: { kind: "id", also: ["text", "unread"] },
    email: { kind: "text", required: true },
    zip_code: { kind: "text", required: true },
    state: { kind: "text" },
    birth_date: { kind: "date", also: ["text", "unread"] },
    effective_date: { kind: "date", also: ["text", "unread"] },
    phone_number: { kind: "phone" },
    sms_consent: { kind: "boolean" },
  },
} as const satisfies InputTable

export const CONTACT_COLUMNS = {
  id: { kind: "id", staged: "contact_id" },
  orgId: { kind: "id", staged: "org_id", published: "org_id" },
  /** Number of the organisation within the run, counted from 0. */
  org: { kind: "number", staged: "org" },
  state: { kind: "state", staged: "state", published: "state" },
  birthDate: { kind: "day", staged: "birth_date", published: "birth_date" },
  effectiveDate: { kind: "day", staged: "effective_date", published: "effective_date" },
  zone: { kind: "zone", staged: "zone", published: "time_zone" },
  /** Whether there is a telephone number that can be used (intake/phone.ts). The number itself is not kept. */
  phone: { kind: "code", staged: "phone", published: "sms_reachable" },
  smsConsent: { kind: "flag", staged: "sms_consent", published: "sms_consent" },
  /** 1 if the contact has opted out of all emails. */
  suppressed: { kind: "flag", staged: "suppressed", published: "suppressed" },
  /** The email types that the contact has opted out of, one by one. */
  suppressedTypes: { kind: "types", staged: "suppressed_types", published: "suppressed_types" },
  /** 1 if the contact has opted out of text messages. */
  smsSuppressed: { kind: "flag", staged: "sms_suppressed", published: "sms_suppressed" },
} as const satisfies PartTable
