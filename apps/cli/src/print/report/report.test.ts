import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { RunFacts } from "@almanac/pipeline/run/manifest"
import { describe, expect, test } from "vitest"
import { runReport } from "./report.ts"

const load = (id: bigint, contacts: number, parts: Partial<OrgVolume> = {}): OrgVolume => ({
  org_id: id,
  contacts,
  cap: 70,
  threshold: 84,
  loads: { "2026-11-24": 60, "2027-09-15": 70, "2027-09-16": 95 },
  loads_before: { "2026-11-24": 66, "2027-09-15": 159, "2027-09-16": 6 },
  loads_history: { "2026-11-24": 6 },
  overloads: [{ date: "2027-09-16", load: 95 }],
  ...parts,
})

const FACTS: RunFacts = {
  run_id: "run-1",
  software: { almanac: "0.1.0", duckdb: "v1", node: "24" },
  as_of: "2026-11-23",
  rule_set: "baseline",
  config: {
    version: null,
    source: "settings <&\"'>.yaml",
    hash: "abc123",
    effective: { ...DEFAULT_CONFIG, missing_birth_date: "allow" },
  },
  inputs: [{ table: "contacts", path: "contacts.parquet", bytes: 4321, rows: 1007, sha256: "f".repeat(64) }],
  counts: {
    input_contacts: 1007,
    contacts: 1000,
    rejects: 7,
    warnings: 3,
    rows: 12_349,
    pre_scheduled: 11_115,
    skipped: 1234,
    settled: 42,
    rejects_by_reason: { missing_email: 7 },
    warnings_by_kind: { state_conflict: 3 },
    by_state: [{ state: "CA", contacts: 1000, pre_scheduled: 11_115, skipped: 1234 }],
    by_org_type_status: [
      ...[null, "daily_cap"].map((moved_by, at) => ({
        org_id: 1n,
        email_type: "aep",
        status: "pre-scheduled",
        skip_reason: null,
        moved_by,
        rows: at === 0 ? 11_000 : 115,
      })),
      {
        org_id: 1n,
        email_type: "aep",
        status: "skipped",
        skip_reason: "exclusion_window",
        moved_by: null,
        rows: 1234,
      },
    ],
  },
  daily_loads: [load(2n, 10, { overloads: [] }), load(1n, 990)],
  schedules_checksum: "c0ffee",
}

