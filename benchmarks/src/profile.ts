/** Where the JavaScript of a run spends its time, from a profile written by `node --cpu-prof`. */
import { readdirSync, readFileSync } from "node:fs"
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

/** The functions that took most, of the newest profile in `directory`. */
export function hottestFunctions(directory: string): string {
  const file = readdirSync(directory)
    .filter((name) => name.endsWith(".cpuprofile"))
    .sort()
    .at(-1)
  if (file === undefined) throw new Error(`no profile in ${directory}`)
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), "utf8")) as CpuProfile
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  samples.forEach((id, n) => {
    const name = names.get(id) as string
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[n] as number))
  })
  const hottest = [...times].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS_SHOWN)
  return [
    `main thread, milliseconds of its own (${join(directory, file)})`,
    ...hottest.map(([name, time]) => `${(time / 1000).toFixed(0).padStart(8)}  ${name}`),
  ].join("\n")
}

function nameOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  const place = url === "" ? "" : ` ${url.split("/").slice(-2).join("/")}:${lineNumber + 1}`
  return `${functionName || "(anonymous)"}${place}`
}
