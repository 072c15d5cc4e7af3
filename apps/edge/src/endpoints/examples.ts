/**
 * Examples for the OpenAPI document and the page. Tests check them against their schemas. Tests also compare
 * the stateless examples with real answers.
 */

const BODY = {
  as_of: "2026-11-23",
  contact: {
    id: 4711,
    org_id: 1,
    email: "someone@example.com",
    zip_code: "94105",
    birth_date: "1955-03-14",
    effective_date: "2020-07-01",
  },
}

const ROW = {
  contact_id: 4711,
  org_id: 1,
  email_type: "effective_date",
  scheduled_send_date: "2027-06-01",
  scheduled_send_time: "08:30:00",
  send_at: "2027-06-01T13:30:00Z",
  status: "pre-scheduled",
  skip_reason: null,
  priority: 3,
  campaign_instance_id: null,
  email_template: "effective_date",
  sms_template: null,
  event_date: "2027-07-01",
  ideal_send_date: "2027-06-01",
  moved_by: null,
  parent_schedule_id: null,
  metadata: null,
  time_zone: null,
  sms_send_at: null,
  sms_skip_reason: null,
  scheduler_run_id: null,
}

const SKIPPED = {
  ...ROW,
  email_type: "birthday",
  scheduled_send_date: "2027-02-28",
  send_at: "2027-02-28T14:30:00Z",
  status: "skipped",
  skip_reason: "exclusion_window",
  priority: 5,
  email_template: "birthday",
  event_date: "2027-03-14",
  ideal_send_date: "2027-02-28",
}

/** The example shows two rows of the real answer. */
const ANSWER = {
  contact_id: 4711,
  org_id: 1,
  as_of: "2026-11-23",
  balanced: false,
  rows: [SKIPPED, ROW],
  warnings: [],
}

const PROBLEM = {
  type: "urn:almanac:problem:invalid-field",
  title: "A field cannot be used",
  status: 422,
  detail: "/items/1/contact/birth_date: give a date YYYY-MM-DD that exists, from 1900-01-01 to 2999-12-31",
  errors: [
    {
      pointer: "/items/1/contact/birth_date",
      detail: "give a date YYYY-MM-DD that exists, from 1900-01-01 to 2999-12-31",
    },
  ],
}

export const SCHEDULE_EXAMPLE = { body: BODY, answer: ANSWER }

export const BATCH_EXAMPLE = {
  body: { items: [BODY, { contact: { ...BODY.contact, birth_date: "1955-02-30" } }] },
  answer: { results: [ANSWER, { problem: PROBLEM }] },
}

const RUN = "2026-11-23T06-00-00-f3a9"
const OF_RELEASE = { org_id: 1, as_of: "2026-11-23", run_id: RUN }
const RUN_ROW = { ...ROW, scheduler_run_id: RUN }

export const CONTACT_EXAMPLE = {
  answer: { contact_id: 4711, ...OF_RELEASE, rows: [RUN_ROW] },
}

export const VOLUME_EXAMPLE = {
  answer: {
    ...OF_RELEASE,
    contacts: 19_291,
    cap: 1350,
    threshold: 1620,
    loads: { "2027-06-01": 127, "2027-06-02": 131 },
  },
}

export const STATE_EXAMPLE = {
  answer: {
    code: "CA",
    name: "California",
    rules: [
      {
        kind: "birthday",
        days_before: 30,
        days_after: 60,
        use_month_start: false,
        confidence: "high",
        citation: { title: "Almanac state rule table (requirements), row CA", checkedOn: "2026-11-23" },
      },
    ],
    text_hours: {
      weekday: { from: 9, until: 21 },
      saturday: { from: 9, until: 21 },
      sunday: { from: 9, until: 21 },
      holidays: true,
      confidence: "medium",
      citation: { title: "California Public Utilities Code § 2872(c)", checkedOn: "2026-11-29" },
    },
    doubts: [],
  },
}

export const DUE_EXAMPLE = {
  answer: {
    org_id: 1,
    day: "2027-06-01",
    release_id: "2026-11-23-95789f06be531399",
    run_id: RUN,
    as_of: "2026-11-23",
    status: "pre-scheduled",
    changed_since: null,
    rows: [RUN_ROW],
    removed: [],
    next_cursor: "2026-11-23-95789f06be531399.70012",
  },
}

export const CONTACTS_EXAMPLE = {
  answer: { ...OF_RELEASE, contacts: [CONTACT_EXAMPLE.answer], unknown: [4712] },
}

export const CONTACT_SEARCH_EXAMPLE = {
  answer: { ...OF_RELEASE, contact_ids: [4711], more: false },
}

const RELEASE_ID = DUE_EXAMPLE.answer.release_id
const SERVED = { release_id: RELEASE_ID, as_of: "2026-11-23", run_id: RUN }

const ORGANISATION = {
  org_id: 7,
  name: "Northside Insurance",
  contacts: 19_291,
  cap: 1350,
  threshold: 1620,
  own_settings: { time_zone: "America/Denver", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
}

export const ORGS_EXAMPLE = {
  answer: {
    ...SERVED,
    orgs: [ORGANISATION],
    next_cursor: null,
  },
}

export const ORG_EXAMPLE = {
  answer: {
    ...SERVED,
    ...ORGANISATION,
    settings: {
      ...ORGANISATION.own_settings,
      daily_send_percentage_cap: 0.07,
      daily_cap: null,
      holidays: "none",
      blackout_dates: [],
      warm_up: null,
    },
  },
}

export const WHOAMI_EXAMPLE = {
  answer: { key_id: "portal-2026", role: "reader", orgs: [1, 7], expires_at: "2027-11-01T00:00:00Z" },
}

export const RELEASES_EXAMPLE = {
  answer: {
    ...SERVED,
    kept: [
      { release_id: "2026-11-22-0b57dc030c7815a9", as_of: "2026-11-22" },
      { release_id: RELEASE_ID, as_of: "2026-11-23" },
    ],
  },
}

export const CAMPAIGNS_EXAMPLE = {
  answer: {
    org_id: 1,
    ...SERVED,
    campaigns: [
      {
        campaign_instance_id: 13,
        email_type: "campaign_rate_increase",
        name: "Rates 2027",
        org_id: 1,
        active_start_date: "2026-12-01",
        active_end_date: null,
        takes_part: true,
        target_all_contacts: false,
        respect_exclusion_windows: true,
        enable_followups: true,
        any_day: false,
        holdout_percentage: 0,
        days_before_event: 14,
        priority: 1,
        email_template: "rates_2027",
        sms_template: null,
      },
    ],
    next_cursor: null,
  },
}
