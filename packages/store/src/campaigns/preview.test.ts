import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import * as Effect from "effect/Effect"
import { afterAll, describe, expect, test } from "vitest"
import { DAY, inStore, opening, putEmails, textOf } from "../fixture-runs.ts"
import { CONTACTS, campaignOf, campaignStore, revisionIn } from "./fixture.ts"
import { deactivateType, type InstanceFields } from "./manage.ts"
import { previewInstance } from "./preview.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-preview-"))
afterAll(() => rmSync(root, { recursive: true }))

const UNBALANCED = { load_balancing: { enabled: false } }

interface Asked {
  readonly asOf?: string
  readonly edits?: InstanceFields
}

const previewing = (path: string, instance: bigint, { asOf, edits = {} }: Asked = {}) =>
  previewInstance({
    open: opening(path),
    instance,
    edits: () => Effect.succeed(edits),
    asOf: asOf === undefined ? undefined : parseDay(asOf),
    today: DAY,
    software: "0.0.0",
    threads: 1,
    databaseMemoryMb: 300,
    batchSize: 1000,
    limit: 2,
    onProgress: () => {},
  })

const preview = (path: string, instance: bigint, asked?: Asked) =>
  Effect.runPromise(previewing(path, instance, asked))

const refusal = (path: string, instance: bigint, asked?: Asked) =>
  Effect.runPromise(Effect.map(Effect.flip(previewing(path, instance, asked)), ({ message }) => message))

describe("what gives way", () => {
  test("a less urgent campaign on the same day, and one that the frequency limit has no room for", async () => {
    const path = join(root, "conflict.db")
    await campaignStore(path, { ...UNBALANCED, frequency: { max_emails_per_period: 1 } })
    // Both promotions are within 30 days of the notice. Only the first one is planned for the same day as the
    // notice.
    await campaignOf(path, "seasonal_promo", "2027-03-08")
    await campaignOf(path, "policy_update", "2027-03-18")
    const notice = await campaignOf(path, "rate_increase", "2027-03-15")
    const before = await revisionIn(path)
    const found = await preview(path, notice)
    expect(found).toMatchObject({ as_of: "2026-11-23", pre_scheduled: CONTACTS, skipped: 0, settled: 0 })
    expect(found.days).toEqual([
      { date: "2027-03-01", org_id: 1n, emails: CONTACTS, load: CONTACTS, cap: 1, threshold: 1 },
    ])
    expect(found.counts).toEqual([
      { state: "KS", status: "pre-scheduled", skip_reason: null, emails: CONTACTS },
    ])
    // The promotion is also skipped without the notice, because of the policy update. Its number does not
    // change.
    expect(found.planned).toEqual([
      { email_type: "campaign_policy_update", without: CONTACTS, with: 0 },
      { email_type: "campaign_rate_increase", without: 0, with: CONTACTS },
    ])
    expect(found.displaced).toEqual([
      { email_type: "campaign_policy_update", outcome: "skipped", cause: "frequency_limit", emails: 20 },
      { email_type: "campaign_seasonal_promo", outcome: "skipped", cause: "campaign_conflict", emails: 20 },
    ])
    expect(found.examples.slice(0, 1)).toEqual([
      {
        contact_id: 1n,
        email_type: "campaign_seasonal_promo",
        campaign_instance_id: 1n,
        outcome: "skipped",
        cause: "campaign_conflict",
        without: { date: "2027-03-01", skip_reason: "frequency_limit" },
        with: { date: "2027-03-01", skip_reason: "campaign_conflict" },
      },
    ])
    expect(await revisionIn(path)).toBe(before)
  })

  test("other emails of the same type give way too", async () => {
    const path = join(root, "same-type.db")
    await campaignStore(path, UNBALANCED)
    await campaignOf(path, "rate_increase", "2027-03-15")
    const urgent = await campaignOf(path, "rate_increase", "2027-03-15", { metadata: '{"priority":0}' })
    expect((await preview(path, urgent)).displaced).toEqual([
      { email_type: "campaign_rate_increase", outcome: "skipped", cause: "campaign_conflict", emails: 20 },
    ])
  })

  test("emails that are balanced go on another day", async () => {
    const path = join(root, "balanced.db")
    await campaignStore(path)
    await campaignOf(path, "seasonal_promo", "2027-03-08")
    const notice = await campaignOf(path, "rate_increase", "2027-03-15")
    const { displaced, days } = await preview(path, notice)
    expect(displaced.map(({ email_type }) => email_type)).toContain("campaign_seasonal_promo")
    expect(displaced.some(({ outcome }) => outcome === "moved")).toBe(true)
    expect(days.reduce((sum, { emails }) => sum + emails, 0)).toBe(CONTACTS)
  })

  test("nothing gives way if the days differ", async () => {
    const path = join(root, "apart.db")
    await campaignStore(path, UNBALANCED)
    await campaignOf(path, "seasonal_promo", "2027-03-08")
    const notice = await campaignOf(path, "rate_increase", "2027-06-15")
    const found = await preview(path, notice)
    expect(found).toMatchObject({ pre_scheduled: CONTACTS, displaced: [], examples: [] })
    const tried = await preview(path, notice, { edits: { metadata: '{"days_before_event":106}' } })
    expect(tried.days.map(({ date }) => date)).toEqual(["2027-03-01"])
    expect(tried.displaced).toMatchObject([{ cause: "campaign_conflict", emails: CONTACTS }])
    expect(await textOf(path, "SELECT count(*) FROM campaign_instances WHERE metadata IS NOT NULL")).toBe(
      '["0"]',
    )
  })

  test("follow-ups of emails that were sent do not, because they come with it and without it", async () => {
    const path = join(root, "follow-ups.db")
    await campaignStore(path, UNBALANCED)
    const notice = await campaignOf(path, "rate_increase", "2026-12-07", {
      instance_name: "Rates",
      metadata: '{"priority":0,"followup_email_template":"own"}',
    })
    await inStore(path, ({ sql }) =>
      putEmails(
        sql,
        `SELECT id, id AS contact_id, 'campaign_rate_increase' AS email_type, DATE '2026-11-22' AS scheduled_send_date,
           'sent' AS status, 1 AS campaign_instance_id, 0 AS changed_in FROM contacts WHERE id <= 5`,
      ),
    )
    const found = await preview(path, notice)
    expect(found).toMatchObject({ settled: 5, pre_scheduled: CONTACTS - 5, displaced: [] })
    expect(found.planned).toEqual([{ email_type: "campaign_rate_increase", without: 0, with: CONTACTS - 5 }])
  })
})

