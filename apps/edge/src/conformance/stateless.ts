/** Cases about stateless answers. */
import { type Case, CONTACT, post, request } from "./case.ts"

const BIG = "9223372036854775807"

/** A campaign of the release that belongs to organisation 2. */
const FOREIGN = 7

const EVERYTHING = {
  history: [
    {
      id: 1,
      email_type: "birthday",
      scheduled_send_date: "2026-11-10",
      status: "sent",
      event_date: "2026-11-24",
    },
    { id: BIG, email_type: "campaign_rate_increase", scheduled_send_date: "2026-11-12", status: "delivered" },
    { id: 3, email_type: "aep", scheduled_send_date: "2026-09-15", status: "odd", contact_id: 4711 },
  ],
  enrolments: [
    { campaign_instance_id: 7, trigger_date: "2026-12-24", status: null },
    { campaign_instance_id: 7, trigger_date: "2026-12-24" },
    { campaign_instance_id: 99 },
  ],
  engagement: {
    clicks: [{ clicked_at: "2026-11-11T10:00:00Z" }],
    events: [
      {
        event_type: "eligibility_answered",
        created_at: "2026-11-13",
        metadata: { main_questions_yes_count: 1 },
      },
      { event_type: "eligibility_answered", created_at: "2026-11-13", metadata: "{" },
    ],
  },
  campaign_types: [{ name: "rate_increase", priority: 2 }],
  campaign_instances: [
    { id: 7, campaign_type: "rate_increase", email_template: "t", metadata: { priority: 4, "org's": [1] } },
  ],
}

