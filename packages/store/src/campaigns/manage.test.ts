import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { inStore, putEmails, textOf } from "../fixture-runs.ts"
import { campaignStore, revisionIn } from "./fixture.ts"
import { listInstances } from "./listed.ts"
import {
  createInstance,
  deactivateType,
  editInstance,
  endInstance,
  type InstanceFields,
  setType,
  type TypeFields,
} from "./manage.ts"
import { knownTypes } from "./types.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-manage-"))
afterAll(() => rmSync(root, { recursive: true }))

let path = ""
let stores = 0
beforeEach(() => {
  path = join(root, `${++stores}.db`)
  return campaignStore(path, { campaign_types: { rate_increase: RATES } })
})

const RATES = {
  respect_exclusion_windows: true,
  enable_followups: true,
  days_before_event: 21,
  target_all_contacts: false,
  priority: 1,
  active: true,
}

const create = (fields: InstanceFields = {}) =>
  inStore(path, (store) =>
    createInstance(store, { ...fields, campaign_type: fields.campaign_type ?? "rate_increase" }, "mo"),
  )
const edit = (id: bigint, fields: InstanceFields) =>
  inStore(path, (store) => editInstance(store, id, fields, "mo"))
const set = (name: string, fields: TypeFields) => inStore(path, (store) => setType(store, name, fields, "mo"))

describe("instances", () => {
  test("never reuse the id of an earlier one, because they would inherit its history and enrolments", async () => {
    await create()
    await inStore(path, ({ sql }) =>
      putEmails(
        sql,
        `SELECT 1 AS id, 1 AS contact_id, 'campaign_rate_increase' AS email_type, 'sent' AS status,
           12 AS campaign_instance_id, 0 AS changed_in`,
      ),
    )
    // An import logs enrolments in an instance that never existed.
    await inStore(
      path,
      ({ sql }) =>
        sql`INSERT INTO contact_campaigns VALUES (1, 999, NULL, NULL, NULL);
         INSERT INTO campaign_change_log BY NAME SELECT 900 AS id, TIMESTAMP '2026-11-23' AS changed_at, 'mo' AS author,
           999 AS campaign_instance_id, 'enrolments' AS field, true AS requires_rescheduling`,
    )
    expect((await create()).row.id).toBe(13n)
    await inStore(
      path,
      ({ sql }) =>
        sql`INSERT INTO contact_campaigns VALUES (1, 14, NULL, NULL, NULL), (1, 99, NULL, NULL, NULL); DELETE FROM campaign_instances`,
    )
    expect((await create()).row.id).toBe(15n)
    await inStore(path, ({ sql }) => sql`DELETE FROM campaign_instances`)
    expect((await create()).row.id).toBe(16n)
  })

  test("that are as they were leave the store as it is", async () => {
    const { row } = await create({ email_template: "t", active_start_date: "2027-01-01" })
    const before = await revisionIn(path)
    expect((await edit(row.id, { email_template: "t" })).changes).toEqual([])
    expect((await edit(row.id, {})).changes).toEqual([])
    expect(await revisionIn(path)).toBe(before)
  })

  test("never end before they begin; an ended one can still be renamed, and begin again", async () => {
    const { row } = await create({ active_start_date: "2026-12-01" })
    await expect(edit(row.id, { active_end_date: "2026-11-30" })).rejects.toThrow(
      "would end on 2026-11-30, before it begins on 2026-12-01: give a later --end",
    )
    const end = (last: string) => inStore(path, (store) => endInstance(store, row.id, last, "mo"))
    const over = { active_start_date: "2026-11-22", active_end_date: "2026-11-22" }
    expect((await end("2026-11-22")).row).toMatchObject(over)
    const later = (await create({ active_start_date: "2027-02-01" })).row.id
    expect((await inStore(path, (store) => endInstance(store, later, "2027-01-09", "mo"))).row).toMatchObject(
      over,
    )
    await expect(end("2026-11-23")).rejects.toThrow("instance 1 already ends on 2026-11-22")
    expect((await edit(row.id, { instance_name: "Off" })).changes).toMatchObject([
      { field: "instance_name", requires_rescheduling: false },
    ])
    expect((await edit(row.id, { active_end_date: null })).row.active_end_date).toBeNull()
  })

  test("that no run could use leave no trace", async () => {
    const before = await revisionIn(path)
    await expect(create({ campaign_type: "initial_blast" })).rejects.toThrow(
      "targets all contacts but has no active_start_date",
    )
    await expect(create({ metadata: '{"priority":-1}' })).rejects.toThrow("metadata.priority is -1")
    expect(await revisionIn(path)).toBe(before)
    expect(await textOf(path, "SELECT count(*) FROM campaign_change_log")).toBe('["0"]')
  })

  test("are listed as they are on a day, with the settings that apply to them", async () => {
    await create({ metadata: '{"priority":3}', active_end_date: "2026-11-22" })
    await create({ active_start_date: "2026-11-24" })
    await create({ active_start_date: "2026-11-23", active_end_date: "2026-11-23" })
    await create({ campaign_type: "seasonal_promo" })
    await inStore(path, (store) => deactivateType(store, "seasonal_promo", "mo"))
    await inStore(
      path,
      ({ sql }) =>
        sql`INSERT INTO contact_campaigns VALUES (1, 3, NULL, NULL, NULL), (2, 3, NULL, 'cancelled', NULL)`,
    )
    const today = parseDay("2026-11-23")!
    const listed = await inStore(path, (store) => listInstances(store, today))
    expect(listed.map(({ standing }) => standing)).toEqual(["ended", "ahead", "active", "inactive"])
    expect(listed.map(({ priority }) => priority)).toEqual([3, 1, 1, 5])
    expect(listed[2]).toMatchObject({ enrolled: 1, planned: 0, sent: 0, days_before_event: 21 })
    // An instance has one change for each of its type, metadata, first day and last day that is set. The
    // promotion has one change for its type and one for the deactivation of this type.
    expect(listed.map(({ unplanned_changes }) => unplanned_changes)).toEqual([3, 2, 3, 2])
  })
})

