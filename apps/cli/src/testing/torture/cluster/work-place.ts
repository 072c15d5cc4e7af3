/** The work directory of the torture test: a directory, or a bucket of a server in this process. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { KEY, openStore } from "@almanac/files/s3/fixture-store"

export interface WorkPlace {
  /** What runners are given as `--work`. */
  readonly address: string
  /** The names of all objects in it. */
  readonly objects: () => ReadonlyArray<string>
  readonly close: () => Promise<void>
}

export const workInDirectory = (directory: string): WorkPlace => {
  const work = join(directory, "work")
  return {
    address: work,
    objects: () => (existsSync(work) ? readdirSync(work, { recursive: true }).map(String) : []),
    close: async () => {},
  }
}

/** Sets the variables of the environment that name the server and its keys. */
export async function workInBucket(): Promise<WorkPlace> {
  const store = await openStore(1_000)
  process.env.AWS_ENDPOINT_URL = store.endpoint
  process.env.AWS_ACCESS_KEY_ID = KEY.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = KEY.secretAccessKey
  process.env.AWS_REGION = KEY.region
  const prefix = "torture/work/"
  return {
    address: `s3://${prefix.slice(0, -1)}`,
    objects: () => [
      ...[...store.objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
      ...[...store.uploads.values()].map(({ key }) => `unfinished upload of ${key}`),
    ],
    close: () => store.close(),
  }
}

/** What is left in a work directory although no run is under way. */
export function leftIn(work: WorkPlace): ReadonlyArray<string> {
  const left = work.objects().filter((name) => name !== ".almanac-work" && name !== "runs")
  return left.length === 0 ? [] : [`${left.length} objects are left in the work directory, first ${left[0]}`]
}