export const stateless: ReadonlyArray<Case> = [
  post("a contact alone", request(), {
    status: 200,
    says: /"balanced":true/,
    has: { "cache-control": "no-store" },
  }),
  post("as of another day there is no plan", request({ as_of: "2026-12-24" }), {
    status: 200,
    says: /"as_of":"2026-12-24","balanced":false/,
  }),
  post("the day is that of the release", JSON.stringify({ contact: CONTACT }), {
    status: 200,
    says: /"as_of":"2026-11-23","balanced":true/,
  }),
  {
    ...post("with its trace", request(), { status: 200, says: /"trace":\[.*"citation":/ }),
    path: "/v1/schedule?trace=1",
  },
  post("with everything known of it", request(EVERYTHING), {
    status: 200,
    says: new RegExp(
      `"parent_schedule_id":"${BIG}".*unknown_status.*duplicate_enrolment.*unknown_instance.*invalid_metadata`,
    ),
  }),
  post(
    "what counts for nothing is warned of",
    request({
      history: [
        { email_type: "anniversary", scheduled_send_date: "2026-11-01", status: "sent" },
        { email_type: "anniversary", scheduled_send_date: "2026-11-01", status: "failed" },
      ],
      campaign_instances: EVERYTHING.campaign_instances,
      enrolments: [{ campaign_instance_id: 7, trigger_date: "2026-12-24", status: "done" }],
    }),
    {
      status: 200,
      says: /"warnings":\[\{"warning":"unknown_email_type","detail":"[^"]*"\},\{"warning":"unknown_status","detail":"[^"]*"\}\]/,
    },
  ),
  ...["2000-01-01", "2024-02-29", "2199-12-31"].map((as_of) =>
    post(
      `as of ${as_of}, with dates at both ends of time`,
      request(
        {
          as_of,
          history: [
            {
              email_type: "aep",
              status: "sent",
              event_date: "1900-01-01",
              scheduled_send_date: "2999-12-31",
            },
          ],
          enrolments: ["1900-01-01", "2999-12-31"].map((trigger_date) => ({
            campaign_instance_id: 7,
            trigger_date,
          })),
          campaign_instances: [{ id: 7, campaign_type: "policy_update", active_end_date: "9999-12-31" }],
        },
        { birth_date: "1900-01-01", effective_date: "2999-12-31" },
      ),
      { status: 200, says: /"status":"pre-scheduled"/ },
    ),
  ),
  post(
    "with settings of its organisation",
    request({ organisation: { weekdays: ["sat"], daily_cap: null } }),
    {
      status: 200,
      says: /"balanced":false.*"moved_by":"sending_day"/,
    },
  ),
  post(
    "with a warm-up of 100,000 steps",
    request({
      organisation: { warm_up: { start: "2026-11-23", steps: Array(100_000).fill(1), days_per_step: 366 } },
    }),
    { status: 200, says: /"balanced":false/ },
  ),
  post("suppressed", request({ suppressed: true }), { status: 200, says: /"skip_reason":"suppressed"/ }),
  post("an opt-out of one type", request({ suppressions: [{ email_type: "birthday" }] }), {
    status: 200,
    says: /"email_type":"birthday"[^}]*"skip_reason":"suppressed".*"email_type":"[^}]*"skip_reason":null/,
  }),
  post("an opt-out of texts", request({ suppressions: [{ channel: "sms", email: "other" }] }), {
    status: 200,
    says: /^(?!.*"suppressed").*"status":"pre-scheduled"/,
  }),
  post("an opt-out that cannot be read", request({ suppressions: [{ channel: "fax" }] }), {
    status: 200,
    says: /"skip_reason":"suppressed".*"warning":"invalid_opt_out"/,
  }),
  post("an id of 64 bits as text", request({}, { id: BIG }), {
    status: 200,
    says: new RegExp(`"contact_id":"${BIG}"`),
  }),
  post("an organisation that the release does not know", request({}, { org_id: 987 }), {
    status: 200,
    says: /"balanced":false/,
  }),
  post("no organisation is organisation 1", request({}, { org_id: null }), {
    status: 200,
    says: /"org_id":1,/,
  }),
  post("a state that its ZIP code contradicts", request({}, { state: "TX" }), {
    status: 200,
    says: /state_conflict/,
  }),
  post("other columns are passed over", request({}, { fax_number: "x", toString: 1, constructor: {} }), {
    status: 200,
  }),
  ...[8605550123, "(860) 555-0123", "x", null].map((phone_number) =>
    post(`the telephone number ${phone_number}`, request({}, { phone_number }), { status: 200 }),
  ),
  {
    ...post(
      "a batch, one of it bad",
      `{"items": [${request()}, {"contact": 1}, ${request({}, { id: 2 })}]}`,
      {
        status: 200,
        says: /^\{"results":\[\{"contact_id":4711,.*\{"problem":\{.*"pointer":"\/items\/1\/contact".*"contact_id":2,/,
      },
    ),
    path: "/v1/schedule/batch",
  },
  {
    ...post("a batch as a list", `[${request()}, null]`, { status: 200, says: /"pointer":"\/1"/ }),
    path: "/v1/schedule/batch",
  },
  {
    ...post("a batch of a thousand", `[${Array(1000).fill(request()).join()}]`, { status: 200 }),
    path: "/v1/schedule/batch?trace=0",
  },
  {
    ...post("a batch of a thousand and one", `[${Array(1001).fill(1).join()}]`, {
      status: 422,
      says: /1001 items; send at most 1000/,
    }),
    path: "/v1/schedule/batch",
  },
  {
    ...post(
      "a batch that asks for more than can be answered",
      `[${Array(1000)
        .fill(
          request({
            enrolments: Array.from({ length: 230 }, (_, i) => ({
              campaign_instance_id: 7,
              trigger_date: `${2027 + (i >> 4)}-12-${10 + (i & 15)}`,
            })),
            campaign_instances: [{ id: 7, campaign_type: "policy_update" }],
          }),
        )
        .join()}]`,
      { status: 200, says: /"status":413,"detail":"\/999: the answers before it fill 16,000,000 bytes/ },
    ),
    path: "/v1/schedule/batch?trace=1",
  },
  {
    ...post("a batch of a million and a half empty items", `{"items": [${"{},".repeat(1_500_000)}{}]}`, {
      status: 422,
      says: /1500001 items/,
    }),
    path: "/v1/schedule/batch",
  },
  {
    ...post(
      "a batch with an item that is larger than a request of its own may be",
      `[${request({}, { x: "x".repeat(1_000_001) })}, ${request()}]`,
      {
        status: 200,
        says: /^\{"results":\[\{"problem":\{.*"detail":"\/0: it is larger.*,\{"contact_id":4711/,
      },
    ),
    path: "/v1/schedule/batch",
  },
  {
    ...post("a batch with an item that is no JSON", `[${request()}, {"contact":}]`, {
      status: 400,
      says: /not JSON/,
    }),
    path: "/v1/schedule/batch",
  },
  {
    ...post("a batch with a day of its own", `{"items": [], "as_of": "2026-11-24"}`, {
      status: 422,
      at: "/as_of",
    }),
    path: "/v1/schedule/batch",
  },
  { ...post("a batch that is none", "{}", { status: 422, at: "/items" }), path: "/v1/schedule/batch" },
  ...(["reader", "ofOrg1"] as const).map((key) => ({
    ...post(
      `a campaign of organisation 2 by the key ${key}`,
      request({
        enrolments: [{ campaign_instance_id: FOREIGN, trigger_date: "2026-12-20" }],
      }),
      {
        status: 200,
        says:
          key === "reader"
            ? /"balanced":true.*regulatory_notice_7.*"warnings":\[\]/
            : /^(?!.*notice_7).*"balanced":false.*unknown_instance/,
      },
    ),
    key,
  })),
  { ...post("a key of organisation 1 for it", request(), { status: 200 }), key: "ofOrg1" },
  {
    ...post("a key of organisation 1 for another", request({}, { org_id: 2 }), {
      status: 403,
      at: "/contact/org_id",
    }),
    key: "ofOrg1",
  },
]
