/**
 * Sends files to a bucket and receives them. Large files go in pieces, so they take little memory. Each piece has a checksum,
 * which signs the request that sends it, and which the receiver compares.
 */
import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { partialName } from "../complete-file.ts"
import { accessing, FileError } from "../file-error.ts"
import { asking } from "./asking.ts"
import { type Bucket, type StoredObject, sha256 } from "./bucket.ts"

/** A file in a bucket. */
export interface FileInBucket {
  /** Relative to the directory, with `/` as separator. */
  readonly path: string
  readonly bytes: number
  /** The key of its object. If absent, it is the path below the prefix. */
  readonly key?: string
  /** The SHA-256 of its pieces. Only of files that {@link sendFiles} has sent. */
  readonly pieces?: ReadonlyArray<string>
  /** The tag of the object, see {@link StoredObject}. Only of files that {@link listFiles} has found. */
  readonly etag?: string
}

/** The size of a piece. A store takes parts of at least 5 MiB, and at most 10,000 of a file. */
const PIECE = 8 << 20

/** So many pieces are on their way at the same time. */
const AT_A_TIME = 4

type Piece = readonly [at: number, first: number, bytes: number]

function piecesOf(bytes: number): ReadonlyArray<Piece> {
  const count = Math.max(1, Math.ceil(bytes / PIECE))
  return Array.from({ length: count }, (_, at) => [at, at * PIECE, Math.min(PIECE, bytes - at * PIECE)])
}

/** Handles small files several at a time, and then the pieces of one large file after another. */
const eachFile = <A extends { readonly bytes: number }, B, E>(
  files: ReadonlyArray<A>,
  handle: (file: A) => Effect.Effect<B, E>,
): Effect.Effect<ReadonlyArray<B>, E> => {
  const { small = [], large = [] } = Object.groupBy(files, ({ bytes }) =>
    bytes <= PIECE ? "small" : "large",
  )
  return Effect.gen(function* () {
    const first = yield* Effect.forEach(small, handle, { concurrency: AT_A_TIME })
    return [...first, ...(yield* Effect.forEach(large, handle))]
  })
}

/** Memory for pieces, which is used again and again during a transfer. */
class Memory {
  readonly #free: Array<Uint8Array> = []

