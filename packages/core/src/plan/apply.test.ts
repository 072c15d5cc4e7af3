import { foreseenFollowUps } from "@almanac/testkit/oracle/foreseen"
import type { World } from "@almanac/testkit/world"
import { Random } from "@almanac/testkit/worlds/random"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { WEEKDAYS } from "../config/sending-days-schema.ts"
import { type Day, formatDay, NO_DAY } from "../day/civil.ts"
import { NOT_SKIPPED } from "../domain/decision.ts"
import { isFollowup } from "../domain/email-type.ts"
import type { ContactRecord } from "../record/records.ts"
import { stateExclusion } from "../rules/exclusion.ts"
import { followupDayAfter } from "../rules/followup-day.ts"
import { causesFollowup, foreseenFollowup } from "../rules/foreseen.ts"
import { type Rulebook, rulebook } from "../rules/rulebook.ts"
import { insideWindow } from "../rules/windows.ts"
import { rowTexts } from "../testing/decide-world.ts"
import { fromWorld } from "../testing/from-world.ts"
import { campaignsOn, day } from "../testing/people.ts"
import { moveRecords, type Planned, placeRecords, planRecords } from "../testing/plan-records.ts"
import { type OrgShape, syntheticOrg } from "../testing/synthetic-org.ts"
import { windowsOf } from "../testing/windows-of.ts"
import { isOverloaded } from "./capacity.ts"
import { type CellKey, compareCells, foresightOf } from "./cell.ts"
import { addTo } from "./org-plan.ts"
import type { OrgDraft } from "./plan.ts"

interface Case {
  /** The world from which the case is made; undefined for synthetic organisations. */
  readonly world?: World
  readonly book: Rulebook
  readonly records: ReadonlyArray<ContactRecord>
}

function withCap(config: Config, cap: number): Config {
  return { ...config, load_balancing: { ...config.load_balancing, daily_send_percentage_cap: cap } }
}

/** A world of small organisations with boundary cases. In half of the worlds, days differ. */
function worldCase(seed: number): Case {
  const random = new Random(seed)
  const differ = random.chance(0.5)
  const world = randomWorld(seed, { contacts: random.pick([1, 5, 14, 40]), sendingDays: differ })
  const { campaigns, records, today } = fromWorld(world)
  const balanced: Config = {
    ...world.config,
    load_balancing: {
      ...world.config.load_balancing,
      enabled: true,
      foresee_followups: random.chance(0.8),
      daily_send_percentage_cap: random.pick([0.000001, 0.07, 0.2]),
      ...(differ && randomLimits(random, today)),
    },
  }
  return { world, book: rulebook(balanced, campaigns, today), records }
}

function randomLimits(random: Random, today: Day): Partial<Config["load_balancing"]> {
  const start = formatDay(today + random.int(-5, 20))
  const steps = Array.from({ length: random.int(1, 4) }, (_, n) => 1 + n * random.int(0, 2))
  return {
    daily_cap: random.pick([null, 1, 3]),
    warm_up: random.pick([
      null,
      { start, steps: steps.sort((a, b) => a - b), days_per_step: random.int(1, 4) },
    ]),
  }
}

/** An organisation with weekends off, holidays and a warm-up that begins today. */
function working(
  shape: Omit<OrgShape, "today">,
  asOf: string,
  blackout_dates: ReadonlyArray<string> = [],
): Case {
  const today = day(asOf)
  const config: Config = {
    ...DEFAULT_CONFIG,
    sending_days: { weekdays: WEEKDAYS.slice(0, 5), holidays: "us_federal", blackout_dates },
    load_balancing: {
      ...DEFAULT_CONFIG.load_balancing,
      warm_up: { start: asOf, steps: [2, 4, 8, 16], days_per_step: 2 },
    },
  }
  return { book: rulebook(config, campaignsOn(asOf), today), records: syntheticOrg({ ...shape, today }) }
}

function synthetic(shape: Omit<OrgShape, "today">, asOf: string, cap = 0.07): Case {
  const today = day(asOf)
  return {
    book: rulebook(withCap(DEFAULT_CONFIG, cap), campaignsOn(asOf), today),
    records: syntheticOrg({ ...shape, today }),
  }
}

const ORGS: ReadonlyArray<readonly [name: string, one: Case]> = [
  ["one contact", synthetic({ seed: 1, contacts: 1 }, "2026-03-10")],
  ["5 contacts", synthetic({ seed: 2, contacts: 5 }, "2026-03-10")],
  ["14 contacts", synthetic({ seed: 3, contacts: 14 }, "2026-03-10")],
  ["300 contacts", synthetic({ seed: 4, contacts: 300 }, "2026-03-10")],
  ["300 contacts and a cap of 1", synthetic({ seed: 4, contacts: 300 }, "2026-03-10", 0.000001)],
  ["history that fills today", synthetic({ seed: 5, contacts: 300, queuedToday: 40 }, "2026-03-10")],
  ["the last day for AEP", synthetic({ seed: 6, contacts: 300 }, "2026-10-15")],
  ["the middle of the time for AEP", synthetic({ seed: 6, contacts: 300 }, "2026-09-30")],
  ["working days and a warm-up", working({ seed: 8, contacts: 300 }, "2026-09-01")],
  [
    "a blackout in the time for AEP",
    working({ seed: 9, contacts: 300 }, "2026-09-11", ["2026-09-15..2026-10-02"]),
  ],
  ["10,000 contacts", synthetic({ seed: 7, contacts: 10_000 }, "2026-09-01")],
]

