import { openStore } from "@almanac/store/store"
import * as Effect from "effect/Effect"

/** Removes the contacts after one, with their emails and enrolments, so that commands that plan the store take little time. */
export const keepContacts = (path: string, last: number): Promise<void> =>
  Effect.runPromise(
    openStore({ path, threads: 1, memoryLimitMb: 300, create: false, now: new Date(), waitMs: 0 }).pipe(
      Effect.flatMap(({ sql }) =>
        Effect.gen(function* () {
          yield* sql`DELETE FROM contacts WHERE id > ${last}`
          yield* sql`DELETE FROM emails WHERE contact_id > ${last}`
          yield* sql`DELETE FROM contact_campaigns WHERE contact_id > ${last}`
        }),
      ),
      Effect.scoped,
    ),
  )
