/** Reports progress in the format of the log. */
import type { RunProgress } from "@almanac/pipeline/run/options"
import * as Effect from "effect/Effect"
import { type LineStream, type ProgressPrinter, progressPrinter } from "../print/progress.ts"
import { CurrentLogFormat } from "./log-format.ts"

const LINE_EVERY_MS = 5_000

export interface Wanted {
  readonly json: boolean
  readonly quiet: boolean
}

/**
 * The progress of a run. If the log has JSON lines, `--json` does not turn progress off,
 * because it is about stdout.
 */
export const runProgress = ({ json, quiet }: Wanted): Effect.Effect<ProgressPrinter> =>
  Effect.gen(function* () {
    if ((yield* CurrentLogFormat) === "text") return progressPrinter(!quiet && !json)
    if (quiet) return progressPrinter(false)
    const context = yield* Effect.context<never>()
    const startedAt = performance.now()
    let runId: string | undefined
    let phase: RunProgress["phase"] | undefined
    let loggedAt = startedAt
    return {
      update(progress) {
        if (progress.phase === "reading") runId = progress.run_id
        const now = performance.now()
        if (progress.phase === phase && now - loggedAt < LINE_EVERY_MS) return
        phase = progress.phase
        loggedAt = now
        const seconds = Math.round(now - startedAt) / 1000
        const counted =
          "contacts" in progress ? { contacts: progress.contacts, of: progress.of, rows: progress.rows } : {}
        Effect.runSyncWith(context)(
          Effect.logInfo(phase).pipe(
            Effect.annotateLogs({
              run_id: runId,
              phase,
              ...counted,
              seconds,
              rss_bytes: process.memoryUsage.rss(),
            }),
          ),
        )
      },
      end() {},
    }
  })

/** The stream to which other commands write the lines of their progress. */
export const progressStream: Effect.Effect<LineStream> = Effect.gen(function* () {
  if ((yield* CurrentLogFormat) === "text") return process.stderr
  const context = yield* Effect.context<never>()
  const write = (line: string) => Effect.runSyncWith(context)(Effect.logInfo(line.trim()))
  return { isTTY: false, write }
})
