/** Plans organisations again in a thread of its own. It answers the questions of replanning.ts, one at a time. */
import { tmpdir } from "node:os"
import { parentPort } from "node:worker_threads"
import { comparePlans, planAgain, type Replanned } from "@almanac/checks/what-if/replan"
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { Count } from "@almanac/core/plan/counts"
import type { OrgDraft } from "@almanac/core/plan/plan"
import { openClient } from "@almanac/duckdb/database"
import { readHistogram } from "@almanac/pipeline/plan/read-histogram"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

export interface Question {
  /** The directory of the run and its path. */
  readonly directory: string
  readonly path: string
  /** The time at which the counts of the run were written, in milliseconds. */
  readonly writtenMs: number
  readonly org: string
  readonly today: Day
  readonly contacts: number
  /** The settings of the run. */
  readonly inForce: Config
  /** The settings to try out. Without them, the plan in force is compared with itself. */
  readonly tried: Config | undefined
}

export type Answer =
  | { readonly replanned: Replanned }
  /** The directory of a run whose counts cannot be read. */
  | { readonly unreadable: string }
  | { readonly failed: string }

/** The counts of an organisation in a run, and the plan in force made from them. */
interface Ground {
  readonly counts: ReadonlyArray<Count>
  readonly before: OrgDraft
}

/** The most organisations that are kept. One of 500,000 contacts takes about ten megabytes. */
const MAX_KEPT = 4
const DATABASE_MB = 50

const port = parentPort
if (port === null) throw new Error("replanning-thread.ts is started by replanning.ts")

const kept = new Map<string, Ground>()

port.on("message", async (question: Question) => port.postMessage(await answerTo(question)))

const answerTo = (question: Question): Promise<Answer> =>
  Effect.runPromise(
    groundOf(question).pipe(
      Effect.map(({ counts, before }): Answer => {
        const { today, contacts, tried } = question
        const after = tried === undefined ? before : planAgain({ today, contacts, counts, config: tried })
        return { replanned: comparePlans(before, after) }
      }),
      Effect.catch(() => Effect.succeed<Answer>({ unreadable: question.directory })),
      Effect.catchCause((cause) => Effect.succeed<Answer>({ failed: Cause.pretty(cause) })),
    ),
  )

const groundOf = Effect.fnUntraced(function* (question: Question) {
  const { path, writtenMs, org, today, contacts, inForce } = question
  const key = `${path} ${writtenMs} ${org}`
  const known = kept.get(key)
  if (known !== undefined) {
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const counts = yield* Effect.scoped(
    Effect.flatMap(openClient({ threads: 1, memoryLimitMb: DATABASE_MB, tempDirectory: tmpdir() }), (sql) =>
      readHistogram(sql, path, BigInt(org)),
    ),
  )
  const ground = { counts, before: planAgain({ today, contacts, counts, config: inForce }) }
  kept.set(key, ground)
  const [oldest] = kept.keys()
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return ground
})
