/**
 * Publishing with approval. Approving does not publish: it allows to publish exactly that run to that place, once. So the
 * person who approves needs neither the run's directory nor the keys of a bucket.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { change, changeWithApproval } from "../change.ts"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { kind } from "./kind.ts"
import { requirements } from "./required.ts"

const Publication = Schema.Struct({
  run_id: Schema.String,
  schedules_checksum: Schema.String,
  /** ISO date. */
  as_of: Schema.String,
  /** The absolute path of a directory, or the address of a bucket. */
  to: Schema.String,
})
export type Publication = typeof Publication.Type

export const publication = kind({
  input: Publication,
  title: ({ run_id, to }) => `publish run ${run_id} to ${to}`,
  place: ({ run_id }) => `run ${run_id}`,
  basis: () => Effect.succeed({}),
  perform: (store, input, actor) =>
    changeWithApproval(store, { actor, action: "publish.approve", subject: input.run_id }, () =>
      Effect.succeed({ result: input, details: { ...input } }),
    ),
  differences: (_, { run_id, as_of, schedules_checksum }) =>
    Effect.succeed(
      Object.entries({ run_id, as_of, schedules_checksum }).map(([field, to]) => ({ field, from: null, to })),
    ),
})

/** An approved proposal to publish that has not been used. */
const Permission = Schema.Struct({
  proposal: Schema.Number,
  proposed_by: Schema.String,
  approved_by: Schema.String,
})
export type Permission = typeof Permission.Type

/**
 * The permission to publish a run. It is undefined if the store does not require one. Refuses a run that has
 * not been approved for the place, or that was already published with its approval.
 */
export const permissionToPublish = Effect.fnUntraced(function* (
  store: Store,
  { run_id, schedules_checksum, to }: Publication,
): Effect.fn.Return<Permission | undefined, Refusal | SqlError> {
  if (!(yield* requirements(store)).publishing) return undefined
  const asked = { run_id, schedules_checksum, to }
  const [found] = yield* rowsOf(Permission, store.sql`${statement("proposals/permission", asked)}`)
  if (found !== undefined) return found
  return yield* refuse(
    `${store.path} requires the approval of a second person to publish run ${run_id} to ${to}`,
    "propose it with almanac propose publish, with the same flags and --comment",
  )
})

/** Uses up a permission after the run was published. @param release the id of the release */
export const recordPublished = (
  store: Store,
  permission: Permission,
  { run_id, to }: Publication,
  release: string,
  actor: string,
): Effect.Effect<void, SqlError> =>
  change(store, { actor, action: "publish", subject: run_id }, () =>
    Effect.as(
      store.sql`UPDATE proposals SET published_at = ${utcText(store.now)}::TIMESTAMP
        WHERE id = ${permission.proposal}`,
      { result: undefined, details: { release, to, ...permission } },
    ),
  )
