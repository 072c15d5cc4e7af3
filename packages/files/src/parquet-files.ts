import { readdir } from "node:fs/promises"
import { join } from "node:path"

/**
 * The paths of the Parquet files in a directory, sorted by name. The list is empty if the directory does not
 * exist.
 */
export async function parquetFiles(directory: string): Promise<ReadonlyArray<string>> {
  const names = await readdir(directory).catch(() => [])
  return names
    .filter((name) => name.endsWith(".parquet"))
    .sort()
    .map((name) => join(directory, name))
}
