/**
 * `almanac health`: shows whether the nightly job and the sender work as they should, and how to correct what
 * is wrong.
 */
import { refuse } from "@almanac/core/domain/refusal"
import { storeFigures } from "@almanac/store/health"
import { DEFAULT_LIMITS, problemsOf } from "@almanac/store/health-problems"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { jsonFlag, readAsOf } from "../flags.ts"
import { healthText } from "../print/health.ts"
import { dbFlag, openDb } from "../store-flags.ts"
import { centralToday } from "../today.ts"

const asOfFlag = Flag.String("as-of").pipe(
  Flag.withMetavar("YYYY-MM-DD"),
  Flag.withDescription("Day on which emails are due (default: today in Central time)"),
  Flag.optional,
)

export const healthCommand = Command.make(
  "health",
  {
    db: dbFlag,
    asOf: asOfFlag,
    maxRunAge: Flag.Finite("max-run-age").pipe(
      Flag.withMetavar("HOURS"),
      Flag.withDescription(
        `Hours since the last run that are no problem (default ${DEFAULT_LIMITS.maxRunAgeHours})`,
      ),
      Flag.withDefault(DEFAULT_LIMITS.maxRunAgeHours),
    ),
    maxErrorRate: Flag.Finite("max-error-rate").pipe(
      Flag.withMetavar("SHARE"),
      Flag.withDescription(
        `Share of the emails of the last seven days that may fail, from 0 to 1 (default ${DEFAULT_LIMITS.maxErrorRate})`,
      ),
      Flag.withDefault(DEFAULT_LIMITS.maxErrorRate),
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, asOf, maxRunAge, maxErrorRate, json }) {
    if (maxRunAge <= 0) {
      return yield* refuse(`--max-run-age ${maxRunAge} is too small`, "give a number of hours above 0")
    }
    if (maxErrorRate < 0 || maxErrorRate > 1) {
      return yield* refuse(`--max-error-rate ${maxErrorRate} is not a share`, "give a number from 0 to 1")
    }
    const figures = yield* readFigures(db, Option.getOrUndefined(asOf))
    const limits = { maxRunAgeHours: maxRunAge, maxErrorRate }
    const problems = problemsOf(db, figures, limits)
    const status = problems.length === 0 ? "healthy" : "unhealthy"
    yield* Console.log(
      json ? JSON.stringify({ status, problems, ...figures }) : healthText(db, figures, problems),
    )
    if (problems.length > 0) {
      const some = problems.length === 1 ? "1 problem" : `${problems.length} problems`
      return yield* new Failed({ message: `${db} has ${some}` })
    }
  }),
).pipe(
  Command.withExamples([
    { command: "almanac health --db almanac.db", description: "Check the store after the nightly job" },
    {
      command: "almanac health --db almanac.db --max-run-age 50 --json",
      description: "Check a store without runs at weekends, as JSON for a script",
    },
  ]),
)

/** @param asOf the default is today in Central time */
const readFigures = (db: string, asOf: string | undefined) =>
  Effect.scoped(
    Effect.gen(function* () {
      const today = asOf === undefined ? undefined : yield* readAsOf(asOf)
      const store = yield* openDb(db)
      return yield* storeFigures(store, today ?? centralToday())
    }),
  )