const report = runReport(FACTS)
const words = (html: string): string =>
  html
    .replaceAll(/<style>.*?<\/style>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")

/** Reads the elements as XML does and returns the first one that is not closed in order. */
function unbalanced(html: string): string | undefined {
  const open: Array<string> = []
  for (const [tag, close, name, , selfClosed] of html
    .replace("<!doctype html>", "")
    .matchAll(/<(\/?)([a-zA-Z][\w]*)((?:\s[\w-]+="[^"<>]*")*)\s*(\/?)>/g)) {
    if (close === "/" && open.pop() !== name) return tag
    if (close === "" && selfClosed === "") open.push(name)
  }
  return open[0]
}

describe("the document", () => {
  test("is well-formed, and every bracket belongs to an element", () => {
    expect(unbalanced(report)).toBeUndefined()
    const rest = report
      .replace("<!doctype html>", "")
      .replace(/<style>.*<\/style>/s, "")
      .replaceAll(/<\/?[a-zA-Z][\w]*(?:\s[\w-]+="[^"<>]*")*\s*\/?>/g, "")
    expect(rest).not.toMatch(/[<>]/)
    expect(report).toContain("settings &lt;&amp;&quot;&#39;&gt;.yaml")
  })

  test("stands alone: no script, nothing from elsewhere", () => {
    expect(report).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import| on\w+=/i)
  })

  test("follows light and dark, and the width of the screen", () => {
    expect(report).toContain("prefers-color-scheme:dark")
    expect(report).toContain('name="viewport"')
  })

  test("names its charts for those who do not see them", () => {
    const ids = [...report.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const labels = [...report.matchAll(/aria-labelledby="([^"]+)"/g)].flatMap(([, id]) => id.split(" "))
    expect(labels.length).toBe(4)
    for (const label of labels) expect(ids).toContain(label)
    expect(words(report)).toContain(
      "Before balancing the worst day has 159 emails, on Sep 15, 2027, and 1 day is above the threshold; " +
        "after balancing it has 95 emails, on Sep 16, 2027, and 1 day is above the threshold.",
    )
  })

  test("is the same for the same run", () => {
    expect(runReport(FACTS)).toBe(report)
  })
})

describe("the numbers", () => {
  test.each([
    [
      "contacts and emails",
      "The run read 1,007 contacts of 2 organisations and used the rule set baseline. It planned 11,115 emails",
    ],
    ["emails moved by the cap", "115 emails moved by the daily cap"],
    ["days above the threshold", "2 → 2 days above the threshold"],
    [
      "organisations, largest first",
      "Organisation 1 · 990 contacts · cap 70 · worst day 159 → 95 · 1 day above",
    ],
    ["overloads", "1 Sep 16, 2027 95 70 84 the rest cannot move"],
    ["types", "aep 11,115 1,234 1,234"],
    ["skip reasons", "exclusion_window 1,234 falls into an exclusion window"],
    ["states", "CA California 1,000 11,115 1,234"],
    ["rejects", "missing_email 7 there is no email address"],
    ["warnings", "state_conflict 3 the given state contradicts"],
    ["settings", 'missing_birth_date "exclude" "allow"'.replaceAll('"', "&quot;")],
    ["inputs", "contacts.parquet contacts 1,007 4,321 ffffffffffffffff"],
    ["the checksum", "c0ffee"],
    ["weeks", "2027-09-13 165 95 159"],
  ])("%s", (_, text) => {
    expect(words(report)).toContain(text)
  })

  test("axes start at zero and end at a round number above the load", () => {
    const ticks = [...report.matchAll(/class="tick"[^>]*text-anchor="end">([\d,.]+)</g)].map(
      ([, tick]) => tick,
    )
    expect(ticks.slice(0, 6)).toEqual(["0", "100", "200", "0", "100", "200"])
  })

  test("bars are as high as their loads, on the line of zero", () => {
    const [, heights] = /<path class="over" d="([^"]+)"/.exec(report) ?? []
    const [, from, to] = /^M[\d.]+ ([\d.]+)V([\d.]+)h/.exec(heights ?? "") ?? []
    expect(Number(from)).toBe(26 + 120)
    expect(Number(from) - Number(to)).toBeCloseTo((120 * 159) / 200, 1)
  })
})

describe("follow-ups that are foreseen", () => {
  const foreseen = { "2026-11-26": 66, "2027-09-17": 80, "2027-09-18": 85 }
  const html = runReport({ ...FACTS, daily_loads: [load(1n, 990, { loads_foreseen: foreseen })] })

  test("are distinguished in the chart and in words", () => {
    expect(words(html)).toContain("231 follow-ups foreseen")
    expect(words(html)).toContain("and follow-ups that earlier emails will cause. If a day is above")
    expect(words(html)).toContain(
      "already queued or sent, and the lightest part is follow-ups that other emails will cause.",
    )
    expect(words(html)).toContain("Week from emails of these, foreseen follow-ups worst day")
    expect(words(html)).toContain("2027-09-13 330 165 95 159")
    expect(words(html)).toContain("2 days above the threshold")
    expect(report).not.toMatch(/class="foreseen[^>]* d="M|follow-ups foreseen|lighter/)
    expect(unbalanced(html)).toBeUndefined()
  })

  test("stand on the emails of their day, as high as they are many", () => {
    const heights = (name: string) =>
      [
        ...(new RegExp(`<path class="${name}" d="([^"]*)"`).exec(html)?.[1] ?? "").matchAll(
          /M[\d.]+ ([\d.]+)V([\d.]+)/g,
        ),
      ].map(([, from, to]) => Number(from) - Number(to))
    const unit = 170 / 200
    expect(heights("foreseen").map((height) => Math.round(height / unit))).toEqual([66, 80])
    expect(heights("foreseen-over").map((height) => Math.round(height / unit))).toEqual([85])
    expect(heights("planned").map((height) => Math.round(height / unit))).toEqual([60, 70])
    expect(heights("history").map((height) => Math.round(height / unit))).toEqual([6])
  })
})

test("a day in a thousand years is told, not drawn", () => {
  const loads = { "2026-11-24": 60, "2999-12-17": 1 }
  const html = runReport({ ...FACTS, daily_loads: [load(1n, 990, { loads })] })
  expect(html.length).toBeLessThan(2 * report.length)
  expect(words(html)).toContain("Not shown: 1 email on 1 day after this period, the last on Dec 17, 2999")
  expect(report).not.toContain("Not drawn")
})

test("draws fifty organisations and lists the rest", () => {
  const many = { ...FACTS, daily_loads: Array.from({ length: 120 }, (_, n) => load(BigInt(n + 1), 1000 - n)) }
  const html = runReport(many)
  expect(html.match(/<svg /g)?.length).toBe(50)
  expect(words(html)).toContain("The other 70 organisations")
  expect(words(html)).toContain("120 881 70 84 159 95 1")
  expect(unbalanced(html)).toBeUndefined()
})

test("an unbalanced run has one panel and no before", () => {
  const { loads_before: _, loads_history: __, overloads: ___, ...org } = load(1n, 990)
  const html = runReport({ ...FACTS, daily_loads: [org] })
  expect(html).not.toContain("Before balancing")
  expect(words(html)).toContain("worst day 95 · 1 day above the threshold")
})

test("a run of one organisation without any email can be reported", () => {
  const html = runReport({
    ...FACTS,
    daily_loads: [load(1n, 1, { loads: {}, loads_before: {}, loads_history: {}, overloads: [] })],
  })
  expect(html).not.toContain("NaN")
  expect(words(html)).toContain("No day of any organisation ends above its threshold.")
})

test("every text of a chart lies within it, however large the numbers", () => {
  const most = { cap: 2_100_000, threshold: 2_520_000, loads: { "2027-09-16": 3_876_543 } }
  const html = runReport({ ...FACTS, daily_loads: [load(1n, 30_000_000, most)] })
  const [, width = ""] = /viewBox="0 0 (\d+)/.exec(html) ?? []
  const texts = [
    ...html.matchAll(/<text class="(\w+)" x="([\d.-]+)" y="[\d.-]+"(?: text-anchor="(\w+)")?>([^<]*)</g),
  ]
  expect(texts.map(([, , , , text]) => text)).toContain("threshold 2,520,000")
  for (const [, kind, x = "", anchor, text = ""] of texts) {
    const wide = text.length * (kind === "head" ? 7.2 : 6.2)
    const left = Number(x) - (anchor === "end" ? wide : anchor === "middle" ? wide / 2 : 0)
    expect([text, left >= 0, left + wide <= Number(width)]).toEqual([text, true, true])
  }
})
