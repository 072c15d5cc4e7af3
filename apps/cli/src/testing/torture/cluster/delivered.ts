/** What a run on a cluster must leave: the output of one process, and nothing else. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { almanac, filesBelow } from "../../process.ts"

/** Returns the problems of a finished run in `directory`, compared with the run `whole` of one process. */
export async function problemsOfRun(
  directory: string,
  whole: string,
  out: string,
): Promise<ReadonlyArray<string>> {
  const problems: Array<string> = []
  const { code, stdout, stderr } = await almanac(directory, "diff", "--run", whole, "--run", out, "--json")
  if (code !== 0) problems.push(`diff ended with ${code}: ${stderr.trim()}`)
  else {
    const { a, b, identical } = JSON.parse(stdout)
    if (!identical) problems.push("its rows differ from those of one process")
    if (a.schedules_checksum !== b.schedules_checksum)
      problems.push(`its checksum is ${b.schedules_checksum} and not ${a.schedules_checksum}`)
  }
  const [expected, found] = [whole, out].map((run) => filesBelow(join(directory, run)).filter(isNoPart))
  if (expected?.join() !== found?.join())
    problems.push(`it has the files ${found}, and one process ${expected}`)
  const parts = filesBelow(join(directory, out, "schedules"))
  if (parts.some((name, at) => name !== `part-${String(at).padStart(5, "0")}.parquet`))
    problems.push(`its schedules are ${parts}`)
  return problems
}

/** The schedules, and the snapshot that `diff` reads, are in as many files as there were blocks. */
const isNoPart = (file: string): boolean => !/^(schedules|snapshot)\//.test(file)

/** A hash of the names and contents of all files of a directory. */
export function hashOf(directory: string): string {
  const hash = createHash("sha256")
  for (const file of filesBelow(directory)) hash.update(file).update(readFileSync(join(directory, file)))
  return hash.digest("hex")
}