describe("types", () => {
  test("say where they come from", async () => {
    await set("seasonal_promo", { priority: 9 })
    const complete = { respect_exclusion_windows: true, enable_followups: false, days_before_event: 0 }
    await set("welcome", { ...complete, target_all_contacts: false, priority: 4 })
    const types = await inStore(path, knownTypes)
    const named = (name: string) => types.find((type) => type.name === name)
    expect(named("policy_update")).toMatchObject({ of: "built in", stored: [], priority: 3 })
    expect(named("rate_increase")).toMatchObject({
      of: "configuration version 1 (production)",
      days_before_event: 21,
    })
    expect(named("seasonal_promo")).toMatchObject({
      of: "built in",
      stored: ["priority"],
      priority: 9,
      days_before_event: 7,
    })
    expect(named("welcome")).toMatchObject({ of: "store", active: true })
  })

  test("that nobody knows are refused, and so are those that lack something", async () => {
    await expect(inStore(path, (store) => deactivateType(store, "welcome", "mo"))).rejects.toThrow(
      "there is no campaign type welcome: choose a type from almanac campaign type list",
    )
    await expect(set("welcome", {})).rejects.toThrow("there is no campaign type welcome")
    await expect(set("welcome", { priority: 1 })).rejects.toThrow("welcome has no respect_exclusion_windows")
  })

  test("that are as they were leave the store as it is", async () => {
    const before = await revisionIn(path)
    expect((await set("policy_update", {})).changes).toEqual([])
    expect(await revisionIn(path)).toBe(before)
    expect((await set("policy_update", { active: false })).changes).toMatchObject([
      {
        campaign_type: "policy_update",
        field: "active",
        old_value: "true",
        new_value: "false",
        requires_rescheduling: true,
      },
    ])
    // The store now has its own value, which applies with any configuration.
    expect((await set("policy_update", { priority: 3 })).changes).toMatchObject([
      { field: "priority", old_value: "3", new_value: "3", requires_rescheduling: false },
    ])
    const after = await revisionIn(path)
    expect((await set("policy_update", { active: false })).changes).toEqual([])
    expect(await revisionIn(path)).toBe(after)
  })
})
