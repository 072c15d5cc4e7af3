/** The log of changes says which run has taken each into account. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { inStore, storeRun, textOf } from "../fixture-runs.ts"
import { campaignOf, campaignStore } from "./fixture.ts"
import { editInstance } from "./manage.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-planned-"))
afterAll(() => rmSync(root, { recursive: true }))

const logIn = (path: string) =>
  textOf(path, "SELECT field, new_value, coalesce(rescheduled_by, '') FROM campaign_change_log ORDER BY id")

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
