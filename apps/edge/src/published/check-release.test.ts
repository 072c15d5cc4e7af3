import { expect, test } from "vitest"
import { isCheckHour } from "./check-release.ts"

test("exactly one of the two hours at which cron fires is 07:30 Central, on every day of ten years", () => {
  const wrong: Array<string> = []
  for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2036, 0, 1); day += 86_400_000) {
    const [summer, winter] = [12.5, 13.5].map((hour) => isCheckHour(day + hour * 3_600_000))
    if (summer === winter) wrong.push(new Date(day).toISOString())
  }
  expect(wrong).toEqual([])
})
