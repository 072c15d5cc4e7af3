import { isoDate, isoDay } from "../oracle/dates.ts"
import type { RawRow } from "../world.ts"
import { Random } from "./random.ts"

/**
 * Organisations with settings of their own, some without, and one that no contact has. The draws are separate from those of the
 * other tables, so that these are the same with and without settings.
 */
export function randomOrganisations(seed: number, orgs: number, asOf: string): ReadonlyArray<RawRow> {
  const random = new Random(seed ^ 0x6f7267)
  const today = isoDay(asOf)
  const near = () => isoDate(today + random.int(-5, 40))
  const rows = random.times(orgs + 1, (at): RawRow => {
    const maybe = <A>(value: A): A | null => random.either(0.5, value, null)
    const from = random.int(-5, 40)
    return {
      org_id: BigInt(at + 1),
      name: maybe(`Agency ${at + 1}, "north"`),
      time_zone: maybe(random.pick(["America/New_York", "America/Phoenix", "Pacific/Guam", "UTC"])),
      daily_send_percentage_cap: maybe(random.pick([0.01, 0.07, 0.333333, 1])),
      daily_cap: maybe(random.int(1, 40)),
      weekdays: maybe(random.pick(["mon,tue,wed,thu,fri", "sat", "tue, thu", "sun,mon,tue,wed,thu,fri,sat"])),
      holidays: maybe(random.pick(["none", "us_federal"])),
      blackout_dates: maybe(
        random.pick([
          near(),
          `${near()},${near()}`,
          `${isoDate(today + from)}..${isoDate(today + from + 9)}`,
        ]),
      ),
      warm_up: maybe(
        JSON.stringify({ start: near(), steps: [1, 5, 20], ...(random.chance(0.5) && { days_per_step: 2 }) }),
      ),
    }
  })
  return random.shuffled(rows)
}