const worlds = new Map<number, Case>()

/** All tests check the same worlds, which are made once. A failure prints the world's seed as the counterexample. */
function everyWorld(check: (one: Case) => void): void {
  const seeds = fc.noShrink(fc.integer({ min: 1, max: 2 ** 31 - 1 }))
  fc.assert(
    fc.property(seeds, (seed) => {
      const one = worlds.get(seed) ?? worldCase(seed)
      worlds.set(seed, one)
      check(one)
    }),
    { numRuns: 50 },
  )
}

const plans = new WeakMap<Case, Planned>()

/** The plan of a case, which is made once. */
function planOf(one: Case): Planned {
  const planned = plans.get(one) ?? planRecords(one.book, [one.records])
  plans.set(one, planned)
  return planned
}

/** Planned loads by day, without history. */
function plannedLoads({ drafts }: Planned, org: number): Map<Day, number> {
  const { splits, histogram } = drafts[org]
  const loads = new Map<Day, number>()
  const add = (on: Day, count: number): void => void loads.set(on, (loads.get(on) ?? 0) + count)
  const split = new Map(splits.map((cell) => [keyOf(cell), cell.placements]))
  for (const cell of histogram.cells) {
    for (const { day, count } of split.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }])
      add(day, count)
  }
  return loads
}

const keyOf = (cell: CellKey): string =>
  [cell.release, cell.deadline, cell.priority, foresightOf(cell)].join(" ")

/**
 * The follow-ups that moved and queued emails of an organisation will cause, by day, from the windows of each
 * contact.
 */
function causedFollowups(one: Case, planned: Planned, org: number): Map<Day, number> {
  const caused = plannedFollowups(one, planned, org, () => true)
  for (const [on, emails] of queuedFollowups(one, planned, org)) addTo(caused, on, emails)
  return caused
}

/** The follow-ups of the planned emails with certain release days. */
function plannedFollowups(
  { book, records }: Case,
  planned: Planned,
  org: number,
  counts: (release: Day) => boolean,
): Map<Day, number> {
  const caused = new Map<Day, number>()
  if (!book.foresees) return caused
  const { cursor, moved } = moveRecords(planned, records)
  const { rows } = cursor
  for (const { row, release, day: send, org: itsOrg } of moved) {
    const type = rows.type[row]
    if (!counts(release)) continue
    cursor.moveToContactOf(row)
    if (itsOrg !== org || isFollowup(type) || !causesFollowup(cursor, type, rows.instance[row])) continue
    const due = send + book.config.timing.followup_days_after
    const on = followupDayAfter(book.organisations.shared, send)
    if (on === NO_DAY || stateExclusion(cursor, due) !== NOT_SKIPPED) continue
    const passed = Array.from({ length: on - due + 1 }, (_, n) => due + n)
    if (passed.every((day) => !insideWindow(cursor.windows, day))) addTo(caused, on, 1)
  }
  return caused
}

function queuedFollowups({ book, records }: Case, planned: Planned, org: number): Map<Day, number> {
  const queued = new Map<Day, number>()
  if (!book.foresees) return queued
  const { cursor } = moveRecords(planned, records)
  const { start } = cursor.contacts.history
  for (let i = 0; i < cursor.contacts.count; i++) {
    cursor.moveTo(i)
    if (planned.orgs.get(records[i]?.orgId) !== org) continue
    for (let h = start[i]; h < start[i + 1]; h++) {
      const on = foreseenFollowup(cursor, h)
      if (on !== NO_DAY) addTo(queued, on, 1)
    }
  }
  return queued
}

function checkLoads(one: Case): void {
  const planned = planOf(one)
  const { cursor, moved } = moveRecords(planned, one.records)
  const { rows } = cursor
  planned.drafts.forEach((draft, org) => {
    expect(sorted(causedFollowups(one, planned, org))).toEqual(sorted(draft.foreseen))
    const { sendingDays } = one.book.organisations.shared
    const movable = moved.filter(
      ({ org: itsOrg, row, release }) =>
        itsOrg === org && !isFollowup(rows.type[row]) && sendingDays.isSendingDay(release),
    )
    const byDay = Map.groupBy(movable, (row) => row.day)
    const loads = new Map([...byDay].map(([on, emails]) => [on, emails.length]))
    expect(sorted(loads)).toEqual(sorted(plannedLoads(planned, org)))
    const { fixed } = draft.histogram
    const overloads = new Map(draft.overloads.map((overload) => [overload.day, overload.load]))
    const queued = queuedFollowups(one, planned, org)
    const isUnmoved = (release: Day): boolean => !sendingDays.isSendingDay(release)
    const unmoved = plannedFollowups(one, planned, org, isUnmoved)
    for (const on of new Set([...loads.keys(), ...fixed.keys(), ...draft.foreseen.keys()])) {
      // Follow-ups of queued emails and of emails that are not moved are in both `fixed` and `foreseen`, so
      // they are subtracted once.
      const caused = (draft.foreseen.get(on) ?? 0) - (queued.get(on) ?? 0) - (unmoved.get(on) ?? 0)
      const load = (loads.get(on) ?? 0) + (fixed.get(on) ?? 0) + caused
      expect(isOverloaded(draft.histogram, on, load) ? load : undefined).toBe(overloads.get(on))
    }
  })
}

