import { describe, expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, parseDay } from "../day/civil.ts"
import { OrganisationBook, type OrganisationRules } from "../rules/organisation-rules.ts"
import { capacityOf, capOn, capOriginOn, dayLimits, isOverloaded, thresholdOn } from "./capacity.ts"

const CONTACTS = 1000
const MONDAY = parseDay("2026-11-23") as Day

interface Settings {
  readonly load_balancing?: Partial<typeof DEFAULT_CONFIG.load_balancing>
  readonly sending_days?: Partial<typeof DEFAULT_CONFIG.sending_days>
}

function rules({ load_balancing, sending_days }: Settings): OrganisationRules {
  const config = {
    ...DEFAULT_CONFIG,
    load_balancing: { ...DEFAULT_CONFIG.load_balancing, ...load_balancing },
    sending_days: { ...DEFAULT_CONFIG.sending_days, ...sending_days },
  }
  return new OrganisationBook(config, []).shared
}

/** Cap and threshold of some days, from Monday 2026-11-23. Thursday 26 November is Thanksgiving. */
function days(settings: Settings, count: number, today = MONDAY): ReadonlyArray<readonly [number, number]> {
  const capacity = capacityOf(rules(settings), today, CONTACTS)
  return Array.from({ length: count }, (_, t) => [
    capOn(capacity, MONDAY + t),
    thresholdOn(capacity, MONDAY + t),
  ])
}

const WORKING_DAYS = { weekdays: ["mon", "tue", "wed", "thu", "fri"] } as const

describe("days that are all the same", () => {
  test.each([
    [{}, 70, 84],
    [{ daily_cap: 71 }, 70, 84],
    [{ daily_cap: 69 }, 69, 69],
    [{ daily_cap: 70 }, 70, 70],
    [{ daily_cap: 1 }, 1, 1],
    [{ daily_send_percentage_cap: 0.0001 }, 1, 1],
  ])("%o: cap %i, threshold %i", (load_balancing, cap, threshold) => {
    expect(capacityOf(rules({ load_balancing }), MONDAY, CONTACTS)).toEqual({ cap, threshold })
  })

  test("so they are once a warm-up is over", () => {
    const warm_up = { start: "2026-11-20", steps: [5, 10, 20] }
    expect(capacityOf(rules({ load_balancing: { warm_up } }), MONDAY, CONTACTS).byDay).toBeUndefined()
    expect(capacityOf(rules({ load_balancing: { warm_up } }), MONDAY - 1, CONTACTS).byDay).toBeDefined()
  })
})

describe("days that differ", () => {
  const week = [
    [70, 84],
    [70, 84],
    [70, 84],
    [70, 84],
    [70, 84],
    [0, 0],
    [0, 0],
    [70, 84],
  ]

  test("a day that is no sending day has no capacity", () => {
    expect(days({ sending_days: WORKING_DAYS }, 8)).toEqual(week)
    const holidays = { ...WORKING_DAYS, holidays: "us_federal" } as const
    expect(days({ sending_days: holidays }, 8)).toEqual(week.with(3, [0, 0]))
    expect(days({ sending_days: { blackout_dates: ["2026-11-24..2026-11-25"] } }, 4)).toEqual([
      [70, 84],
      [0, 0],
      [0, 0],
      [70, 84],
    ])
  })

  test("the n-th sending day from the start of a warm-up has the step floor(n / days_per_step)", () => {
    const warm_up = { start: "2026-11-24", steps: [10, 40, 60], days_per_step: 2 }
    const holidays = { ...WORKING_DAYS, holidays: "us_federal" } as const
    expect(days({ load_balancing: { warm_up }, sending_days: holidays }, 12)).toEqual([
      [70, 84],
      [10, 10],
      [10, 10],
      [0, 0],
      [40, 40],
      [0, 0],
      [0, 0],
      [40, 40],
      [60, 60],
      [60, 60],
      [70, 84],
      [70, 84],
    ])
  })

  test("a step above another limit does not limit; one that equals it decides", () => {
    const warm_up = { start: "2026-11-23", steps: [69, 70, 71] }
    expect(days({ load_balancing: { warm_up } }, 4)).toEqual([
      [69, 69],
      [70, 70],
      [70, 84],
      [70, 84],
    ])
    expect(days({ load_balancing: { warm_up, daily_cap: 70 } }, 3)).toEqual([
      [69, 69],
      [70, 70],
      [70, 70],
    ])
  })

  test("a warm-up counts the sending days since its start, also those before today", () => {
    const warm_up = { start: "2026-11-21", steps: [1, 2, 3, 4] }
    const given = { load_balancing: { warm_up }, sending_days: WORKING_DAYS }
    expect(days(given, 4)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
    expect(days(given, 4, MONDAY + 2).slice(2)).toEqual([
      [3, 3],
      [4, 4],
    ])
  })

  test("only a sending day can be overloaded", () => {
    const capacity = capacityOf(rules({ sending_days: WORKING_DAYS }), MONDAY, CONTACTS)
    const loads = [84, 85].map((load) => [0, 5].map((t) => isOverloaded(capacity, MONDAY + t, load)))
    expect(loads).toEqual([
      [false, false],
      [true, false],
    ])
  })

  test("limits of consecutive days say how far each threshold is from that of the organisation", () => {
    const warm_up = { start: "2026-11-27", steps: [20] }
    const capacity = capacityOf(
      rules({ load_balancing: { warm_up }, sending_days: WORKING_DAYS }),
      MONDAY,
      CONTACTS,
    )
    const { caps, thresholds, lift } = dayLimits(capacity, MONDAY + 3, 3)
    expect([[...caps], [...thresholds], [...lift]]).toEqual([
      [70, 20, 0],
      [84, 20, 0],
      [0, -64, Number.NEGATIVE_INFINITY],
    ])
  })
})

test.each([
  [{}, "percentage"],
  [{ daily_cap: 71 }, "percentage"],
  [{ daily_cap: 70 }, "daily_cap"],
  [{ daily_cap: 20, warm_up: { start: "2026-11-23", steps: [21] } }, "daily_cap"],
  [{ daily_cap: 20, warm_up: { start: "2026-11-23", steps: [20] } }, "warm_up"],
  [{ warm_up: { start: "2026-11-22", steps: [20] } }, "percentage"],
])("with %o, %s decides the cap of a day", (load_balancing, origin) => {
  expect(capOriginOn(rules({ load_balancing }), CONTACTS, MONDAY)).toBe(origin)
})

test("a warm-up is over after the last sending day that it limits", () => {
  const isOver = (steps: ReadonlyArray<number>, date: string) => {
    const warm_up = { start: "2026-11-21", steps, days_per_step: 5 }
    const { warmUp } = rules({ load_balancing: { warm_up }, sending_days: WORKING_DAYS })
    return warmUp?.isOver(parseDay(date) as Day)
  }
  expect([isOver([10], "2026-11-27"), isOver([10], "2026-11-28")]).toEqual([false, true])
  expect([isOver([10, 20], "2026-12-04"), isOver([10, 20], "2026-12-05")]).toEqual([false, true])
  expect(isOver([10], "2026-11-01")).toBe(false)
})

test("a warm-up may be as long as it likes, also if no day allows its last step", () => {
  const warm_up = { start: "2026-11-24", steps: new Array<number>(100_000).fill(7), days_per_step: 366 }
  const sending_days = { blackout_dates: ["2026-11-26..9999-12-31"] }
  expect(days({ load_balancing: { warm_up }, sending_days }, 4)).toEqual([
    [70, 84],
    [7, 7],
    [7, 7],
    [0, 0],
  ])
})