describe("the day", () => {
  test("is the day on which the instance begins; emails planned until then count as sent", async () => {
    const path = join(root, "ahead.db")
    await campaignStore(path, UNBALANCED)
    await campaignOf(path, "seasonal_promo", "2026-12-02")
    await inStore(path, ({ sql }) =>
      putEmails(
        sql,
        `SELECT id, id AS contact_id, 'campaign_seasonal_promo' AS email_type, DATE '2026-11-25' AS scheduled_send_date,
           DATE '2026-12-02' AS event_date, DATE '2026-11-25' AS ideal_send_date, 'pre-scheduled' AS status,
           1 AS campaign_instance_id, 0 AS changed_in FROM contacts`,
      ),
    )
    const notice = await campaignOf(path, "rate_increase", "2026-12-15", { active_start_date: "2026-12-01" })
    const found = await preview(path, notice)
    expect(found).toMatchObject({ as_of: "2026-12-01", assumed_sent: CONTACTS, pre_scheduled: CONTACTS })
    expect(found.displaced).toEqual([])
    const sooner = await preview(path, notice, { edits: { active_start_date: "2026-11-20" } })
    expect(sooner).toMatchObject({ as_of: "2026-11-23", assumed_sent: 0 })
    expect(await textOf(path, "SELECT DISTINCT status FROM email_schedules")).toBe('["pre-scheduled"]')
  })

  test("must be one on which the instance takes part", async () => {
    const path = join(root, "refused.db")
    await campaignStore(path)
    const days = { active_start_date: "2026-12-01", active_end_date: "2026-12-31" }
    const id = await campaignOf(path, "rate_increase", "2026-12-15", days)
    expect(await refusal(path, id, { asOf: "2026-11-30" })).toMatch(
      /instance 1 begins on 2026-12-01, after 2026-11-30: give --as-of 2026-12-01/,
    )
    expect(await refusal(path, id, { asOf: "2027-01-01" })).toMatch(/ends on 2026-12-31.*try a later --end/)
    expect(await refusal(path, 9n)).toMatch(/there is no campaign instance 9/)
    expect(await refusal(path, id, { edits: { metadata: "[]" } })).toMatch(/metadata is not a JSON object/)
    await inStore(path, (store) => deactivateType(store, "rate_increase", "mo"))
    expect(await refusal(path, id)).toMatch(/campaign type rate_increase is not active: activate it with/)
    expect(await textOf(path, "SELECT count(*) FROM campaign_instances WHERE metadata IS NOT NULL")).toBe(
      '["0"]',
    )
  })
})

test("nothing is left beside the store", () => {
  expect(readdirSync(root).filter((name) => name.includes(".preview-"))).toEqual([])
})