const sorted = (loads: ReadonlyMap<Day, number>) => [...loads].sort(([a], [b]) => a - b)

test.each(ORGS)("days have the planned loads, and only the reported days are overloaded: %s", (_, one) => {
  checkLoads(one)
})

test("days of random worlds have the planned loads", () => everyWorld(checkLoads))

test("the second implementation foresees the same follow-ups as the plan", () => {
  let foreseen = 0
  everyWorld((one) => {
    const { book, records, world } = one
    if (world === undefined || !book.foresees) return
    const planned = planOf(one)
    const { cursor, moved } = moveRecords(planned, records)
    const { rows, contacts } = cursor
    const emails = moved.map(({ row, day: on }) => ({
      contactId: contacts.id[rows.contact[row]],
      emailType: book.campaigns.typeNames[rows.type[row]],
      instanceId: book.campaigns.instances[rows.instance[row]]?.id ?? null,
      day: on,
    }))
    const second = foreseenFollowUps(world, emails)
    for (const [org, n] of planned.orgs) {
      const ours = planned.drafts[n]?.foreseen ?? new Map<Day, number>()
      expect(sorted(ours)).toEqual(sorted(second.get(org) ?? new Map<Day, number>()))
      foreseen += ours.size
    }
  })
  expect(foreseen).toBeGreaterThan(100)
})

function checkAlone(one: Case): void {
  const planned = planOf(one)
  const together = Map.groupBy(placeRecords(planned, one.records), (row) => row.contact_id)
  for (const record of one.records) {
    const alone = rowTexts(placeRecords(planned, [record]))
    expect(alone).toEqual(rowTexts(together.get(record.id) ?? []))
  }
}

test.each(ORGS)("every contact placed alone gets the same rows as in the batch: %s", (_, one) =>
  checkAlone(one),
)

test("every contact of random worlds placed alone gets the same rows as in the batch", () =>
  everyWorld(checkAlone))

/** The draft with its cells in one order, and without functions. */
function comparable({ histogram, ...draft }: OrgDraft): OrgDraft {
  const { byDay: _, followupOn: __, ...counted } = histogram
  return { ...draft, histogram: { ...counted, cells: [...counted.cells].sort(compareCells) } }
}

test("neither the order of contacts nor their division into parts changes the plan", () => {
  everyWorld((one) => {
    const whole = planOf(one)
    const reversed = one.records.toReversed()
    const parts = Array.from({ length: 4 }, (_, part) => reversed.filter((_, n) => n % 4 === part))
    const merged = planRecords(one.book, parts)
    expect(merged.drafts.map(comparable)).toEqual(whole.drafts.map(comparable))
    expect(rowTexts(parts.flatMap((part) => placeRecords(merged, part)))).toEqual(
      rowTexts(placeRecords(whole, one.records)),
    )
  })
})

test("the plan moves rows only to later days, not after the latest day, and not into or across a window", () => {
  everyWorld((one) => {
    const { cursor, moved } = moveRecords(planOf(one), one.records)
    const { rows, contacts } = cursor
    for (const { row, release, day: planned } of moved) {
      const record = one.records[rows.contact[row]]
      const ideal = rows.ideal[row]
      if (planned === release) continue
      const width = one.book.config.load_balancing.ed_smoothing_window_days
      const smoothing = rows.type[row] === 1 ? (width - 1) / 2 : 0
      expect(planned).toBeGreaterThanOrEqual(Math.max(one.book.today, release - smoothing))
      expect(planned).toBeLessThanOrEqual(rows.latest[row])
      const { sendingDays } = one.book.organisations.shared
      // An email that found no later sending day was released on an earlier one.
      if (sendingDays.isEveryDay) expect(ideal).toBeLessThanOrEqual(release)
      expect(sendingDays.isSendingDay(planned)).toBe(true)
      expect(contacts.id[rows.contact[row]]).toBe(record.id)
      if (rows.respectsWindows[row] === 0) continue
      const windows = windowsOf(one.book.config, record)
      expect(windows.inside(planned)).toBe(false)
      for (let on = release + smoothing; on < planned; on++) expect(windows.inside(on)).toBe(false)
    }
  })
})

test.each(ORGS.slice(1))("the plan moves emails: %s", (_, one) => {
  const { moved } = moveRecords(planOf(one), one.records)
  expect(moved.some(({ day, release }) => day > release)).toBe(true)
})
