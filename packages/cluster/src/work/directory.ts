/** Keeps the results of steps in a directory that all runners reach under the same path. */
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { accessing } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { RUNS, type WorkStore } from "./store.ts"

export function storeInDirectory(work: string): WorkStore {
  const at = <A>(name: string, act: (path: string) => Promise<A>) => {
    const path = join(work, name)
    return accessing(path, () => act(path))
  }
  return {
    begin: (attempt) =>
      at(attempt, async (path) => {
        await mkdir(path, { recursive: true })
        return path
      }),
    keep: () => Effect.succeed(undefined),
    open: ({ attempt }) => Effect.succeed(join(work, attempt)),
    read: (name) => at(name, (path) => readFile(path, "utf8").catch(undefinedIfMissing)),
    write: (name, text) => at(name, (path) => writeFile(path, text)),
    drop: (name) =>
      at(name, async (path) => {
        await rm(path, { recursive: true, force: true })
        await removeEmpty(dirname(path), join(work, RUNS))
      }),
    runs: at(RUNS, async (path) => (await readdir(path).catch(undefinedIfMissing)) ?? []),
  }
}

/** Removes a directory and those above it while they are empty. A runner that wakes after its run has made them again. */
async function removeEmpty(directory: string, end: string): Promise<void> {
  for (let path = directory; path.startsWith(end) && path !== end; path = dirname(path)) {
    const isEmpty = await rmdir(path).then(
      () => true,
      () => false,
    )
    if (!isEmpty) return
  }
}

export function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}
