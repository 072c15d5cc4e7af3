/** The program of a runner's child processes. Each performs one step after another. */
import { answerRunner } from "@almanac/cluster/child"
import { runReport } from "../print/report/report.ts"

answerRunner(runReport)
