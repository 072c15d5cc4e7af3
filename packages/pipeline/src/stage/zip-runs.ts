import { type StateCode, stateIndex } from "@almanac/core/law/states"
import { ZIP3_STATES, ZIP5_EXCEPTIONS } from "@almanac/core/law/zip"
import { zoneOfZip } from "@almanac/core/law/zip-zones"

/** The ZIP codes from `first` to `last` as numbers, which have the same state and time zone. */
export interface ZipRun {
  readonly first: number
  readonly last: number
  readonly state: number
  readonly zone: number
}

/** The longest runs of all ZIP codes that are in use, in order. */
function longestRuns(): ReadonlyArray<ZipRun> {
  const runs: Array<ZipRun> = []
  ZIP3_STATES.forEach((ofPrefix, prefix) => {
    if (ofPrefix === null) return
    for (let number = prefix * 100; number < (prefix + 1) * 100; number++) {
      const zip = String(number).padStart(5, "0")
      const code: StateCode = ZIP5_EXCEPTIONS[zip] ?? ofPrefix
      const [state, zone] = [stateIndex(code), zoneOfZip(zip, code)]
      const before = runs.at(-1)
      const continues = before?.last === number - 1 && before.state === state && before.zone === zone
      if (continues) runs[runs.length - 1] = { ...before, last: number }
      else runs.push({ first: number, last: number, state, zone })
    }
  })
  return runs
}

let runs: ReadonlyArray<ZipRun> | undefined

/** The runs are found once in a process. */
export function zipRuns(): ReadonlyArray<ZipRun> {
  runs ??= longestRuns()
  return runs
}
