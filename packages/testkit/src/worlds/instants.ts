import { isoDate } from "../oracle/dates.ts"
import type { Random } from "./random.ts"

/** The form in which a world writes instants. */
export type InstantStyle = "local" | "utc" | "mixed"

/** An instant whose date in Chicago is `day`, often near midnight. */
export function instantOn(random: Random, day: number, style: InstantStyle): string {
  const date = isoDate(day)
  const utc = [`${date}T06:00:00Z`, `${date}T18:45:10Z`, `${isoDate(day + 1)}T04:59:59Z`]
  const local = [`${date} 00:00:00`, `${date} 08:30:00`, `${date} 23:59:59`]
  if (style !== "mixed") return random.pick(style === "utc" ? utc : local)
  const other = [date, `${date}T00:00:00`, `${date}T22:30:00-06:00`, `${date}T09:00:00.123+00:00`]
  return random.pick([...utc, ...local, ...other])
}
