import { readdir, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import { accessing } from "@almanac/files/file-error"

export interface LocalFile {
  /** Relative to the directory, with `/` as separator. */
  readonly path: string
  readonly bytes: number
  /** The number of the file on its disk. Links to the same file have the same number. */
  readonly inode: number
}

/** All files below a directory, in the order of their paths. */
export const localFiles = (directory: string) =>
  accessing(directory, async (): Promise<ReadonlyArray<LocalFile>> => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort()
    return Promise.all(
      paths.map(async (path) => {
        const { size, ino } = await stat(join(directory, path))
        return { path: path.split(sep).join("/"), bytes: size, inode: ino }
      }),
    )
  })
