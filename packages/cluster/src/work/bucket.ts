/**
 * Keeps the results of steps in a bucket. A step writes to the cache of its runner, and its files are sent when it has ended.
 * Beside them lies a list with the checksums of all of them. PostgreSQL has the checksum of the list, so a result that is
 * received is the one that was recorded.
 */
import { existsSync } from "node:fs"
import { glob, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { accessing, FileError } from "@almanac/files/file-error"
import { asking } from "@almanac/files/s3/asking"
import { type Bucket, sha256 } from "@almanac/files/s3/bucket"
import { type FileInBucket, sendFiles } from "@almanac/files/s3/transfer"
import * as Effect from "effect/Effect"
import type { Cache } from "./cache.ts"
import { type LocalFile, localFiles } from "./local-files.ts"
import { retriedWhileAway } from "./patience.ts"
import { type Kept, RUNS, type WorkFailure, type WorkStore } from "./store.ts"

/** So many objects are removed at the same time. */
const AT_A_TIME = 8

const LIST = ".files.json"

/** The name of the list of an attempt's files. */
const listOf = (attempt: string): string => attempt + LIST

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)

type List = ReadonlyArray<FileInBucket>

export function storeInBucket(bucket: Bucket, cache: Cache): WorkStore {
  const here = (name: string) => Effect.map(cache.directory, (directory) => join(directory, name))

  const read = (name: string) =>
    Effect.map(
      retriedWhileAway(asking((signal) => bucket.get(name, signal))),
      (content) => content && new TextDecoder().decode(content),
    )

  /** The list of a result. A runner that has some of its files has the list. */
  const list = Effect.fnUntraced(function* ({
    attempt,
    checksum,
  }: Kept): Effect.fn.Return<List, WorkFailure> {
    const file = yield* here(listOf(attempt))
    if (existsSync(file)) return yield* accessing(file, () => readList(file))
    const text = yield* read(listOf(attempt))
    if (text === undefined || sha256(encoded(text)) !== checksum) {
      const code = text === undefined ? "the object is missing" : "the object has other content than was sent"
      return yield* new FileError({ path: bucket.nameOf(listOf(attempt)), code })
    }
    yield* accessing(file, async () => {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    })
    return JSON.parse(text)
  })

  /** The objects of results of the same run that are on this machine, by the number of their file on its disk. */
  const known = Effect.fnUntraced(function* (attempt: string) {
    const run = yield* here(dirname(dirname(attempt)))
    return yield* accessing(run, async () => {
      const found = new Map<number, FileInBucket>()
      for await (const name of glob(`*/*${LIST}`, { cwd: run })) {
        const of = name.slice(0, -LIST.length)
        for (const file of await readList(join(run, name))) {
          const here = await stat(join(run, of, file.path)).catch(() => undefined)
          const key = file.key ?? `${dirname(dirname(attempt))}/${of}/${file.path}`
          if (here !== undefined) found.set(here.ino, { ...file, key })
        }
      }
      return found
    })
  })

  return {
    begin: (attempt) =>
      Effect.tap(here(attempt), (path) => accessing(path, () => mkdir(path, { recursive: true }))),
    keep: (attempt) =>
      Effect.gen(function* (): Effect.fn.Return<string, WorkFailure> {
        const directory = yield* here(attempt)
        const objects = yield* known(attempt)
        // The schedules in the directory of the run are links to results of earlier steps, which the bucket has.
        const linked = (file: LocalFile): FileInBucket | undefined => objects.get(file.inode)
        const files = yield* localFiles(directory)
        const sent = yield* sendFiles(
          bucket,
          `${attempt}/`,
          directory,
          files.filter((file) => linked(file) === undefined),
        ).pipe(retriedWhileAway)
        const same = files.flatMap((file) => {
          const object = linked(file)
          return object === undefined ? [] : [{ ...object, path: file.path }]
        })
        const text = JSON.stringify([...sent, ...same] satisfies List)
        yield* retriedWhileAway(asking((signal) => bucket.put(listOf(attempt), encoded(text), signal)))
        yield* accessing(directory, () => writeFile(listOf(directory), text))
        return sha256(encoded(text))
      }).pipe(cache.alone),
    open: (kept, files) =>
      Effect.flatMap(list(kept), (found) => {
        const wanted = found.filter(({ path }) => files.test(path))
        return cache.receive(bucket, `${kept.attempt}/`, kept.attempt, wanted)
      }),
    read,
    write: (name, text) => retriedWhileAway(asking((signal) => bucket.put(name, encoded(text), signal))),
    drop: (name) =>
      Effect.gen(function* () {
        const path = yield* here(name)
        yield* accessing(path, () => rm(path, { recursive: true, force: true }))
        yield* accessing(path, () => rm(listOf(path), { force: true }))
        yield* dropObjects(bucket, name)
      }),
    runs: Effect.map(retriedWhileAway(asking(() => bucket.list(`${RUNS}/`, "/"))), (names) =>
      names.map((name) => name.slice(RUNS.length + 1, -1)),
    ),
  }
}

const readList = async (file: string): Promise<List> => JSON.parse(await readFile(file, "utf8"))

/** Removes the objects of a directory, the list of its files, and what a killed process has sent in part. */
const dropObjects = Effect.fnUntraced(function* (bucket: Bucket, name: string) {
  const isPart = (key: string): boolean => key.startsWith(`${name}/`) || key === listOf(name)
  const objects = yield* asking((signal) => bucket.objects(name, signal))
  const uploads = yield* asking(() => bucket.uploads(name))
  const removals = [
    ...objects
      .filter(({ key }) => isPart(key))
      .map(
        ({ key }) =>
          () =>
            bucket.delete(key),
      ),
    ...uploads.filter(([key]) => isPart(key)).map((upload) => () => bucket.dropUpload(...upload)),
  ]
  yield* Effect.forEach(removals, (remove) => asking(remove), { concurrency: AT_A_TIME, discard: true })
})
