import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { dayOf } from "@almanac/core/day/civil"
import { expect, test } from "vitest"
import { bookOf, type CampaignRows, type Ground } from "./ground.ts"

const TODAY = dayOf(2026, 11, 23)

const campaigns = (count: number): CampaignRows => ({
  types: [],
  instances: Array.from({ length: count }, (_, i) => ({
    id: BigInt(i),
    campaign_type: "policy_update",
    instance_name: null,
    email_template: null,
    sms_template: null,
    active_start_date: null,
    active_end_date: null,
    metadata: null,
    org_id: null,
    holdout_percentage: null,
  })),
})

const ground = (): Ground => ({
  config: DEFAULT_CONFIG,
  configHash: "",
  release: undefined,
  kept: [],
  books: new Map(),
})

test("rulebooks are used again, and no client makes the edge keep more than a few", () => {
  const own = ground()
  const first = bookOf(own, TODAY, campaigns(1), "all")
  expect(bookOf(own, TODAY, campaigns(1), "all")).toBe(first)
  for (let day = 1; day <= 100; day++) bookOf(own, TODAY + day, undefined, "all")
  expect(own.books.size).toBe(20)
})

test("a rulebook of very many campaigns is not kept", () => {
  const own = ground()
  bookOf(own, TODAY, campaigns(1001), "all")
  expect(own.books.size).toBe(0)
})
