/**
 * A marketer plans a campaign with the real command. Every change is checked and recorded. A preview changes
 * nothing.
 */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { textOf } from "@almanac/store/fixture-runs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { almanac, expectRefusal, start, writeFiles } from "../../testing/command.ts"
import { inProcess } from "../../testing/in-process.ts"

const POLL_MS = 3

const root = mkdtempSync(join(tmpdir(), "almanac-campaign-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)
const campaign = (line: string) => inProcess(root, "campaign", ...line.split(" "))

async function json(line: string) {
  const { code, stdout, stderr } = await campaign(`${line} --json`)
  expect({ code, stderr }, line).toEqual({ code: 0, stderr: "" })
  return JSON.parse(stdout)
}

/** Contacts in Kansas, which has no exclusion windows. */
const CONTACTS = Array.from({ length: 20 }, (_, i) => `${i + 1},p${i}@example.com,66601`).join("\n")

beforeAll(async () => {
  await writeFiles(at("in"), { "contacts.csv": `id,email,zip_code\n${CONTACTS}\n` })
  expect(await almanac(root, "import", "--db", "new.db", "--in", "in")).toMatchObject({ code: 0 })
})

const store = (name: string): string => {
  copyFileSync(at("new.db"), at(name))
  return `--db ${name}`
}

const enrolAll = async (db: string, instance: number, date: string) => {
  const rows = Array.from({ length: 20 }, (_, i) => i + 1).join("\n")
  writeFileSync(at("all.csv"), `contact_id\n${rows}\n`)
  return json(`enrol ${db} --instance ${instance} --in all.csv --trigger-date ${date}`)
}

describe("instances", () => {
  test("are created, edited and deactivated, with each field in the audit trail", async () => {
    const db = store("instances.db")
    const made = await json(
      `create ${db} --type rate_increase --name Rates --template r1 --start 2026-12-01 --author mo`,
    )
    expect(made.row).toMatchObject({ id: 1, campaign_type: "rate_increase", active_end_date: null })
    const edited = await json(
      `edit ${db} --instance 1 --template r2 --priority 2 --respect-windows no --end 2027-03-01`,
    )
    expect(edited.changes.map(({ field, new_value }: Record<string, unknown>) => [field, new_value])).toEqual(
      [
        ["email_template", "r2"],
        ["active_end_date", "2027-03-01"],
        ["metadata", '{"priority":2,"respect_exclusion_windows":false}'],
      ],
    )
    expect((await json(`edit ${db} --instance 1 --template r2`)).changes).toEqual([])
    expect((await json(`edit ${db} --instance 1 --metadata none --template none`)).row).toMatchObject({
      metadata: null,
      email_template: null,
    })
    expect((await json(`deactivate ${db} --instance 1 --from 2027-01-10`)).row.active_end_date).toBe(
      "2027-01-09",
    )
    expect((await json(`create ${db} --type rate_increase --id 40`)).row.id).toBe(40)
    expect((await json(`create ${db} --type rate_increase`)).row.id).toBe(41)
    const { changes } = await json(`log ${db} --instance 1`)
    expect(changes[0]).toMatchObject({ author: "mo", field: "campaign_type", rescheduled_by: null })
    expect(
      changes.find(({ field }: { field: string }) => field === "instance_name").requires_rescheduling,
    ).toBe(false)
    expect((await campaign(`list ${db}`)).stdout).toMatch(
      /^1 +rate_increase +Rates +2026-12-01 +2027-01-09 +\w+ +all +0 +0 +0$/m,
    )
    expect(await json(`show ${db} --instance 40`)).toMatchObject({
      campaign_type: "rate_increase",
      standing: "active",
      priority: 1,
      enrolled: 0,
      unplanned_changes: 1,
    })
    expect((await campaign(`deactivate ${db} --instance 41`)).stdout).toMatch(
      /active_end_date: none → \d{4}-\d\d-\d\d\nits planned emails are still sent until the next almanac run --db/,
    )
    expect((await json(`show ${db} --instance 41`)).standing).toBe("ended")
  })

  test("that no run could use are refused, and nothing is kept of them", async () => {
    const db = store("refused.db")
    await json(`create ${db} --type rate_increase --start 2026-12-01 --name Rates`)
    const before = await textOf(at("refused.db"), "SELECT * FROM campaign_instances")
    const refused = [
      ["create --type nothing", /unknown campaign type "nothing"/],
      ["create --type initial_blast", /targets all contacts but has no active_start_date/],
      [
        "create --type rate_increase --name Rates",
        /rate_increase already has an instance "Rates", 1: edit that/,
      ],
      ["create --type rate_increase --id 1", /instance 1 already exists: leave out --id/],
      [
        "create --type rate_increase --priority 2000",
        /metadata.priority is 2000: give an integer from 0 to 1000/,
      ],
      ["create --type rate_increase --metadata [1]", /instance 2: metadata is not a JSON object/],
      ["edit --instance 1 --end 2026-11-01", /would end on 2026-11-01, before it begins on 2026-12-01/],
      ["edit --instance 1 --start 2026-02-30", /--start 2026-02-30 is not a date/],
      [
        "edit --instance 7 --template x",
        /there is no campaign instance 7: choose an instance from almanac campaign list/,
      ],
      ["edit --instance seven --template x", /--instance seven is not an id/],
      ["type set --name welcome --priority 1", /welcome has no respect_exclusion_windows/],
      [
        "type deactivate --name welcome",
        /there is no campaign type welcome: choose a type from almanac campaign/,
      ],
      ["show --instance 7", /there is no campaign instance 7: choose an instance from almanac campaign list/],
      ["enrol --instance 1 --in new.csv --status maybe", /Expected: "pending" \| "scheduled"/],
      ["preview --instance 1 --as-of 2026-11-23", /begins on 2026-12-01, after 2026-11-23: give --as-of/],
      ["preview --instance 1 --end 2026-11-30", /would end on 2026-11-30, before it begins/],
      ["preview --instance 1 --priority -1", /metadata.priority is -1: give an integer from 0 to 1000/],
    ] as const
    for (const [line, says] of refused) expectRefusal(await campaign(`${line} ${db}`), says)
    expect(await textOf(at("refused.db"), "SELECT * FROM campaign_instances")).toBe(before)
  })
})

test("types are listed with where they come from, made, changed and deactivated", async () => {
  const db = store("types.db")
  const welcome = "--priority 4 --days-before 0 --respect-windows yes --follow-ups no --target-all no"
  await json(`type set ${db} --name welcome ${welcome}`)
  await json(`type deactivate ${db} --name seasonal_promo`)
  const { types } = await json(`type list ${db}`)
  const named = (name: string) => types.find((type: { name: string }) => type.name === name)
  expect(named("welcome")).toMatchObject({ priority: 4, of: "store", active: true })
  expect(named("seasonal_promo")).toMatchObject({
    priority: 5,
    active: false,
    of: "built in",
    stored: ["active"],
  })
  expect(named("rate_increase")).toMatchObject({ priority: 1, of: "built in", stored: [] })
})

describe("enrolments", () => {
  test("every row of a list is taken, unchanged or rejected; withdrawing cancels them", async () => {
    const db = store("enrolled.db")
    await json(`create ${db} --type rate_increase`)
    writeFileSync(at("some.csv"), "contact_id,trigger_date\n1,2026-12-20\n2,\n99,\nx,\n3,2026-02-31\n1,\n")
    const enrol = `enrol ${db} --instance 1 --in some.csv --trigger-date 2026-12-24 --json`
    const first = await campaign(enrol)
    expect(first).toMatchObject({ code: 1, stderr: "almanac: 4 rows could not be enrolled\n" })
    expect(JSON.parse(first.stdout)).toEqual({
      rows: 6,
      taken: 2,
      unchanged: 0,
      rejects: [
        { row_number: 3, reason: "unknown_contact" },
        { row_number: 4, reason: "invalid_contact_id" },
        { row_number: 5, reason: "invalid_trigger_date" },
        { row_number: 6, reason: "duplicate" },
      ],
    })
    const rows = "SELECT contact_id, trigger_date, status FROM contact_campaigns ORDER BY contact_id"
    expect(await textOf(at("enrolled.db"), rows)).toBe(
      '["1","2026-12-20","pending"]\n["2","2026-12-24","pending"]',
    )
    expect(JSON.parse((await campaign(enrol)).stdout)).toMatchObject({ taken: 0, unchanged: 2 })
    writeFileSync(at("one.csv"), "contact_id\n2\n5\n")
    const withdrawn = JSON.parse((await campaign(`withdraw ${db} --instance 1 --in one.csv --json`)).stdout)
    expect(withdrawn).toMatchObject({ taken: 1, rejects: [{ row_number: 2, reason: "not_enrolled" }] })
    expect(await textOf(at("enrolled.db"), rows)).toContain('["2","2026-12-24","cancelled"]')
    const { changes } = await json(`log ${db} --instance 1`)
    expect(changes.filter(({ field }: { field: string }) => field === "enrolments")).toMatchObject([
      { new_value: "2 enrolled, 0 unchanged, 4 rejected", requires_rescheduling: true },
      { new_value: "1 withdrawn, 0 unchanged, 1 rejected", requires_rescheduling: true },
    ])
    expectRefusal(await campaign(`enrol ${db} --instance 1 --in none.csv`), /none.csv does not exist/)
    expectRefusal(await campaign(`enrol ${db} --instance 1 --in some.txt`), /neither .csv nor .parquet/)
  })

  test("the next run plans them, and the log says so", async () => {
    const db = store("planned.db")
    await json(`create ${db} --type rate_increase --template r1`)
    await enrolAll(db, 1, "2027-03-01")
    const run = `run ${db} --out planned --as-of 2026-11-23 --json`
    const { run_id } = JSON.parse((await inProcess(root, ...run.split(" "))).stdout)
    const emails =
      "SELECT count(*) FROM email_schedules WHERE email_type = 'campaign_rate_increase' AND status = 'pre-scheduled'"
    expect(await textOf(at("planned.db"), emails)).toBe('["20"]')
    const { changes } = await json(`log ${db}`)
    for (const one of changes) expect(one.rescheduled_by).toBe(one.requires_rescheduling ? run_id : null)
  })
})

const previewsOf = (db: string): ReadonlyArray<string> =>
  readdirSync(root).filter((name) => name.startsWith(`${db}.preview-`))

describe("a preview", () => {
  test("says who, when, and what gives way, and changes nothing", async () => {
    const db = store("preview.db")
    await json(`create ${db} --type seasonal_promo`)
    await json(`create ${db} --type rate_increase`)
    for (const instance of [1, 2]) await enrolAll(db, instance, instance === 1 ? "2027-03-08" : "2027-03-15")
    const content = "SELECT (SELECT revision FROM store_state), (SELECT count(*) FROM contact_campaigns)"
    const before = await textOf(at("preview.db"), content)
    const preview = await json(`preview ${db} --instance 2 --as-of 2026-11-23`)
    expect(preview).toMatchObject({ as_of: "2026-11-23", pre_scheduled: 20, skipped: 0 })
    expect(preview.days.reduce((sum: number, { emails }: { emails: number }) => sum + emails, 0)).toBe(20)
    for (const { emails, load, cap } of preview.days) expect([emails <= load, cap]).toEqual([true, 1])
    expect(preview.counts).toEqual([{ state: "KS", status: "pre-scheduled", skip_reason: null, emails: 20 }])
    // Both campaigns fall on 1 March, and a day has room for one email. The less urgent email gives way.
    const promo = preview.displaced.filter(
      ({ email_type }: { email_type: string }) => email_type === "campaign_seasonal_promo",
    )
    expect(promo.length).toBeGreaterThan(0)
    expect(preview.displaced).toEqual(promo)
    const later = await json(`preview ${db} --instance 2 --as-of 2026-11-23 --days-before -200`)
    expect(later.days[0].date > preview.days[0].date).toBe(true)
    expect(await textOf(at("preview.db"), content)).toBe(before)
    expect(previewsOf("preview.db")).toEqual([])
    const text = (await campaign(`preview ${db} --instance 2 --as-of 2026-11-23 --quiet`)).stdout
    expect(text).toMatch(/^Other emails +number +change +reason/m)
  })

  test.each(["preview", "run"])(
    "that is killed leaves a copy of the store until the next %s, which leaves those alone that live",
    async (next) => {
      const name = `killed-${next}.db`
      const db = store(name)
      await json(`create ${db} --type rate_increase`)
      const line = `campaign preview ${db} --instance 1 --as-of 2026-11-23`.split(" ")
      const begin =
        next === "preview" ? line : `run ${db} --out after-killed --as-of 2026-11-23 --quiet`.split(" ")
      const preview = start(line, root)
      let running = true
      preview.ended.then(() => (running = false))
      const planning = () => previewsOf(name).some((one) => existsSync(at(join(one, "without"))))
      while (running && !planning()) await sleep(POLL_MS)
      preview.kill("SIGSTOP")
      const [directory] = previewsOf(name)
      expect(await almanac(root, ...line, "--quiet")).toMatchObject({ code: 0, stderr: "" })
      expect(previewsOf(name)).toEqual([directory])
      preview.kill("SIGKILL")
      expect(await preview.ended).toMatchObject({ signal: "SIGKILL" })
      expect(previewsOf(name)).toEqual([directory])
      expect(await almanac(root, ...begin)).toMatchObject({ code: 0 })
      expect(previewsOf(name)).toEqual([])
    },
  )

  test("of an instance without contacts, or that is not active, displaces nothing", async () => {
    const db = store("nobody.db")
    await json(`create ${db} --type rate_increase --start 2090-06-01`)
    const { stdout } = await campaign(`preview ${db} --instance 1 --quiet`)
    expect(stdout).toContain("planned as of 2090-06-01: 0 emails, 0 skipped")
    expect(stdout).toContain("No other emails change.")
  })
})