  /** Lends memory for a piece. What fails may still be written to, so it is not lent again. */
  lend<A, E>(use: (memory: Uint8Array) => Effect.Effect<A, E>): Effect.Effect<A, E> {
    return Effect.suspend(() => {
      const memory = this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE)
      return Effect.tap(use(memory), () => Effect.sync(() => this.#free.push(memory)))
    })
  }
}

const eachPiece = <A, E>(bytes: number, handle: (piece: Piece) => Effect.Effect<A, E>) =>
  Effect.forEach(piecesOf(bytes), handle, { concurrency: AT_A_TIME })

/** Sends files of a directory. Their keys are their paths below `prefix`. */
export const sendFiles = (
  bucket: Bucket,
  prefix: string,
  directory: string,
  files: ReadonlyArray<Pick<FileInBucket, "path" | "bytes">>,
) =>
  Effect.suspend(() => {
    const memory = new Memory()
    return eachFile(files, (file) => sendFile(bucket, prefix + file.path, directory, file, memory))
  })

const sendFile = Effect.fnUntraced(function* (
  bucket: Bucket,
  key: string,
  directory: string,
  { path, bytes }: Pick<FileInBucket, "path" | "bytes">,
  memory: Memory,
): Effect.fn.Return<FileInBucket, Refusal | FileError> {
  const file = join(directory, path)
  const pieces: Array<string> = []
  const send = <A>(
    [at, first, bytes]: Piece,
    put: (content: Uint8Array, signal: AbortSignal) => Promise<A>,
  ): Effect.Effect<A, Refusal | FileError> =>
    memory.lend((lent) =>
      Effect.gen(function* () {
        const content = lent.subarray(0, bytes)
        yield* readPiece(file, first, content)
        pieces[at] = sha256(content)
        return yield* asking((signal) => put(content, signal))
      }),
    )
  if (bytes <= PIECE) {
    yield* send([0, 0, bytes], (content, signal) => bucket.put(key, content, signal))
    return { path, bytes, pieces }
  }
  const upload = yield* asking((signal) => bucket.beginUpload(key, signal))
  const sendPart = (piece: Piece) =>
    send(piece, (content, signal) => bucket.putPart(key, upload, piece[0] + 1, content, signal))
  yield* eachPiece(bytes, sendPart).pipe(
    Effect.flatMap((tags) => asking((signal) => bucket.endUpload(key, upload, tags, signal))),
    Effect.onError(() => Effect.ignore(asking(() => bucket.dropUpload(key, upload)))),
  )
  return { path, bytes, pieces }
})

const readPiece = (file: string, first: number, content: Uint8Array): Effect.Effect<void, FileError> =>
  accessing(file, async () => {
    await using source = await open(file)
    let filled = 0
    while (filled < content.length) {
      const { bytesRead } = await source.read(content, filled, content.length - filled, first + filled)
      if (bytesRead === 0) throw Object.assign(new Error(), { code: "is shorter than before" })
      filled += bytesRead
    }
  })

/** The files below `prefix`. Refuses names that no directory can have. */
export const listFiles = Effect.fnUntraced(function* (bucket: Bucket, prefix: string) {
  const found = yield* asking((signal) => bucket.objects(prefix, signal))
  const files = found.map(({ key, ...rest }) => ({ ...rest, path: key.slice(prefix.length) }))
  // Some tools mark directories with empty objects.
  const real = files.filter(({ path, bytes }) => !((path === "" || path.endsWith("/")) && bytes === 0))
  const wrong = real.find(({ path }) => path.split("/").some((name) => /^\.{0,2}$|[\\\0]/.test(name)))
  if (wrong !== undefined) {
    const name = JSON.stringify(bucket.nameOf(prefix + wrong.path))
    return yield* refuse(`${name} cannot be the name of a file`, "name or move the object differently")
  }
  return real
})

/**
 * Receives files into a directory. A file gets its final name when it is complete.
 * It fails if an object is missing or has other content, and refuses one that has another tag.
 */
export const receiveFiles = (
  bucket: Bucket,
  prefix: string,
  directory: string,
  files: ReadonlyArray<FileInBucket>,
) =>
  Effect.suspend(() => {
    const memory = new Memory()
    return eachFile(files, (file) =>
      receiveFile(bucket, file.key ?? prefix + file.path, directory, file, memory),
    )
  }).pipe(Effect.asVoid)

const receiveFile = (bucket: Bucket, key: string, directory: string, file: FileInBucket, memory: Memory) => {
  const target = join(directory, file.path)
  const partial = partialName(target)
  const receive = Effect.gen(function* () {
    yield* accessing(target, async () => {
      await mkdir(dirname(target), { recursive: true })
      await (await open(partial, "w")).close()
    })
    yield* eachPiece(file.bytes, ([at, first, bytes]) =>
      memory.lend((into) =>
        Effect.gen(function* () {
          const range = file.bytes > PIECE ? ([first, bytes] as const) : undefined
          const found = yield* asking((signal) => bucket.getPart(key, { range, into, signal }))
          const content = yield* checked(bucket.nameOf(key), found, file, at, bytes)
          yield* writePiece(partial, first, content)
        }),
      ),
    )
    yield* accessing(target, () => rename(partial, target))
  })
  return Effect.onError(receive, () => Effect.ignore(accessing(partial, () => rm(partial, { force: true }))))
}

const writePiece = (file: string, first: number, content: Uint8Array): Effect.Effect<void, FileError> =>
  accessing(file, async () => {
    await using target = await open(file, "r+")
    let written = 0
    while (written < content.length) {
      const { bytesWritten } = await target.write(content, written, content.length - written, first + written)
      written += bytesWritten
    }
  })

function checked(
  name: string,
  found: { readonly content: Uint8Array; readonly etag: string | undefined } | undefined,
  { pieces, etag }: FileInBucket,
  at: number,
  bytes: number,
): Effect.Effect<Uint8Array, Refusal | FileError> {
  if (found === undefined) return Effect.fail(new FileError({ path: name, code: "the object is missing" }))
  const { content } = found
  if (etag !== undefined && found.etag !== undefined && found.etag !== etag) return Effect.fail(changed(name))
  const isSame = content.length === bytes && (pieces === undefined || sha256(content) === pieces[at])
  return isSame
    ? Effect.succeed(content)
    : Effect.fail(new FileError({ path: name, code: "the object has other content than was sent" }))
}

/** The refusal of an object or a directory in a bucket that is not as it was when a run began. */
export const changed = (name: string): Refusal =>
  refuse(`${name} has changed while the run was reading it`, "leave the inputs as they are, and run again")
