/** Two people may edit one campaign at once. The second one is told what the first one has changed. */
import type { LoggedChange } from "@almanac/store/campaigns/change-log"
import * as Effect from "effect/Effect"
import { Stale } from "../../problems.ts"

/** Enrolments are no fields of the instance. */
const ofFields = (changes: ReadonlyArray<LoggedChange>) =>
  changes.filter(({ field }) => field !== "enrolments")

/** The revision of an instance: its last change. */
export const revisionIn = (changes: ReadonlyArray<LoggedChange>): string =>
  String(ofFields(changes).at(-1)?.id ?? 0)

/** Refuses an edit that is based on an earlier revision. */
export const staleSince = (
  revision: string,
  changes: ReadonlyArray<LoggedChange>,
): Effect.Effect<void, Stale> => {
  if (revision === revisionIn(changes)) return Effect.void
  const since = ofFields(changes).filter(({ id }) => !/^\d+$/.test(revision) || id > BigInt(revision))
  const people = [...new Set(since.map(({ author }) => author))].join(" and ")
  const fields = [...new Set(since.map(({ field }) => field))].join(", ")
  return new Stale({
    message: `${people} changed ${fields} after you opened this: compare, and save again`,
  })
}
