/** The rejects and warnings of all blocks. */
import { accessing } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import * as Effect from "effect/Effect"
import { bindSources } from "../inputs/sources.ts"
import { innerDirectories, runFiles } from "../run/output.ts"
import { checkRejects } from "../run/rejects.ts"
import { gatherRejects } from "../run/worker-files.ts"
import { reopenStaging } from "../stage/stage.ts"
import type { CheckedInputs } from "./check.ts"
import type { StepContext } from "./step.ts"

/**
 * Makes the tables of the rejects, the warnings and the organisations, as staging does in one process.
 * @param found where the findings are: the directories in which inputs were split, and blocks staged
 */
export const gatherFindings = Effect.fnUntraced(function* (
  { main }: StepContext,
  { sources, rules, orgs }: CheckedInputs,
  found: ReadonlyArray<string>,
) {
  yield* bindSources(main, sources)
  yield* reopenStaging(main, rules.campaigns, orgs)
  yield* gatherRejects(main, found)
})

/** Fails if too much of the input is rejected. In this case the directory of the step has the rejects and warnings. */
export const refuseManyRejects = Effect.fnUntraced(function* (
  { run, directory, main }: StepContext,
  { sources }: CheckedInputs,
) {
  yield* Effect.forEach(innerDirectories(directory), (path) => accessing(path, () => makeDirectory(path)))
  yield* checkRejects({ options: run, output: { ...runFiles(directory), takeBack: () => {} }, main }, sources)
})
