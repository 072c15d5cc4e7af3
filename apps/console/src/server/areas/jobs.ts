import * as Effect from "effect/Effect"
import type { JOB_ENDPOINTS } from "../../contract/jobs.ts"
import type { Handlers } from "../handler.ts"
import { Jobs } from "../services/jobs.ts"

export const JOB_HANDLERS: Handlers<keyof typeof JOB_ENDPOINTS> = {
  "jobs/list": (_, session) => Effect.map(Jobs, (jobs) => ({ jobs: jobs.list(session) })),
  "jobs/get": ({ id }, session) => Effect.flatMap(Jobs, (jobs) => jobs.get(id, session)),
  "jobs/stop": ({ id }, session) => Effect.flatMap(Jobs, (jobs) => jobs.stop(id, session)),
}
