/**
 * Runs suites: saves and prints their measurements, draws their charts, and compares them with a baseline.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { commitNamed, pairedWith } from "../against/commit.ts"
import { type Comparison, comparedWith, comparisonText } from "../against/compare.ts"
import { environment, environmentText } from "../environment.ts"
import { type Options, sizesOf } from "../options.ts"
import type { Measurement, Suite } from "./bench.ts"
import { appendLines, lineOf, readResults } from "./results.ts"
import { tables } from "./table.ts"

/** An error in the use of the command. */
export class UsageError extends Error {}

export interface Output {
  /** Prints results. */
  readonly print: (text: string) => void
  /** Reports progress. */
  readonly say: (text: string) => void
}

export interface Benched {
  readonly measurements: ReadonlyArray<Measurement>
  /** The file to which they were written. */
  readonly file: string
  /** Whether a ratio to the baseline is above the allowed one. */
  readonly slower: boolean
}

export async function bench(options: Options, output: Output): Promise<Benched> {
  const { against, failAbove, json } = options
  const at = new Date().toISOString()
  const on = environment()
  const file = options.save ?? join(options.results, `${at.replaceAll(/[-:.]/g, "")}.ndjson`)
  const baseline = against === undefined ? undefined : baselineOf(against)
  output.say(environmentText(on))
  if (options.save !== undefined) rmSync(options.save, { force: true })
  const measurements: Array<Measurement> = []
  for (const suite of baseline?.commit === undefined ? options.suites : [pairedWith(baseline.commit)]) {
    const found = await runSuite(suite, options, output.say)
    const lines = found.map((it) => lineOf(it, at, on))
    appendLines(file, lines)
    if (json) output.print(lines.join("").trimEnd())
    else output.print(`${suite.name}: ${suite.about}\n\n${tables(found)}\n`)
    for (const { name, svg } of suite.charts?.(found) ?? []) {
      writeFileSync(file.replace(/(\.ndjson)?$/, `-${suite.name}-${name}.svg`), svg)
    }
    measurements.push(...found)
  }
  output.say(`written to ${file}`)
  if (baseline === undefined) return { measurements, file, slower: false }
  const compared = comparedWith(measurements, baseline.saved)
  if (compared.length === 0)
    throw new UsageError(
      `${against} has no measurements of these suites and sizes: give the suites and sizes that it has`,
    )
  ;(json ? output.say : output.print)(comparisonText(compared, `${against}`))
  return { measurements, file, slower: compared.some((it) => isSlower(it, failAbove)) }
}

const isSlower = ({ ratio }: Comparison, failAbove: number | undefined): boolean =>
  failAbove !== undefined && ratio > failAbove

function baselineOf(against: string) {
  if (existsSync(against)) return { saved: readResults(against), commit: undefined }
  const commit = commitNamed(against)
  if (commit === undefined) {
    throw new UsageError(`--against ${against} is neither a file of results nor a commit: name one`)
  }
  return { saved: undefined, commit }
}

async function runSuite(
  suite: Suite,
  options: Options,
  say: Output["say"],
): Promise<ReadonlyArray<Measurement>> {
  const measurements: Array<Measurement> = []
  const work = mkdtempSync(join(tmpdir(), `almanac-bench-${suite.name}-`))
  mkdirSync(options.data, { recursive: true })
  try {
    await suite.run({
      ...sizesOf(suite, options),
      smoke: options.smoke,
      data: options.data,
      run: options.run,
      work,
      profiles: options.profile ? join(options.results, "profiles") : undefined,
      say,
      record: ({ case: name, rep = 1, hash }, values) => {
        for (const [metric, [value, unit, target]] of Object.entries(values)) {
          measurements.push({
            ...{ suite: suite.name, case: name, metric, value, unit, rep },
            ...(hash !== undefined && { hash }),
            ...(target !== undefined && { target }),
          })
        }
      },
    })
    return measurements
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
