/** Works out the year of the latest run as soon as there is one, so that nobody who opens the calendar has to wait for it. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { seenRun } from "./run-reading.ts"
import { yearOf } from "./year.ts"

/** How often it is looked whether there is a new run. */
const LOOK_EVERY = "30 seconds"

/** The year as people see it who see all organisations. For others, the counts are ready. */
export const prepareLatest = seenRun({}, { organisations: "all" }).pipe(
  Effect.flatMap((run) => yearOf(run, undefined)),
  // If the run cannot be read, the calendar tells it to whoever looks.
  Effect.ignore,
  Effect.repeat(Schedule.spaced(LOOK_EVERY)),
)
