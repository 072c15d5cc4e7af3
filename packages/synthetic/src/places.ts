import { stateOfZip } from "@almanac/core/law/zip"
import { INHABITANTS_THOUSANDS } from "./population.ts"

/** The places where people live. All places are equally likely. `zips[i]` is in `states[i]`. */
export interface Places {
  readonly states: ReadonlyArray<string>
  /** `NNNNN`. */
  readonly zips: ReadonlyArray<string>
}

const ZIPS_PER_PREFIX = 38

function zipsByState(): ReadonlyMap<string, ReadonlyArray<string>> {
  const zips = new Map<string, Array<string>>()
  for (let prefix = 0; prefix < 1000; prefix++) {
    for (let suffix = 1; suffix <= ZIPS_PER_PREFIX; suffix++) {
      const zip = String(prefix * 100 + suffix).padStart(5, "0")
      const state = stateOfZip(zip)
      if (state === undefined) continue
      const known = zips.get(state)
      if (known === undefined) zips.set(state, [zip])
      else known.push(zip)
    }
  }
  return zips
}

/**
 * Returns `count` places. Each state gets places by its inhabitants, evenly distributed over its ZIP codes.
 */
export function places(count: number): Places {
  const inhabitants = Object.entries(INHABITANTS_THOUSANDS)
  const total = inhabitants.reduce((sum, [, thousands]) => sum + thousands, 0)
  const zips = zipsByState()
  const result = { states: [] as Array<string>, zips: [] as Array<string> }
  let before = 0
  for (const [state, thousands] of inhabitants) {
    const ofState = zips.get(state) as ReadonlyArray<string>
    const share = Math.round(((before + thousands) * count) / total) - Math.round((before * count) / total)
    for (let i = 0; i < share; i++) {
      result.states.push(state)
      result.zips.push(ofState[Math.floor((i * ofState.length) / share)])
    }
    before += thousands
  }
  return result
}
