/** A world for planted faults: one contact for each kind of decision, as often as a test needs it. */
import type { RawRow, World } from "@almanac/testkit/world"
import {
  contactRow,
  earlierRow,
  enrolmentRow,
  instanceRow,
  smallWorld,
  ZIPS,
} from "@almanac/testkit/worlds/small-world"
import { WORLD_CONFIG } from "@almanac/testkit/worlds/world-config"

/** One contact for each kind of decision. Today is 2026-11-23. Load balancing is disabled. */
const ONE_OF_EACH = smallWorld({
  as_of: "2026-11-23",
  config: {
    ...WORLD_CONFIG,
    sending_days: { ...WORLD_CONFIG.sending_days, blackout_dates: ["2027-09-20"] },
    sms: { enabled: true, require_consent: true },
  },
  contacts: [
    contactRow({ id: 1n, birth_date: "1950-03-10", effective_date: "2015-06-01", state: "OK" }),
    contactRow({ id: 2n, zip_code: ZIPS.CA, birth_date: "1950-01-15", effective_date: "2015-12-10" }),
    contactRow({ id: 3n, zip_code: ZIPS.CT, birth_date: "1950-03-10" }),
    contactRow({ id: 4n, zip_code: ZIPS.CA }),
    contactRow({ id: 5n, birth_date: "1950-03-10" }),
    contactRow({ id: 6n, birth_date: "1950-11-30" }),
    contactRow({ id: 7n, birth_date: "1950-11-30" }),
    contactRow({ id: 8n, birth_date: "1950-11-24" }),
    contactRow({ id: 9n }),
    contactRow({ id: 10n, phone_number: "(512) 555-0142", sms_consent: true }),
    contactRow({ id: 11n, birth_date: "1950-12-12" }),
    contactRow({ id: 12n }),
    contactRow({ id: 13n, zip_code: "1234" }),
    contactRow({ id: 14n, zip_code: ZIPS.CA, birth_date: "1950-06-15" }),
  ],
  suppressions: [{ contact_id: 5n, email: null }],
  email_schedules: [
    earlierRow({
      id: 70n,
      contact_id: 7n,
      status: "pre-scheduled",
      scheduled_send_date: "2026-11-28",
      event_date: "2026-11-30",
    }),
    earlierRow({ id: 80n, contact_id: 8n, scheduled_send_date: "2026-11-10", event_date: "2026-11-24" }),
    earlierRow({
      id: 90n,
      contact_id: 9n,
      email_type: "aep",
      scheduled_send_date: "2026-11-22",
      event_date: "2025-10-15",
    }),
    earlierRow({ id: 91n, contact_id: 9n, email_type: "post_window", scheduled_send_date: "2026-11-22" }),
    ...[15, 16, 17, 18, 19].map((day) =>
      earlierRow({
        id: BigInt(100 + day),
        contact_id: 11n,
        email_type: "newsletter",
        scheduled_send_date: `2026-11-${day}`,
      }),
    ),
  ],
  tracking_clicks: [{ contact_id: 8n, clicked_at: "2026-11-11T15:00:00Z" }],
  campaign_instances: [
    instanceRow({ id: 1n, sms_template: "rates_sms" }),
    instanceRow({
      id: 2n,
      campaign_type: "policy_update",
      email_template: "policy_mail",
      sms_template: "policy_sms",
    }),
  ],
  contact_campaigns: [
    enrolmentRow({ contact_id: 10n, campaign_instance_id: 1n, trigger_date: "2026-12-20" }),
    enrolmentRow({ contact_id: 10n, campaign_instance_id: 2n, trigger_date: "2026-12-13" }),
    enrolmentRow({ contact_id: 12n, campaign_instance_id: 1n, trigger_date: "2026-10-01" }),
    // The windows of 2999 decide about these two: one is sent, one falls into the window of the birthday.
    enrolmentRow({ contact_id: 14n, campaign_instance_id: 1n, trigger_date: "2999-12-20" }),
    enrolmentRow({ contact_id: 14n, campaign_instance_id: 2n, trigger_date: "2999-06-20" }),
  ],
})

/** The ids of each copy begin after this many ids of the copy before. */
export const IDS_PER_COPY = 1000

/** The world with `copies` of its contacts and of their rows. The first copy has the ids above. */
export function oneOfEach(copies = 1): World {
  const copied = (rows: ReadonlyArray<RawRow>, ids: ReadonlyArray<string>): ReadonlyArray<RawRow> =>
    Array.from({ length: copies }, (_, copy) => BigInt(copy * IDS_PER_COPY)).flatMap((shift) =>
      rows.map((row) => ({
        ...row,
        ...Object.fromEntries(ids.map((id) => [id, (row[id] as bigint) + shift])),
      })),
    )
  const { contacts, suppressions, email_schedules, tracking_clicks, contact_campaigns } = ONE_OF_EACH
  return {
    ...ONE_OF_EACH,
    contacts: copied(contacts, ["id"]),
    suppressions: copied(suppressions, ["contact_id"]),
    email_schedules: copied(email_schedules, ["id", "contact_id"]),
    tracking_clicks: copied(tracking_clicks, ["contact_id"]),
    contact_campaigns: copied(contact_campaigns, ["contact_id"]),
  }
}
