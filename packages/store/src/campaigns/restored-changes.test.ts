/**
 * Tests that a restore marks campaign changes in the log as undone, and logs the differences that it makes.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { takeBackup } from "../backup/backup.ts"
import { findBackup } from "../backup/files.ts"
import { restoreBackup } from "../backup/restore.ts"
import { inStore, opening, storeRun, TODAY, textOf } from "../fixture-runs.ts"
import { withdraw } from "./enrol.ts"
import { campaignOf, campaignStore } from "./fixture.ts"
import { listInstances } from "./listed.ts"
import { createInstance, editInstance } from "./manage.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-restored-"))
afterAll(() => rmSync(root, { recursive: true }))
const path = join(root, "store.db")

const run = (runId: string) => Effect.runPromise(storeRun(path, join(root, runId), { runId }))

const restore = (file: string) =>
  Effect.runPromise(
    Effect.flatMap(findBackup(path, file), (backup) =>
      restoreBackup({ path, backup, actor: "ops", open: opening, discardCurrent: false }),
    ),
  )

/**
 * The log as texts: the field, its values, the author, the run that planned it, and the backup that undid it.
 */
const log = async (): Promise<ReadonlyArray<string>> => {
  const rows = await textOf(
    path,
    `SELECT campaign_instance_id, field, old_value, new_value, author, coalesce(rescheduled_by, ''), coalesce(undone_by, '')
     FROM campaign_change_log ORDER BY id`,
  )
  return rows.split("\n").map((row) => (JSON.parse(row) as Array<string>).join(" | "))
}

const unplanned = () =>
  inStore(path, (store) =>
    Effect.map(listInstances(store, parseDay(TODAY) as number), (instances) =>
      instances.map(({ id, unplanned_changes }) => [Number(id), unplanned_changes]),
    ),
  )

test("changes that a restore undoes are recorded as undone and wait for no run; changes that it brings back wait for one", async () => {
  await campaignStore(path)
  const id = await campaignOf(path, "rate_increase", "2027-03-15", { email_template: "old" })
  await run("first")
  const { file } = await inStore(path, (store) => takeBackup(store, { reason: "test", actor: "ops" }))
  await inStore(path, (store) => editInstance(store, id, { email_template: "new" }, "mo"))
  const list = join(root, "list.csv")
  writeFileSync(list, "contact_id\n1\n")
  await inStore(path, (store) => withdraw(store, { instance: id, file: list, actor: "mo" }))
  await run("second")
  await inStore(path, (store) => createInstance(store, { campaign_type: "rate_increase" }, "mo"))
  expect(await unplanned()).toEqual([
    [1, 0],
    [2, 1],
  ])

  const { undone_by } = await restore(file)
  const made = [
    "1 | campaign_type | null | rate_increase | mo | first | ",
    "1 | email_template | null | old | mo | first | ",
  ]
  const changed = (undone: string) => [
    `1 | email_template | old | new | mo | second | ${undone}`,
    `1 | enrolments | null | 1 withdrawn, 0 unchanged, 0 rejected | mo | second | ${undone}`,
    `2 | campaign_type | null | rate_increase | mo |  | ${undone}`,
  ]
  const back = (run: string, undone: string) => [
    `1 | email_template | new | old | ops | ${run} | ${undone}`,
    `2 | campaign_type | rate_increase | null | ops | ${run} | ${undone}`,
    `1 | enrolments | 19 enrolled, 1 not | 20 enrolled, 0 not | ops | ${run} | ${undone}`,
  ]
  expect(await log()).toEqual([...made, ...changed(file), ...back("", "")])
  expect(await unplanned()).toEqual([[1, 2]])

  await run("third")
  expect(await log()).toEqual([...made, ...changed(file), ...back("third", "")])
  expect(await unplanned()).toEqual([[1, 0]])

  await restore(undone_by ?? "")
  expect(await log()).toEqual([
    ...made,
    ...changed(""),
    ...back("third", undone_by ?? ""),
    "1 | email_template | old | new | ops |  | ",
    "2 | campaign_type | null | rate_increase | ops |  | ",
    "1 | enrolments | 20 enrolled, 0 not | 19 enrolled, 1 not | ops |  | ",
  ])
  expect(await unplanned()).toEqual([
    [1, 2],
    [2, 2],
  ])
})
