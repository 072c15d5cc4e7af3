/** Results as lines of JSON, one for each measurement, with the environment in which it was measured. */
import { appendFileSync, mkdirSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import type { Environment } from "../environment.ts"
import type { Measurement } from "./bench.ts"

/** A line of a result file. */
export interface ResultLine extends Measurement, Environment {
  /** Time at which the benchmark began. */
  readonly at: string
}

export const lineOf = (measurement: Measurement, at: string, environment: Environment): string =>
  `${JSON.stringify({ at, ...measurement, ...environment } satisfies ResultLine)}\n`

/** Adds lines to a result file. This happens after each suite, so results are kept if a later suite fails. */
export function appendLines(file: string, lines: ReadonlyArray<string>): void {
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, lines.join(""))
}

export function readResults(file: string): ReadonlyArray<ResultLine> {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line, n) => {
      try {
        return JSON.parse(line) as ResultLine
      } catch {
        throw new Error(
          `line ${n + 1} of ${file} is not a result: name a file that npm run bench has written`,
        )
      }
    })
}
