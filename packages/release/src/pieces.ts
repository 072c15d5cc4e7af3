/** Reads pieces. Their bytes are used only if they are exactly those that were published. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ReleaseFiles } from "./files.ts"
import { dayOfRelease, MANIFEST, POINTER, READABLE_FORMATS, releaseId, releasePath } from "./format.ts"
import { type Piece, Pointer, ReleaseManifest } from "./manifest.ts"
import { ReleaseError } from "./release-error.ts"

const missing = (path: string): ReleaseError =>
  new ReleaseError({ reason: "missing", message: `${path} is not there: publish the run again` })

export const damaged = (path: string): ReleaseError => {
  const mend = path === POINTER ? "remove it and publish a run again" : "publish the run again"
  return new ReleaseError({ reason: "damaged", message: `${path} is not as published: ${mend}` })
}

/** The SHA-256 of the bytes in hexadecimal. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** The bytes of a piece of a release, checked against size and checksum. */
export async function readPiece(files: ReleaseFiles, id: string, piece: Piece): Promise<Uint8Array> {
  const path = releasePath(id, piece.path)
  const bytes = await files.read(path)
  if (bytes === undefined) throw missing(path)
  if (bytes.length !== piece.bytes || (await sha256(bytes)) !== piece.sha256) throw damaged(path)
  return bytes
}

/** The manifest of a release, checked against the id, which contains its checksum. */
export async function readReleaseManifest(files: ReleaseFiles, id: string): Promise<ReleaseManifest> {
  const path = releasePath(id, MANIFEST)
  const bytes = await files.read(path)
  if (bytes === undefined) throw missing(path)
  if (id !== releaseId(dayOfRelease(id), await sha256(bytes))) throw damaged(path)
  return readDocument(decodeManifest, bytes, path)
}

/** The pointer; undefined if nothing has been published yet. */
export async function readPointer(files: ReleaseFiles): Promise<Pointer | undefined> {
  const bytes = await files.read(POINTER)
  return bytes === undefined ? undefined : readDocument(decodePointer, bytes, POINTER)
}

const decodeManifest = Schema.decodeUnknownOption(ReleaseManifest)
const decodePointer = Schema.decodeUnknownOption(Pointer)

/** Reads a document that names the format of releases. Anybody may have written it. */
function readDocument<A>(decode: (value: unknown) => Option.Option<A>, bytes: Uint8Array, path: string): A {
  const value = pieceJson<{ readonly format?: unknown }>(bytes, path)
  checkFormat(value.format, path)
  return Option.getOrThrowWith(decode(value), () => damaged(path))
}

/**
 * The JSON object of a piece. A piece is as it was published, because its checksum has been compared. So its
 * fields are not checked once more: the volume of many organisations has millions of them.
 * @param path name of the piece in errors
 */
export function pieceJson<A extends object>(bytes: Uint8Array, path: string): A {
  let value: A | null
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    throw damaged(path)
  }
  if (typeof value !== "object" || value === null) throw damaged(path)
  return value
}

function checkFormat(format: unknown, path: string): void {
  if (typeof format !== "number") throw damaged(path)
  if (READABLE_FORMATS.includes(format)) return
  throw new ReleaseError({
    reason: "version",
    message: `${path} has format ${format}, but this version reads formats ${READABLE_FORMATS.join(" and ")}: publish the run again with this version`,
  })
}
