import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Session } from "../../../contract/session.ts"
import { NotFound } from "../../problems.ts"
import { Jobs } from "../../services/jobs.ts"

/** What a job of a kind has found. Ids are texts. */
export const foundBy = Effect.fnUntraced(function* <A>(
  kind: string,
  id: string,
  session: Session,
  schema: Schema.Codec<A, unknown>,
) {
  const jobs = yield* Jobs
  const { job, result } = yield* jobs.get(id, session)
  if (job.kind !== kind) return yield* new NotFound({ message: "this job has found something else" })
  if (result === null) return yield* refuse("this job has no result", "start it again")
  return yield* Effect.orDie(Schema.decodeUnknownEffect(schema)(withTextIds(result)))
})

/** Commands write ids as numbers if they are small enough. */
const withTextIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withTextIds)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === "number" && (name === "id" || name.endsWith("_id"))
        ? String(field)
        : withTextIds(field),
    ]),
  )
}
