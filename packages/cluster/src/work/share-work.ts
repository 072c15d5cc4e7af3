/** Refuses a work directory that is not the one of the other runners: results that they recorded would not be there. */
import { randomUUID } from "node:crypto"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { MARK } from "./store.ts"
import type { WorkDirectory } from "./work-directory.ts"

/** The runner that is first writes the mark a moment after PostgreSQL has it. */
const LOOKS = 4

/** @param name the work directory as it was given */
export const shareWork = Effect.fnUntraced(function* (name: string, work: WorkDirectory) {
  const sql = yield* SqlClient
  const own = randomUUID()
  for (let look = 1; ; look++) {
    const mark = yield* work.read(MARK)
    yield* sql`INSERT INTO almanac_work (id) VALUES (${mark ?? own}) ON CONFLICT DO NOTHING`
    const [first] = yield* sql<{ readonly id: string }>`SELECT id FROM almanac_work`
    if (first?.id === mark) return
    if (first?.id === own) return yield* work.write(MARK, own)
    if (mark !== undefined || look === LOOKS) break
    yield* Effect.sleep("500 millis")
  }
  return yield* refuse(
    `--work ${name} is not the work directory of the other runners (${MARK} is missing or differs)`,
    "give all runners one directory or bucket that every machine reaches; one that has moved keeps this file",
  )
})
