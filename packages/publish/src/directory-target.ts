/** Publishes to a directory. A release is built under a hidden name next to the others and then renamed. */
import { randomUUID } from "node:crypto"
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { removing } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import type { ReleaseFiles } from "@almanac/release/files"
import { isReleaseId, POINTER, RELEASES } from "@almanac/release/format"
import * as Effect from "effect/Effect"
import type { Target } from "./target.ts"

const BUILDING = ".building-"

/** Reads the files of the releases in a directory. */
export function directoryFiles(directory: string): ReleaseFiles {
  return {
    read: (path) =>
      readFile(join(directory, path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined
        throw error
      }),
  }
}

export function directoryTarget(directory: string): Target {
  const releases = join(directory, RELEASES)
  const doing = <A>(act: () => Promise<A>): Effect.Effect<A, Refusal> =>
    Effect.tryPromise({ try: act, catch: (cause) => unwritable(directory, cause) })
  const made = async () => {
    await makeDirectory(releases)
    for (const name of await readdir(releases)) {
      if (name.startsWith(BUILDING)) await rm(join(releases, name), { recursive: true, force: true })
    }
    const own = join(releases, BUILDING + randomUUID())
    await mkdir(own)
    return own
  }
  return {
    files: directoryFiles(directory),
    workspace: Effect.acquireRelease(doing(made), removing),
    put: (id, built, paths) =>
      doing(async () => {
        const place = join(releases, id)
        if (!(await isThere(place))) return rename(built, place)
        for (const path of paths) {
          await makeDirectory(dirname(join(place, path)))
          await rename(join(built, path), join(place, path))
        }
      }),
    point: (pointer) =>
      doing(async () => {
        const unfinished = join(directory, `.${POINTER}.partial`)
        await writeFile(unfinished, pointer, { flush: true })
        await rename(unfinished, join(directory, POINTER))
      }),
    releases: doing(async () => (await readdir(releases)).filter(isReleaseId)),
    remove: (id) => doing(() => rm(join(releases, id), { recursive: true, force: true })),
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

function unwritable(directory: string, cause: unknown): Refusal {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error"
  return refuse(`${directory} cannot be published to (${code})`, "name a writable directory for --to")
}
