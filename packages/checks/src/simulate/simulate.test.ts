/**
 * Judges every row of a simulation's sent log with the second implementation, without the SQL of the checks.
 */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { formatDay } from "@almanac/core/day/civil"
import { inScratch, query } from "@almanac/pipeline/run/fixture"
import { readCampaigns } from "@almanac/testkit/oracle/campaigns"
import { isoDay } from "@almanac/testkit/oracle/dates"
import { isHistory, readEarlierRows } from "@almanac/testkit/oracle/history"
import { type Contact, intake } from "@almanac/testkit/oracle/intake"
import { rulesOfState } from "@almanac/testkit/oracle/state-rules"
import { isInside, windowAround } from "@almanac/testkit/oracle/windows"
import type { World } from "@almanac/testkit/world"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import {
  contactRow,
  earlierRow,
  enrolmentRow,
  instanceRow,
  smallWorld,
  ZIPS,
} from "@almanac/testkit/worlds/small-world"
import { expect, test } from "vitest"
import { QUIET, scenario, simulated } from "./fixture.ts"

const balanced = (config: Config): Config => ({
  ...config,
  load_balancing: { ...config.load_balancing, enabled: true },
})

const SEED = 11
/** Until the first days of January. The AEP season is walked in season.test.ts. */
const SEASON_DAYS = 20

/** A world with boundary cases of all states, around the turn of a year. */
function season(): World {
  const world = randomWorld(SEED, { contacts: 300, orgs: 3, as_of: "2026-12-20" })
  return { ...world, config: balanced(world.config) }
}

interface SentRow {
  readonly contact_id: bigint
  readonly org_id: bigint
  readonly email_type: string
  readonly campaign_instance_id: bigint | null
  readonly event_date: string | null
  readonly parent_schedule_id: bigint | null
  readonly sent_date: string
}

const rowsOf = async (files: string): Promise<ReadonlyArray<SentRow>> =>
  (await query(`FROM '${files}'`)) as unknown as ReadonlyArray<SentRow>

const isFollowup = (type: string): boolean => type.startsWith("followup_")
const occurrence = (row: SentRow): string =>
  [
    row.contact_id,
    isFollowup(row.email_type) ? "followup" : row.email_type,
    row.campaign_instance_id,
    row.event_date,
    row.parent_schedule_id,
  ].join(" ")

/** Describes everything that is wrong with a sent log. */
function faults(world: World, sent: ReadonlyArray<SentRow>): ReadonlyArray<string> {
  const campaigns = readCampaigns(world, intake(world).contacts)
  const pre = world.config.timing.pre_window_exclusion_days
  const found: Array<string> = []
  const seen = new Set<string>()
  const contactOn = contactsByDay(world)
  for (const row of sent) {
    const contact = contactOn(row.sent_date, row.contact_id)
    const rules = rulesOfState(world.config, contact.state)
    const instance = campaigns.instances.get(row.campaign_instance_id ?? -1n)
    const respects =
      !row.email_type.startsWith("campaign_") || instance?.behaviour?.respect_exclusion_windows !== false
    if (respects && isInside(rules, contact, isoDay(row.sent_date), pre)) {
      found.push(`inside a window on ${row.sent_date}: ${occurrence(row)}`)
    }
    if (row.email_type === "post_window") {
      const end = windowAround(rules, contact, isoDay(row.event_date as string) - 1, pre)?.end
      if (end !== isoDay(row.event_date as string) - 1) found.push(`after no window: ${occurrence(row)}`)
    }
    if (seen.has(occurrence(row))) found.push(`twice: ${occurrence(row)}`)
    seen.add(occurrence(row))
  }
  return [...found, ...tooMany(world, sent, campaigns)]
}

/** A birth date after today is unknown until that day. */
function contactsByDay(world: World) {
  const days = new Map<string, ReadonlyMap<bigint, Contact>>()
  return (day: string, id: bigint): Contact => {
    const known =
      days.get(day) ??
      new Map(intake({ ...world, as_of: day }).contacts.map((contact) => [contact.id, contact]))
    days.set(day, known)
    return known.get(id) as Contact
  }
}

