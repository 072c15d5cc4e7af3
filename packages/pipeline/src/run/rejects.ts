/** The rejects and warnings of a run: writes them, and checks that they are not too many. */
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { partialName, renamedWhenComplete } from "@almanac/files/complete-file"
import * as Effect from "effect/Effect"
import type { Sources } from "../inputs/input.ts"
import { statement } from "../statement.ts"
import { CheckFailed } from "./check-failed.ts"
import { tallied } from "./manifest.ts"
import type { RunOptions } from "./options.ts"
import type { Output, RunFiles } from "./output.ts"
import { aboveShare, badRowsOfRun } from "./reject-share.ts"
import { rowsIn } from "./totals.ts"

export const writeRejects = Effect.fnUntraced(function* (
  main: DuckDbClient,
  output: Pick<RunFiles, "file">,
  sources: Sources,
) {
  const idTypes = sources.describe("contacts").find(({ name }) => name === "id")?.types ?? []
  if (!idTypes.every((type) => type.endsWith("INT") || type === "INTEGER")) {
    yield* main`${statement("stage/ids_as_given")}`
  }
  for (const table of ["reject", "warning"] as const) {
    const file = output.file(`${table}s`)
    yield* main`${statement("write/table", { table, file: fileLiteral(partialName(file)) })}`.pipe(
      renamedWhenComplete(file),
    )
  }
})

/** What {@link checkRejects} needs of the context of a run. */
export interface CheckedRejects {
  readonly options: Pick<RunOptions, "rejectShare">
  readonly output: Pick<Output, "file" | "directory" | "takeBack">
  readonly main: DuckDbClient
}

/**
 * Fails if too much of the input cannot be used. In this case only the rejects and
 * warnings of the run are kept.
 */
export const checkRejects = Effect.fnUntraced(function* (
  { options, output, main }: CheckedRejects,
  sources: Sources,
) {
  if (options.rejectShare === undefined) return
  const rejects = yield* tallied(main, "reject", "reason")
  const warnings = yield* tallied(main, "warning", "warning")
  const badRows = badRowsOfRun(rejects, warnings, (table) => rowsIn(sources.files[table]))
  const above = aboveShare(badRows, options.rejectShare)
  if (above === undefined) return
  yield* writeRejects(main, output, sources)
  output.takeBack()
  return yield* new CheckFailed({
    message: `${above}: see ${output.directory}/rejects and warnings, and correct the export, or raise --max-reject-share`,
  })
})
