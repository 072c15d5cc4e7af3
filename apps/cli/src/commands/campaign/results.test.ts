/** Measures a campaign with a holdout on files and on a store, with the real commands. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { query } from "@almanac/pipeline/run/fixture"
import { textOf } from "@almanac/store/fixture-runs"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectRefusal, writeFiles } from "../../testing/command.ts"
import { inProcess } from "../../testing/in-process.ts"

const CONTACTS = 400
const AS_OF = "2026-11-23"

const root = mkdtempSync(join(tmpdir(), "almanac-results-"))
afterAll(() => rmSync(root, { recursive: true }))
const call = (line: string) => inProcess(root, ...line.split(" "))

async function json(line: string) {
  const { code, stdout, stderr } = await call(`${line} --json`)
  expect({ code, stderr }, line).toEqual({ code: 0, stderr: "" })
  return JSON.parse(stdout)
}

const idsUpTo = (last: number): ReadonlyArray<number> => Array.from({ length: last }, (_, at) => at + 1)
const csv = (header: string, rows: ReadonlyArray<string>): string => `${[header, ...rows].join("\n")}\n`

/** Contacts in Kansas. The first 200 clicked, the first 10 before the campaign; number 1 answered too. */
beforeAll(async () => {
  await writeFiles(join(root, "in"), {
    "contacts.csv": csv(
      "id,email,zip_code",
      idsUpTo(CONTACTS).map((id) => `${id},p${id}@example.com,66601`),
    ),
    "campaign_instances.csv": csv("id,campaign_type,instance_name,active_start_date,holdout_percentage", [
      "7,initial_blast,Hello,2026-11-15,40",
      "8,initial_blast,Later,2026-12-15,40",
      "9,initial_blast,All,2026-11-15,",
    ]),
    "contact_campaigns.csv": csv("contact_id,campaign_instance_id,trigger_date,status", [
      "400,7,2026-11-15,cancelled",
      "399,7,2026-12-24,pending",
    ]),
    "tracking_clicks.csv": csv(
      "contact_id,clicked_at",
      idsUpTo(200).map((id) => `${id},2026-11-${id <= 10 ? 14 : 16}T12:00:00Z`),
    ),
    "contact_events.csv": csv("contact_id,event_type,created_at,metadata", [
      "1,eligibility_answered,2026-11-20T12:00:00Z,{}",
      "2,page_viewed,2026-11-20T12:00:00Z,{}",
    ]),
  })
  expect(await call("import --db a.db --in in")).toMatchObject({ code: 0 })
  expect(await call(`run --in in --out plan --as-of ${AS_OF} --threads 1 --quiet`)).toMatchObject({ code: 0 })
})

test("both groups are counted, and those who are held out are those that the run skipped", async () => {
  const results = await json("campaign results --in in --run plan --instance 7")
  const rows = await query(
    `SELECT DISTINCT contact_id FROM '${root}/plan/schedules/*.parquet' WHERE campaign_instance_id = 7 AND skip_reason = 'holdout'`,
  )
  const heldOut = rows.map((row) => Number(row.contact_id)).filter((id) => id !== 399)
  const clicked = heldOut.filter((id) => id > 10 && id <= 200).length
  expect(results).toMatchObject({
    name: "Hello",
    email_type: "campaign_initial_blast",
    holdout_percentage: 40,
    as_of: AS_OF,
    not_due: 1,
    held_out: { contacts: heldOut.length, clicked },
    emailed: { contacts: 398 - heldOut.length, clicked: 190 - clicked },
  })
  expect(results.emailed.answered + results.held_out.answered).toBe(1)
  const { difference, low, high } = results.difference.clicked
  expect(low).toBeLessThan(difference)
  expect(difference).toBeLessThan(high)
})

test("a store gives the same results, and text for people", async () => {
  const ofFiles = await json("campaign results --in in --run plan --instance 7")
  expect(await json(`campaign results --db a.db --instance 7 --as-of ${AS_OF}`)).toEqual(ofFiles)
  const { stdout } = await call(`campaign results --db a.db --instance 7 --as-of ${AS_OF}`)
  expect(stdout).toMatch(
    /^Instance 7 "Hello" \(campaign_initial_blast\) on 2026-11-23: 40 % of its contacts are held out\./,
  )
  expect(stdout).toMatch(/^Difference of clicked: .* points, 95 % interval .* to .*; no effect is shown/m)
})

test("a campaign whose emails are not due yet has nothing to compare", async () => {
  const results = await json("campaign results --in in --run plan --instance 8")
  expect(results).toMatchObject({ not_due: CONTACTS, difference: null, held_out: { contacts: 0 } })
})

test.each([
  ["--in in --run plan --instance 9", /instance 9 holds nobody out/],
  ["--in in --run plan --instance 5", /there is no campaign instance 5/],
  ["--in in --instance 7", /give --db with a store, or --in and --run/],
  ["--db a.db --run plan --instance 7", /give --db with a store, or --in and --run/],
])("%s is refused", async (flags, says) => {
  expectRefusal(await call(`campaign results ${flags}`), says)
})

test("a holdout is set by a flag, checked, and stays once a run has planned the instance", async () => {
  const edit = "campaign edit --db a.db --instance 7"
  expectRefusal(
    await call(`${edit} --holdout 12.345`),
    /holdout_percentage 12.345: give a percentage from 0 to 50/,
  )
  expectRefusal(await call("campaign type set --db a.db --name initial_blast --holdout 51"), /from 0 to 50/)
  expect((await json(`${edit} --holdout 12.34`)).row.holdout_percentage).toBe(12.34)
  expect(await call(`run --db a.db --out planned --as-of ${AS_OF} --threads 1 --quiet`)).toMatchObject({
    code: 0,
  })
  expect(
    await textOf(
      join(root, "a.db"),
      "SELECT count(*) > 0 FROM email_schedules WHERE skip_reason = 'holdout'",
    ),
  ).toBe('["true"]')
  expectRefusal(await call(`${edit} --holdout 20`), /a run has planned instance 7 with a holdout of 12.34 %/)
  // Instance 9 takes the holdout of its type.
  expectRefusal(
    await call("campaign type set --db a.db --name initial_blast --holdout 20"),
    /a run has planned instance 9 with a holdout of 0 %/,
  )
})
