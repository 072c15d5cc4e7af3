/**
 * Plants email addresses and telephone numbers in good and bad rows, and looks for them in everything that commands print
 * and write. Ids are left out: findings repeat what stands in the place of an id.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { query } from "@almanac/pipeline/run/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { filesBelow, writeFiles } from "./testing/command.ts"
import { inProcess } from "./testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-personal-data-"))
afterAll(() => rmSync(root, { recursive: true }))

const PLANTED = /planted|\b2\d\d\D{0,3}555\D{0,3}01\d\d\b|\b21455501\d\d\b/i

const HEAD = "id,org_id,email,zip_code,state,birth_date,effective_date,phone_number,sms_consent,first_name"

/** The second value of each row tells what is wrong with it. */
const CONTACTS = [
  "1,1,planted.one@planted.example,75001,TX,1950-12-20,2020-02-01,(214) 555-0101,true,Planted",
  "2,1,planted.two@planted.example,06103,CT,1950-12-24,2020-02-01,214-555-0102 ext 4,yes,Planted",
  "3,1,planted three@planted.example,75001,TX,1950-12-20,2020-02-01,2145550103,214-555-0103,Planted",
  "4,1,planted.four@planted.example,planted.four@planted.example,TX,,,planted.four@planted.example,214-555-0104,Planted",
  "5,planted.five@planted.example,planted.five@planted.example,75001,planted.five@planted.example,planted,214-555-0105,+12145550105,214-555-0105,Planted",
  "6,1,planted.six@planted.example,75001,TX,1950-12-20,2020-02-01,214-555-0106,false,Planted",
  "6,1,planted.again@planted.example,75001,TX,1950-12-20,2020-02-01,214-555-0106,false,Planted",
  "7,1,planted.seven@planted.example,,TX,1950-12-20,2020-02-01,214-555-0107,false,Planted",
]

const TABLES = {
  suppressions: [
    "contact_id,email,reason,since,channel,email_type",
    ",planted.two@planted.example,214-555-0102 said no,2026-01-01,sms,",
    "6,,asked by planted.six@planted.example,214-555-0106,214-555-0106,planted.six@planted.example",
    "6,planted.six@planted.example,,,email,planted.six@planted.example",
  ],
  contact_events: [
    "contact_id,event_type,metadata,created_at",
    '1,eligibility_answered,"{""phone"": ""214-555-0101",2026-11-20',
    '1,planted.one@planted.example,"{}",214-555-0101',
  ],
  tracking_clicks: ["contact_id,clicked_at", "1,214-555-0101"],
  email_schedules: [
    "id,contact_id,email_type,scheduled_send_date,status,event_date,metadata",
    "1,1,planted.one@planted.example,2026-11-20,sent,214-555-0101,planted",
    "2,1,birthday,2026-11-20,214-555-0101,2026-12-20,planted",
    "3,1,aep,2026-11-20,sent,planted,planted",
  ],
  contact_campaigns: [
    "contact_id,campaign_instance_id,trigger_date,status,metadata",
    '1,7,214-555-0101,planted.one@planted.example,"{""email"": ""planted.one@planted.example""}"',
    "2,7,,,",
  ],
  campaign_instances: [
    "id,campaign_type,instance_name,email_template,sms_template,active_start_date",
    "7,rate_increase,rates,rates,rates_sms,2026-01-01",
  ],
}

const CONFIG = `
sms: {enabled: true}
timing: {time_zone: contact}
load_balancing: {daily_cap: 1}
email_types: {birthday: {sms_template: birthday_sms}}
`

const csv = (lines: ReadonlyArray<string>) => `${lines.join("\n")}\n`

beforeAll(() => {
  mkdirSync(join(root, "in"))
  mkdirSync(join(root, "broken"))
  const tables = Object.entries({ contacts: [HEAD, ...CONTACTS], ...TABLES })
  return writeFiles(root, {
    ...Object.fromEntries(tables.map(([name, lines]) => [`in/${name}.csv`, csv(lines)])),
    "broken/contacts.csv": csv([HEAD, `${CONTACTS[0]},"214-555-0101" planted`, ...CONTACTS]),
    "config.yaml": CONFIG,
  })
})

/** Everything that the files below a directory hold. */
async function heldIn(directory: string): Promise<ReadonlyArray<readonly [file: string, text: string]>> {
  const texts = filesBelow(directory).map(async (file) => {
    const path = join(directory, file)
    if (!file.endsWith(".parquet")) return [file, readFileSync(path, "utf8")] as const
    const rows = await query(`SELECT to_json(t)::VARCHAR AS row FROM read_parquet('${path}') t`)
    return [file, readFileSync(path, "latin1") + rows.map(({ row }) => row).join("\n")] as const
  })
  return Promise.all(texts)
}

const AS_OF = "--as-of 2026-11-23"

test("commands print and write no email address and no telephone number", async () => {
  const lines = [
    `run --in in --out run ${AS_OF} --config config.yaml --log-format json`,
    `explain --in in --run run --contact 1,2,3,4,5,6,7`,
    "publish --run run --to releases --json",
    "import --db almanac.db --in in --log-format json",
    "metrics --db almanac.db",
    "audit list --db almanac.db",
  ]
  for (const line of lines) {
    const { code, stdout, stderr } = await inProcess(root, ...line.split(" "))
    expect([line, code]).toEqual([line, 0])
    expect(stdout + stderr, line).not.toMatch(PLANTED)
  }
  const broken = await inProcess(root, ...`run --in broken --out none ${AS_OF}`.split(" "))
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringMatching(/contacts\.csv, line 2/) })
  expect(broken.stderr).not.toMatch(PLANTED)

  const held = await Promise.all(["run", "releases"].map((name) => heldIn(join(root, name))))
  expect(held.flat().length).toBeGreaterThan(15)
  expect(held.flat().flatMap(([file, text]) => (PLANTED.test(text) ? [file] : []))).toEqual([])
})
