/** Cases about answers from a release. */
import { type Case, post, request, type World } from "./case.ts"

const GONE = "2026-11-22-0123456789abcdef"

const volume: Case = { name: "", path: "/v1/orgs/1/volume", key: "reader", status: 200 }

/**
 * A proxy between client and edge may compress by itself, so these cases are only for an edge that is asked
 * directly.
 */
export const compressed: ReadonlyArray<Case> = [
  {
    ...volume,
    name: "compressed",
    headers: { "accept-encoding": "br, gzip" },
    says: /^\{"org_id":1,.*\}$/,
    has: { "content-encoding": "gzip", vary: /accept-encoding/, etag: /^W\/"[\w.-]+"$/ },
  },
  {
    ...volume,
    name: "not compressed",
    headers: { "accept-encoding": "gzip;q=0" },
    has: { "content-encoding": "", vary: /accept-encoding/, etag: /^"/ },
  },
]

export function withoutLookUp(name: string, org: number, hash: string): Case {
  const path = `/v1/orgs/${org}/contacts?email_hash=${hash}`
  return { name, path, key: "reader", status: 404, says: /:not-published".*publish with --email-keys/ }
}

export function published(world: World): ReadonlyArray<Case> {
  const { contact, contactOfOrg2, enrolledElsewhere, emailHash, runId } = world
  const ofContact = `/v1/orgs/1/contacts/${contact}`
  const get = (name: string, path: string, rest: Partial<Case> = {}): Case => ({
    name,
    path,
    key: "reader",
    status: 200,
    ...rest,
  })
  return [
    get("a contact", `${ofContact}/schedule`, {
      says: new RegExp(
        `^\\{"contact_id":${contact},"org_id":1,"as_of":"2026-11-23","run_id":"${runId}","rows":\\[.*"scheduler_run_id":"${runId}"\\}\\]\\}$`,
      ),
      has: { "cache-control": "private, no-cache", vary: "authorization, origin", etag: /^"[\w.-]+"$/ },
    }),
    get("a contact by HEAD", `${ofContact}/schedule`, { method: "HEAD", says: /^$/ }),
    get("a contact that the client has", `${ofContact}/schedule`, {
      headers: { "if-none-match": "*" },
      status: 304,
      says: /^$/,
    }),
    get("a contact that the client had", `${ofContact}/schedule`, { headers: { "if-none-match": '"old"' } }),
    get("a contact with its trace", `${ofContact}/schedule?trace=1`, { says: /"trace":\[\{/ }),
    get("an explanation", `${ofContact}/explain`, { says: /"trace":\[\{.*"steps":\[\{"rule":"ideal"/ }),
    get("a contact for the key of its organisation", `${ofContact}/schedule`, { key: "ofOrg1" }),
    get("a contact of another organisation", `/v1/orgs/2/contacts/${contactOfOrg2}/schedule`, {
      key: "ofOrg1",
      status: 404,
    }),
    get(
      "a contact of another organisation under one's own",
      `/v1/orgs/1/contacts/${contactOfOrg2}/schedule`,
      {
        key: "ofOrg1",
        status: 404,
      },
    ),
    get("a contact of another organisation, explained", `/v1/orgs/1/contacts/${contactOfOrg2}/explain`, {
      status: 404,
    }),
    get("an email of another organisation's campaign", `/v1/orgs/1/contacts/${enrolledElsewhere}/schedule`, {
      says: /"campaign_instance_id":7,"email_template":"regulatory_notice_7"/,
    }),
    get(
      "the same email for the key of the contact's organisation",
      `/v1/orgs/1/contacts/${enrolledElsewhere}/explain`,
      {
        key: "ofOrg1",
        says: /^(?!.*(?:notice_7|Privacy notice)).*"campaign_instance_id":7,"email_template":null.*"campaign_instance_id":7,"campaign_name":null/,
      },
    ),
    get("an unknown contact", "/v1/orgs/1/contacts/999999999999/schedule", { status: 404 }),
    get("an unknown contact that the client claims to have", "/v1/orgs/1/contacts/999999999999/schedule", {
      headers: { "if-none-match": "*" },
      status: 404,
    }),
    get("an unknown contact below zero", "/v1/orgs/1/contacts/-1/schedule", { status: 404 }),
    get("an unknown organisation", `/v1/orgs/77/contacts/${contact}/schedule`, { status: 404 }),
    get("a contact id that is none", "/v1/orgs/1/contacts/abc/schedule", { status: 400, at: "id" }),
    get("a contact id beyond 64 bits", "/v1/orgs/1/contacts/9223372036854775808/explain", {
      status: 400,
      at: "id",
    }),
    get("an organisation id that is none", "/v1/orgs/1.5/volume", { status: 400, at: "org" }),
    get("an organisation", "/v1/orgs/2", {
      says: /"name":"[^"]+",.*"own_settings":\{"[^}]*\},"settings":\{"time_zone":/,
      has: { "cache-control": "private, no-cache", etag: /^"[\w.-]+"$/ },
    }),
    get("an organisation that the release does not have", "/v1/orgs/77", { status: 404 }),
    get("an organisation that the key does not cover", "/v1/orgs/2", { key: "ofOrg1", status: 404 }),
    get("no organisation", "/v1/orgs/x", { status: 400, at: "org" }),
    get("the volume", "/v1/orgs/2/volume", {
      says: /^\{"org_id":2,"as_of":"2026-11-23",.*"cap":\d+,.*"loads":\{"2/,
    }),
    get("the volume of an unknown organisation", "/v1/orgs/77/volume", { status: 404 }),
    get("the volume of another organisation", "/v1/orgs/2/volume", { key: "ofOrg1", status: 404 }),
    get("what is due, of the day of the release", "/v1/orgs/1/due", {
      key: "ofOrg1",
      says: /^\{"org_id":1,"day":"2026-11-23","release_id":"2026-11-23-.*"changed_since":null,"rows":\[/,
      has: { "cache-control": "private, no-cache", etag: /^(?:W\/)?"[\w.-]+"$/ },
    }),
    get("nothing due", "/v1/orgs/1/due?day=2024-02-29&limit=1000&status=skipped", {
      says: /"status":"skipped".*"rows":\[\],"removed":\[\],"next_cursor":null\}$/,
    }),
    get("what is due of another organisation", "/v1/orgs/2/due", { key: "ofOrg1", status: 404 }),
    get("what is due of no organisation", "/v1/orgs/77/due", { status: 404 }),
    ...[
      ["day", "2027-02-29"],
      ["day", "2026-11-24T00:00:00Z"],
      ["status", "sent"],
      ["limit", "0"],
      ["limit", "1001"],
      ["changed_since", "yesterday"],
      ["cursor", "7"],
      ["cursor", "2026-11-23-0123456789abcdef.1.2"],
    ].map(([at, value]) =>
      get(`what is due, ${at} ${value}`, `/v1/orgs/1/due?${at}=${value}`, { status: 400, at: at }),
    ),
    get("what is due, since a release that is gone", `/v1/orgs/1/due?changed_since=${GONE}`, { status: 410 }),
    get("what is due, of a release that is gone", `/v1/orgs/1/due?cursor=${GONE}.1`, { status: 410 }),
    get("several contacts", `/v1/orgs/1/schedules?ids=${contact},999999999999,${contactOfOrg2},${contact}`, {
      key: "ofOrg1",
      says: new RegExp(
        `"contacts":\\[\\{"contact_id":${contact},[^\\]]*\\]\\}\\],"unknown":\\[999999999999,${contactOfOrg2}\\]\\}$`,
      ),
    }),
    get("several contacts with their traces", `/v1/orgs/1/schedules?ids=${contact}&trace=1`, {
      says: /"trace":\[\{/,
    }),
    get("several contacts, none of them named", "/v1/orgs/1/schedules", { status: 400, at: "ids" }),
    get("more contacts than go", `/v1/orgs/1/schedules?ids=${Array(101).fill(1).join()}`, {
      status: 400,
      at: "ids",
      says: /101 ids; send at most 100/,
    }),
    get("several contacts of another organisation", `/v1/orgs/2/schedules?ids=${contactOfOrg2}`, {
      key: "ofOrg1",
      status: 404,
    }),
    ...[emailHash, emailHash.toUpperCase()].map((hash) =>
      get("a contact by its email", `/v1/orgs/1/contacts?email_hash=${hash}`, {
        key: "ofOrg1",
        says: new RegExp(`"run_id":"${runId}","contact_ids":\\[${contact}\\],"more":false\\}$`),
      }),
    ),
    get("nobody by an email", `/v1/orgs/1/contacts?email_hash=${"0".repeat(32)}`, {
      says: /"contact_ids":\[\],"more":false\}$/,
    }),
    ...["", "?email_hash=", "?email_hash=someone@example.com", `?email_hash=${emailHash}00`].map((query) =>
      get(`contacts by no hash: ${query}`, `/v1/orgs/1/contacts${query}`, { status: 400, at: "email_hash" }),
    ),
    get("a contact of another organisation by its email", `/v1/orgs/2/contacts?email_hash=${emailHash}`, {
      key: "ofOrg1",
      status: 404,
      says: /:not-found"/,
    }),
    get("a contact of no organisation by its email", `/v1/orgs/77/contacts?email_hash=${emailHash}`, {
      status: 404,
      says: /:not-found"/,
    }),
    withoutLookUp("an organisation without a look-up by email", 2, emailHash),
    get("the organisations", "/v1/orgs", {
      says: /"orgs":\[\{"org_id":1,"name":"[^"]+","contacts":\d+,"cap":\d+,"threshold":\d+,"own_settings":\{\}\},\{"org_id":2,.*"next_cursor":null\}$/,
    }),
    get("the organisations, one by one", "/v1/orgs?limit=1", { says: /"org_id":1,.*"next_cursor":"1"/ }),
    get("the next organisation", "/v1/orgs?limit=1&cursor=1", { says: /"org_id":2,.*"next_cursor":null/ }),
    get("organisations after none", "/v1/orgs?cursor=x", { status: 400, at: "cursor" }),
    get("the organisations of a key", "/v1/orgs", { key: "ofOrg1", says: /^(?!.*"org_id":2).*"org_id":1,/ }),
    get("who a key is", "/v1/whoami", {
      key: "ofOrg1",
      says: /^\{"key_id":"ofOrg1","role":"reader","orgs":\[1,"9007199254740993"\],"expires_at":null\}$/,
      has: { "cache-control": "no-store" },
    }),
    get("until when a key holds", "/v1/whoami", {
      key: "successor",
      says: /"expires_at":"2999-01-01T00:00:00Z"/,
    }),
    get("the campaigns", "/v1/orgs/2/campaigns", {
      says: /"campaign_instance_id":7,"email_type":"campaign_regulatory_notice",.*"org_id":2,/,
    }),
    get("the campaigns, without another organisation's", "/v1/orgs/1/campaigns?limit=1000", {
      key: "ofOrg1",
      says: /^(?!.*"org_id":2).*"org_id":null,.*"next_cursor":null\}$/,
    }),
    get("some campaigns", "/v1/orgs/1/campaigns?limit=2", { says: /"next_cursor":"\d+"\}$/ }),
    get("the campaigns of another organisation", "/v1/orgs/2/campaigns", { key: "ofOrg1", status: 404 }),
    get("the releases", "/v1/releases", {
      says: /^\{"release_id":"(2026-11-23-\w+)",.*"kept":\[\{"release_id":"2026-11-24-\w+","as_of":"2026-11-24"\},\{"release_id":"\1"/,
    }),
    get("the configuration", "/v1/config", {
      says: /^\{"release_id":"2026-11-23-.*"config_hash":"[0-9a-f]{16}"/,
    }),
    get("all states", "/v1/rules/states", { says: /"rule_set":"baseline".*"code":"CA".*"kind":"birthday"/ }),
    get("a state", "/v1/rules/states/NV", { says: /"code":"NV".*"use_month_start":true/ }),
    get("a state in small letters", "/v1/rules/states/mo", {
      says: /"kind":"effective_date","days_before":30/,
    }),
    get("no state", "/v1/rules/states/XX", { status: 404 }),
    get("a letter that is two in capitals", "/v1/rules/states/%EF%AC%82", { status: 404 }),
    get("an object's own words are no states", "/v1/rules/states/constructor", { status: 404 }),
    get("readiness", "/readyz", { says: /^\{"status":"ready","release_id":"2026-11-23-/ }),
  ]
}

/**
 * Cases while no release is open. Everything that needs a release is answered with a problem that says why.
 */
export function unusable({ contact }: World, why: RegExp): ReadonlyArray<Case> {
  const paths = ["/readyz", `/v1/orgs/1/contacts/${contact}/schedule`, "/v1/orgs/1/volume", "/v1/config"]
  const problem = { status: 503, says: why, has: { "retry-after": "10" } } as const
  return [
    ...paths.map((path): Case => ({ name: path, path, key: "reader", ...problem })),
    post("a stateless request", request(), problem),
  ]
}

/**
 * Cases while the pointer names a release that cannot be opened. The release that is open stays in use, and
 * readiness says so.
 */
export function goesOn({ contact, runId }: World, why: RegExp): ReadonlyArray<Case> {
  const says = new RegExp(`"as_of":"2026-11-23","warnings":\\["the release cannot be read \\(.*${why.source}`)
  const schedule = `/v1/orgs/1/contacts/${contact}/schedule`
  return [
    { name: "/readyz", path: "/readyz", status: 200, says },
    { name: schedule, path: schedule, key: "reader", status: 200, says: new RegExp(`"run_id":"${runId}"`) },
    post("a stateless request", request(), { status: 200, says: /"balanced":true/ }),
  ]
}