function tooMany(
  world: World,
  sent: ReadonlyArray<SentRow>,
  campaigns: ReturnType<typeof readCampaigns>,
): ReadonlyArray<string> {
  const { frequency } = world.config
  if (!frequency.enabled) return []
  const days = new Map<bigint, Array<number>>()
  const add = (contact: bigint, type: string, day: number): void => {
    if (!isFollowup(type)) days.set(contact, [...(days.get(contact) ?? []), day])
  }
  for (const row of sent) add(row.contact_id, row.email_type, isoDay(row.sent_date))
  for (const row of readEarlierRows(world, campaigns)) {
    if (row.contactId === null || row.sendDate === null || !isHistory(row)) continue
    if (days.has(row.contactId)) add(row.contactId, row.emailType, row.sendDate)
  }
  const limited = sent.filter(({ email_type }) => !isFollowup(email_type))
  const simulatedDays = new Set(limited.map((row) => `${row.contact_id} ${isoDay(row.sent_date)}`))
  return [...days].flatMap(([contact, all]) =>
    all
      .filter((day) => {
        const period = all.filter((other) => other >= day && other < day + frequency.period_days)
        return (
          period.length > frequency.max_emails_per_period &&
          period.some((other) => simulatedDays.has(`${contact} ${other}`))
        )
      })
      .map((day) => `more than ${frequency.max_emails_per_period} to ${contact} from ${formatDay(day)} on`),
  )
}

test(`a season of boundary cases, seed ${SEED}`, async () => {
  const world = season()
  await inScratch(async (directory) => {
    const report = await simulated(directory, world, {
      days: SEASON_DAYS,
      seed: SEED,
      behaviour: { arrivals: 0.1, clicks: 0.3, answers: 0.2, opt_outs: 0.02 },
    })
    expect(report.result.checks.filter(({ violations }) => violations > 0)).toEqual([])
    const sent = await rowsOf(join(directory, "out/sent/*.parquet"))
    expect(sent).toHaveLength(report.result.sent)
    expect(sent.length).toBeGreaterThan(300)
    expect(faults(world, sent)).toEqual([])

    const skipped = await rowsOf(join(directory, "out/skipped/*.parquet"))
    expect(skipped).toHaveLength(report.result.skipped)
    const sentOnes = new Set(sent.map(occurrence))
    expect(skipped.filter((row) => sentOnes.has(occurrence(row)))).toEqual([])

    const { result } = report
    expect(result.days).toHaveLength(SEASON_DAYS)
    expect(result.days.reduce((sum, day) => sum + day.sent, 0)).toBe(result.sent)
    expect(result.contacts.last_day).toBe(intake(world).contacts.length)
    expect(result.contacts.first_day).toBeLessThan(result.contacts.last_day)
    const types = Object.keys(result.sent_by_type).join(" ")
    for (const type of ["birthday", "effective_date", "post_window", "campaign_", "followup_"]) {
      expect(types).toContain(type)
    }
    expect(await readdir(directory)).toEqual(["in", "out"])
    expect((await readdir(join(directory, "out"))).sort()).toEqual(["sent", "simulation.json", "skipped"])
    const written = JSON.parse(await readFile(join(directory, "out/simulation.json"), "utf8"))
    expect(written.result.sent).toBe(result.sent)
  })
})

const smallSeason = (contacts = 60): World => {
  const world = randomWorld(5, { contacts, as_of: "2026-03-05" })
  return { ...world, config: balanced(world.config) }
}

const logOf = (world: World, options: Parameters<typeof simulated>[2]) =>
  inScratch(async (directory) => {
    const { result } = await simulated(directory, world, options)
    const columns = "sent_date, contact_id, email_type, event_date, campaign_instance_id, scheduler_run_id"
    const log = await query(`SELECT ${columns} FROM '${directory}/out/sent/*.parquet' ORDER BY ALL`)
    return { result, log }
  })

test("the same seed gives the same log, another seed another", async () => {
  const world = smallSeason()
  const behaviour = { arrivals: 0.3, clicks: 0.3, answers: 0.3, opt_outs: 0.1 }
  const [first, again, other] = [
    await logOf(world, { days: 4, behaviour, seed: 7 }),
    await logOf(world, { days: 4, behaviour, seed: 7, threads: 2 }),
    await logOf(world, { days: 4, behaviour, seed: 8 }),
  ]
  expect(again.log).toEqual(first.log)
  expect(again.result).toEqual(first.result)
  expect(other.log).not.toEqual(first.log)
})

