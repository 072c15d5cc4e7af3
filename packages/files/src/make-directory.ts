import { mkdir, stat } from "node:fs/promises"
import { dirname, resolve } from "node:path"

/**
 * Makes a directory and its parents. Unlike `mkdir` with `recursive`, it does not hang if a parent directory
 * exists but no directory can be made in it, for example below /proc.
 */
export const makeDirectory = (path: string, mode?: number): Promise<void> => make(resolve(path), mode)

async function make(path: string, mode: number | undefined): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return
    if (code !== "ENOENT" || dirname(path) === path) throw error
    await make(dirname(path), mode)
    await mkdir(path, { mode })
  }
}
