/** Bodies that cannot be used. Each is answered with a problem that names the place and repeats no value. */
import { type Case, post, request } from "./case.ts"

const bad = (
  name: string,
  at: string,
  change: Readonly<Record<string, unknown>>,
  contact: object = {},
): Case => post(name, request(change, contact), { status: 422, at })

const history = (row: object) => ({
  history: [{ id: 1, email_type: "aep", scheduled_send_date: "2026-01-01", status: "sent", ...row }],
})

export const badInput: ReadonlyArray<Case> = [
  post("no body", "", { status: 400, says: /empty/ }),
  post("not JSON", '{"contact":', { status: 400, says: /not JSON/ }),
  post("not JSON but JavaScript", "{contact: 1}", { status: 400 }),
  post("no UTF-8", request({}, { last_name: "\uFFFD" }), { status: 400, says: /UTF-8/ }),
  post("other letters", request({}, { last_name: "Ångström 😀" }), { status: 200 }),
  post("a list", "[]", { status: 422, at: "" }),
  post("null", "null", { status: 422, at: "" }),
  post("a number", "1e999", { status: 422, at: "" }),
  post("nothing in it", "{}", { status: 422, at: "/contact" }),
  post("100,000 lists within each other", "[".repeat(100_000), { status: 400, says: /nests/ }),
  post("deep below a field", request({ engagement: { x: JSON.parse("[".repeat(40) + "]".repeat(40)) } }), {
    status: 400,
    says: /nests/,
  }),
  post("brackets in a text are not deep", request({}, { last_name: `${"[".repeat(500)}\\"[` }), {
    status: 200,
  }),
  post("more than a megabyte", request({}, { x: "x".repeat(1_000_001) }), {
    status: 413,
    says: /1,000,000 bytes/,
  }),
  post(
    "a megabyte of history",
    request({ history: Array(5000).fill({ email_type: "aep", status: "sent", subject: "x".repeat(140) }) }),
    {
      status: 200,
    },
  ),
  post("the prototype of the request", '{"__proto__": {"contact": {}}, "contact": {}}', {
    status: 422,
    at: "/__proto__",
  }),
  post(
    "the prototype of a contact",
    request().replace('"contact":{', '"contact":{"__proto__":{"suppressed":true},'),
    {
      status: 200,
      says: /"pre-scheduled"/,
    },
  ),
  post("a field of another name", request({ enrollments: [] }), {
    status: 422,
    at: "/enrollments",
    says: /the fields are contact, history, enrolments/,
  }),
  bad("history of more than a lifetime", "/history", {
    history: Array(5001).fill({ email_type: "aep", status: "sent" }),
  }),
  bad("enrolments without end", "/enrolments", {
    enrolments: Array(1001).fill({ campaign_instance_id: 1 }),
  }),
  post("330,000 bad rows", `{"contact": {}, "history": [${"{},".repeat(330_000)}{}]}`, {
    status: 422,
    at: "/history",
  }),
  bad("a template that every follow-up would repeat", "/campaign_instances/0/metadata", {
    campaign_instances: [
      { id: 1, campaign_type: "policy_update", metadata: { followup_email_template: "x".repeat(1001) } },
    ],
  }),
  bad("a name that is no name", "/~0~1\u0000", { "~/\u0000": 1 }),
  bad("no id", "/contact/id", {}, { id: undefined }),
  bad("an id that is null", "/contact/id", {}, { id: null }),
  bad("an id that is no number", "/contact/id", {}, { id: "seven" }),
  bad("an id with a fraction", "/contact/id", {}, { id: 4711.5 }),
  bad("an id that JSON has rounded", "/contact/id", {}, { id: 2 ** 53 }),
  bad("an id beyond 64 bits", "/contact/id", {}, { id: "9223372036854775808" }),
  bad("an organisation that is no number", "/contact/org_id", {}, { org_id: {} }),
  bad("no email address", "/contact/email", {}, { email: undefined }),
  bad("an address that is none", "/contact/email", {}, { email: "no@address@example.com" }),
  bad("a text of 10,000 characters", "/contact/email", {}, { email: "x".repeat(10_000) }),
  bad("no ZIP code", "/contact/zip_code", {}, { zip_code: " " }),
  bad("a ZIP code that is none", "/contact/zip_code", {}, { zip_code: "9410" }),
  bad("a ZIP code of nowhere", "/contact/zip_code", {}, { zip_code: "00001" }),
  bad("a birth date that does not exist", "/contact/birth_date", {}, { birth_date: "1955-02-29" }),
  bad("a birth date after today", "/contact/birth_date", {}, { birth_date: "2026-11-24" }),
  bad("a birth date before 1900", "/contact/birth_date", {}, { birth_date: "1899-12-31" }),
  bad("an effective date that is a number", "/contact/effective_date", {}, { effective_date: 20200701 }),
  bad("a day that does not exist", "/as_of", { as_of: "2026-02-30" }),
  bad("a day with a time", "/as_of", { as_of: "2026-11-23T00:00:00Z" }),
  bad("a day of another age", "/as_of", { as_of: "1026-11-23" }),
  bad("an organisation that is no object", "/organisation", { organisation: "Northside" }),
  bad("an unknown setting", "/organisation/timezone", { organisation: { timezone: "UTC" } }),
  bad("a time zone of nowhere", "/organisation/time_zone", { organisation: { time_zone: "Central" } }),
  bad("a weekday that is none", "/organisation/weekdays/1", { organisation: { weekdays: ["mon", "Tue"] } }),
  bad("dates that end before they start", "/organisation/blackout_dates/0", {
    organisation: { blackout_dates: ["2026-12-24..2026-12-01"] },
  }),
  bad("a warm-up that falls", "/organisation/warm_up/steps/1", {
    organisation: { warm_up: { start: "2026-12-01", steps: [9, 5] } },
  }),
  bad("suppressed as text", "/suppressed", { suppressed: "yes" }),
  bad("history that is no list", "/history", { history: {} }),
  bad("history without a status", "/history/0/status", { history: [{ email_type: "aep" }] }),
  bad("a history date that does not exist", "/history/0/event_date", history({ event_date: "2026-13-01" })),
  bad(
    "a history instant that is none",
    "/history/0/actual_send_datetime",
    history({ actual_send_datetime: "noon" }),
  ),
  bad("history of another contact", "/history/0/contact_id", history({ contact_id: 4712 })),
  bad("a parent that is no id", "/history/0/parent_schedule_id", history({ parent_schedule_id: true })),
  bad("a trigger date of another age", "/enrolments/0/trigger_date", {
    enrolments: [{ campaign_instance_id: 1, trigger_date: "0001-01-01" }],
  }),
  bad("an enrolment without instance", "/enrolments/0/campaign_instance_id", { enrolments: [{}] }),
  bad("a click without a time", "/engagement/clicks/0/clicked_at", { engagement: { clicks: [{}] } }),
  bad("an event of another contact", "/engagement/events/0/contact_id", {
    engagement: { events: [{ event_type: "x", created_at: "2026-01-01", contact_id: 1 }] },
  }),
  ...(
    [
      [366, "a value between -365 and 365"],
      [1.5, "an integer"],
      [1e300, "an integer"],
    ] as const
  ).map(([days_before_event, expected]) => ({
    ...bad(`a campaign ${days_before_event} days before its event`, "/campaign_types/0/days_before_event", {
      campaign_types: [{ name: "policy_update", days_before_event }],
    }),
    says: new RegExp(`give ${expected}`),
  })),
  {
    ...bad("a campaign of unknown type", "/campaign_instances/0/campaign_type", {
      campaign_types: [{ name: "policy_update" }],
      campaign_instances: [{ id: 1, campaign_type: "surprise" }],
    }),
    says: /^(?!.*(?:surprise|policy_update)).*use the name of a known campaign type/,
  },
  bad("a campaign type that says too little", "/campaign_types/0/respect_exclusion_windows", {
    campaign_types: [{ name: "surprise" }],
  }),
  bad("metadata of a campaign that is no object", "/campaign_instances/0/metadata", {
    campaign_instances: [{ id: 1, campaign_type: "policy_update", metadata: "[1" }],
  }),
  {
    ...bad("a campaign whose metadata wants too much", "/campaign_instances/0/metadata", {
      campaign_instances: [{ id: 1, campaign_type: "policy_update", metadata: { priority: -4711 } }],
    }),
    says: /^(?!.*4711).*give an integer from 0 to 1000 as priority/,
  },
  bad("a campaign for all that never begins", "/campaign_instances/0/active_start_date", {
    campaign_instances: [{ id: 1, campaign_type: "initial_blast" }],
  }),
  {
    ...bad("a campaign type of no name", "/campaign_types/1/name", {
      campaign_types: [{ name: "policy_update" }, { name: "a secret" }],
    }),
    says: /^(?!.*secret).*use letters/,
  },
  bad("two campaigns of one id", "/campaign_instances/1/id", {
    campaign_instances: [
      { id: 1, campaign_type: "policy_update" },
      { id: "1", campaign_type: "policy_update" },
    ],
  }),
  {
    ...post("a trace that is neither", request(), { status: 400, at: "trace" }),
    path: "/v1/schedule?trace=yes",
  },
  {
    ...post("a form", "a=b", { status: 415 }),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  },
  ...["gzip", "br"].map((encoding) => ({
    ...post(`a body in ${encoding}`, request(), {
      status: 415,
      says: /content-encoding: /,
      has: { "accept-encoding": "identity" },
    }),
    headers: { "content-type": "application/json", "content-encoding": encoding },
  })),
  { ...post("no media type", request(), { status: 415 }), headers: { "content-type": "" } },
  {
    ...post("another charset", request(), { status: 415 }),
    headers: { "content-type": "application/json; charset=latin1" },
  },
  {
    ...post("with its charset", request(), { status: 200 }),
    headers: { "content-type": "application/json; charset=UTF-8" },
  },
]
