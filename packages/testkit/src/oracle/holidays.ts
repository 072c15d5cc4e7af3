/** The federal holidays, by going through the days of a year: 5 U.S.C. 6103 and Executive Order 11582. */
import { civilDate, dayNumber } from "./dates.ts"

/** Days of the week as in `Date.getUTCDay`. */
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6]

export function weekday(day: number): number {
  return new Date(day * 86_400_000).getUTCDay()
}

/** The days of a month that have a weekday. */
function weekdaysOf(year: number, month: number, which: number): ReadonlyArray<number> {
  const first = dayNumber(year, month, 1)
  const days = Array.from({ length: 31 }, (_, n) => first + n)
  return days.filter((day) => civilDate(day).month === month && weekday(day) === which)
}

/** A fixed date, and the day on which it is observed if it falls on a weekend. */
function withObserved(day: number): ReadonlyArray<number> {
  if (weekday(day) === SATURDAY) return [day, day - 1]
  if (weekday(day) === SUNDAY) return [day, day + 1]
  return [day]
}

/** Holidays whose legal date lies in `year`, with their observed days. One of them may lie in the year before. */
function holidaysOf(year: number): ReadonlyArray<number> {
  const fixed = [[1, 1], ...(year >= 2021 ? [[6, 19]] : []), [7, 4], [11, 11], [12, 25]].flatMap(
    ([month, day]) => withObserved(dayNumber(year, month, day)),
  )
  const [, , kingDay] = weekdaysOf(year, 1, MONDAY)
  const [, , washingtonsBirthday] = weekdaysOf(year, 2, MONDAY)
  const memorialDay = weekdaysOf(year, 5, MONDAY).at(-1)!
  const [laborDay] = weekdaysOf(year, 9, MONDAY)
  const [, columbusDay] = weekdaysOf(year, 10, MONDAY)
  const [, , , thanksgiving] = weekdaysOf(year, 11, THURSDAY)
  return [...fixed, kingDay, washingtonsBirthday, memorialDay, laborDay, columbusDay, thanksgiving]
}

const remembered = new Map<number, ReadonlyArray<number>>()

/** Whether `day` is a federal holiday or the day on which one is observed. */
export function isFederalHoliday(day: number): boolean {
  const { year } = civilDate(day)
  return [year, year + 1].some((one) => {
    const holidays = remembered.get(one) ?? holidaysOf(one)
    remembered.set(one, holidays)
    return holidays.includes(day)
  })
}
