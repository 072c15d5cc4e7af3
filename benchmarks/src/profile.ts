/** Reads profiles of `node --cpu-prof`: where the JavaScript of a run spends its time. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

interface CpuProfile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }>
  readonly samples: ReadonlyArray<number>
  /** Microseconds. */
  readonly timeDeltas: ReadonlyArray<number>
}

const FUNCTIONS_SHOWN = 25

/** The profile files in a directory. Node writes one for each thread. */
export const profilesIn = (directory: string): ReadonlyArray<string> =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith(".cpuprofile"))
        .map((name) => join(directory, name))
    : []

/** The functions that took most time, over all threads. */
export function hottestFunctions(files: ReadonlyArray<string>): string {
  const times = new Map<string, number>()
  for (const file of files) addTimes(times, JSON.parse(readFileSync(file, "utf8")) as CpuProfile)
  const hottest = [...times].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS_SHOWN)
  return [
    "own time of functions in milliseconds, over all threads",
    ...hottest.map(([name, time]) => `${(time / 1000).toFixed(0).padStart(8)}  ${name}`),
    ...files.map((file) => `profile of a thread: ${file}`),
  ].join("\n")
}

function addTimes(times: Map<string, number>, { nodes, samples, timeDeltas }: CpuProfile): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  samples.forEach((id, n) => {
    const name = names.get(id) as string
    times.set(name, (times.get(name) ?? 0) + timeDeltas[n])
  })
}

function nameOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  const place = url === "" ? "" : ` ${url.split("/").slice(-2).join("/")}:${lineNumber + 1}`
  return `${functionName || "(anonymous)"}${place}`
}