test("everybody is there from the start and nobody clicks if arrivals and reactions are off", async () => {
  const world = { ...smallSeason(), tracking_clicks: [], contact_events: [] }
  const { result } = await logOf(world, { days: 4, behaviour: QUIET })
  const { contacts, sent_by_type } = result
  expect(contacts.first_day).toBe(contacts.last_day)
  expect(result.days.map((day) => day.contacts)).toEqual(Array(4).fill(contacts.first_day))
  expect(Object.keys(sent_by_type).filter((type) => isFollowup(type) && type !== "followup_1_cold")).toEqual(
    [],
  )
})

test("emails that the input has queued are sent on their day and followed up", async () => {
  const world = smallWorld({
    as_of: "2026-03-01",
    email_schedules: [
      earlierRow({
        id: 40n,
        scheduled_send_date: "2026-03-03",
        status: "scheduled",
        event_date: "2026-03-17",
      }),
    ],
  })
  const { log, result } = await logOf(world, { days: 6, behaviour: QUIET })
  expect(log).toMatchObject([{ sent_date: "2026-03-05", email_type: "followup_1_cold" }])
  expect(result.org_loads[0]?.days.map(({ date, load }) => [date, load])).toEqual([
    ["2026-03-03", 1],
    ["2026-03-05", 1],
  ])
})

test("a post-window email goes with the only campaign it stood for, and is named as dropped", async () => {
  const world = smallWorld({
    as_of: "2026-02-03",
    // The window lasts until 4 March.
    contacts: [contactRow({ zip_code: ZIPS.KY, birth_date: "1960-01-03" })],
    email_schedules: [earlierRow({ scheduled_send_date: "2025-10-01", event_date: "2026-01-03" })],
    campaign_instances: [instanceRow({ campaign_type: "policy_update", active_end_date: "2026-02-06" })],
    contact_campaigns: [enrolmentRow({ trigger_date: "2026-02-12" })],
  })
  const { result } = await logOf(world, { days: 5, behaviour: QUIET })
  expect(result.sent).toBe(0)
  expect(result.skipped_by_reason).toEqual({ exclusion_window: 1 })
  expect(result.dropped_by_cause).toEqual({ campaign_ended: 1 })
  expect(result.checks.filter(({ violations }) => violations > 0)).toEqual([])
})

test("a compared configuration is simulated too, and the difference named", async () => {
  const world = smallSeason()
  const { email_types } = world.config
  const without = {
    ...world.config,
    email_types: { ...email_types, effective_date: { ...email_types.effective_date, enabled: false } },
  }
  await inScratch(async (directory) => {
    const { result, compared, difference } = await simulated(directory, world, {
      days: 6,
      behaviour: QUIET,
      compared: scenario(without),
    })
    const before = result.sent_by_type.effective_date ?? 0
    expect(before).toBeGreaterThan(0)
    expect(compared?.sent_by_type.effective_date).toBeUndefined()
    expect(difference?.sent).toEqual({ from: result.sent, to: compared?.sent })
    expect(difference?.sent_by_type.effective_date).toEqual({ from: before, to: 0 })
    const change = difference?.occurrences.find(({ email_type }) => email_type === "effective_date")
    expect(change).toEqual({
      ...{ email_type: "effective_date", lost: before, beyond: 0, gained: 0, within: 0 },
      ...{ moved: 0, days_moved: 0 },
    })
    const log = await rowsOf(join(directory, "out/compared/sent/*.parquet"))
    expect(log).toHaveLength(compared?.sent as number)
  })
})

test("refuses to write beside other files, and numbers that mean nothing", async () => {
  const world = smallWorld({ as_of: "2026-03-01" })
  const refusal = (options: Parameters<typeof simulated>[2], into = "out") =>
    inScratch((directory) =>
      simulated(directory, world, { ...options, output: join(directory, into) }).then(
        () => "none",
        (error: Error) => error.message.replaceAll(directory, "DIR"),
      ),
    )
  expect(await refusal({ days: 1 }, "in")).toMatch(/^DIR\/in already holds contacts.parquet: name a new/)
  expect(await refusal({ days: 0 })).toMatch(
    /^0 days from 2026-03-01 cannot be simulated: give a whole number/,
  )
  expect(await refusal({ days: 1, behaviour: { ...QUIET, clicks: 2 } })).toMatch(/^the share of clicks is 2/)
  expect(await refusal({ days: 2, behaviour: { ...QUIET, arrivals: 1 } })).toMatch(/^there is no contact/)
})
