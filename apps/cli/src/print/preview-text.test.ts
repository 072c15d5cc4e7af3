import { expect, test } from "vitest"
import { exampleText } from "./displaced-text.ts"

const place = (date: string, skip_reason: string | null = null) => ({ date, skip_reason })
const example = {
  contact_id: 1n,
  email_type: "aep",
  campaign_instance_id: null,
  cause: "stands_for",
} as const

test("a day that stays is said once", () => {
  const text = (without: ReturnType<typeof place> | null, present: ReturnType<typeof place> | null) =>
    exampleText({ ...example, outcome: "changed", without, with: present })
  expect(text(place("2026-12-18"), place("2026-12-18", "campaign_conflict"))).toBe(
    "2026-12-18, skipped with it (campaign_conflict)",
  )
  expect(text(place("2026-12-18", "frequency_limit"), place("2026-12-18"))).toBe(
    "2026-12-18, skipped without it (frequency_limit)",
  )
  expect(text(place("2026-12-18"), place("2026-12-18"))).toMatch(/^2026-12-18, changed: \w/)
  expect(text(place("2026-12-18"), place("2026-12-19"))).toBe("2026-12-18 → 2026-12-19")
  expect(text(null, place("2026-12-19"))).toBe("no email → 2026-12-19")
})
