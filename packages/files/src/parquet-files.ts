import { readdir } from "node:fs/promises"
import { join } from "node:path"

/** The Parquet files in a directory, by name; none where there is no directory. */
export async function parquetFiles(directory: string): Promise<ReadonlyArray<string>> {
  const names = await readdir(directory).catch(() => [])
  return names
    .filter((name) => name.endsWith(".parquet"))
    .sort()
    .map((name) => join(directory, name))
}
