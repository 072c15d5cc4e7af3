/**
 * The `almanac` command. Exit codes: 0 success; 1 a check or the run failed; 2 wrong usage, configuration or
 * input; 130 interrupted.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { programFor } from "./program.ts"

NodeRuntime.runMain(await programFor(process.argv.slice(2)), { disableErrorReporting: true })
