/** Tests that the change log records which run has taken each change into account. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { inStore, storeRun, textOf } from "../fixture-runs.ts"
import { importTables } from "../transfer/import.ts"
import { withdraw } from "./enrol.ts"
import { campaignOf, campaignStore } from "./fixture.ts"
import { editInstance, setType } from "./manage.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-planned-"))
afterAll(() => rmSync(root, { recursive: true }))

const logIn = (path: string) =>
  textOf(path, "SELECT field, new_value, coalesce(rescheduled_by, '') FROM campaign_change_log ORDER BY id")

test("a change waits for a run that reads its table from the store", async () => {
  const path = join(root, "files.db")
  await campaignStore(path)
  const id = await campaignOf(path, "rate_increase", "2027-03-15")
  await inStore(path, (store) => setType(store, "rate_increase", { priority: 4 }, "mo"))
  const list = join(root, "list.csv")
  writeFileSync(list, "contact_id\n1\n")
  await inStore(path, (store) => withdraw(store, { instance: id, file: list, actor: "mo" }))
  const takes = async (
    run: string,
    files: Readonly<Record<string, string>>,
  ): Promise<ReadonlyArray<string>> => {
    const input = join(root, `input-${run}`)
    mkdirSync(input)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(input, name), text)
    await Effect.runPromise(storeRun(path, join(root, run), { runId: run, input }))
    return (await logIn(path)).split("\n")
  }
  const campaigns = { "campaign_types.csv": "name\n", "campaign_instances.csv": "id,campaign_type\n" }
  const enrolments = { "contact_campaigns.csv": "contact_id,campaign_instance_id,trigger_date\n" }
  const log = (instance: string, type: string, enrolled: string): ReadonlyArray<string> => [
    `["campaign_type","rate_increase","${instance}"]`,
    `["priority","4","${type}"]`,
    `["enrolments","1 withdrawn, 0 unchanged, 0 rejected","${enrolled}"]`,
  ]
  expect(await takes("all-files", { ...campaigns, ...enrolments })).toEqual(log("", "", ""))
  expect(await takes("lists", enrolments)).toEqual(log("lists", "lists", ""))
  expect(await takes("campaigns", campaigns)).toEqual(log("lists", "lists", "campaigns"))
})

test("enrolments that are imported are on record, by instance, where they differ", async () => {
  const path = join(root, "imported.db")
  await campaignStore(path)
  for (const date of ["2027-03-15", "2027-03-16"]) await campaignOf(path, "rate_increase", date)
  await Effect.runPromise(storeRun(path, join(root, "before"), { runId: "before" }))
  const input = join(root, "enrolments")
  mkdirSync(input)
  const rows = ["1,1,2027-03-15,pending", "2,1,2027-03-15,completed", "3,2,2027-03-16,pending"]
  const head = "contact_id,campaign_instance_id,trigger_date,status"
  writeFileSync(join(input, "contact_campaigns.csv"), [head, ...rows].join("\n"))
  await inStore(path, (store) => importTables(store, { input, mode: "merge", actor: "mo" }))
  expect((await logIn(path)).split("\n").slice(2)).toEqual(['["enrolments","19 enrolled, 1 not",""]'])
})

test("a change made while a run decides waits for the next one", async () => {
  const path = join(root, "store.db")
  await campaignStore(path)
  const id = await campaignOf(path, "rate_increase", "2027-03-15", { instance_name: "Rates" })
  const edited = (email_template: string) =>
    inStore(path, (store) => editInstance(store, id, { email_template }, "mo"))
  await Effect.runPromise(storeRun(path, join(root, "first"), { runId: "first" }, () => edited("during")))
  const first = [
    '["campaign_type","rate_increase","first"]',
    '["instance_name","Rates",""]',
    '["email_template","during",""]',
  ]
  expect(await logIn(path)).toBe(first.join("\n"))
  await Effect.runPromise(storeRun(path, join(root, "second"), { runId: "second" }))
  expect(await logIn(path)).toBe([...first.slice(0, 2), '["email_template","during","second"]'].join("\n"))
})
