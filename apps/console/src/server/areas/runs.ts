import * as Effect from "effect/Effect"
import type { RUN_ENDPOINTS } from "../../contract/runs.ts"
import type { Handlers } from "../handler.ts"
import { Runs } from "../services/run-directories.ts"

export const RUN_HANDLERS: Handlers<keyof typeof RUN_ENDPOINTS> = {
  "runs/list": Effect.fnUntraced(function* () {
    const { list } = yield* Runs
    return { runs: yield* list }
  }),
}
