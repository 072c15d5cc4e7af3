/**
 * Finds contacts by a keyed hash of their email. The reader has neither the emails nor the keys, so it cannot
 * tell which email a hash is of.
 */
import { parquetMetadata } from "hyparquet"
import type { ReleaseFiles } from "./files.ts"
import {
  EMAIL_HASH_INDEX,
  emailHashPath,
  MAX_CONTACTS_OF_EMAIL,
  releasePath,
  shardOfEmailHash,
} from "./format.ts"
import type { ReleaseManifest } from "./manifest.ts"
import { bufferOf, readColumns } from "./parquet.ts"
import { damaged, pieceJson, readPiece } from "./pieces.ts"
import type { JsonId } from "./shared.ts"

/** The content of `email-hashes/index.json`. */
export interface EmailHashIndex {
  /** The organisations that have a key and contacts, in ascending order. */
  readonly orgs: ReadonlyArray<JsonId>
  readonly shards: number
}

export interface ContactsOfEmail {
  /** In ascending order. */
  readonly contactIds: ReadonlyArray<bigint>
  /** Whether further contacts have the email. */
  readonly isMore: boolean
}

/**
 * The contacts of an organisation that have the email with this hash. Undefined if the release was published
 * without a key for the organisation. Rejects with ReleaseError.
 * @param hash 32 hexadecimal digits
 */
export type EmailHashes = (org: bigint, hash: string) => Promise<ContactsOfEmail | undefined>

interface HashColumns {
  readonly high: ArrayLike<bigint>
  readonly low: ArrayLike<bigint>
  readonly org_id: ArrayLike<bigint>
  readonly contact_id: ArrayLike<bigint>
}

/** Opens the look-up of a release. Its index is read when it is first needed. */
export function emailHashReader(files: ReleaseFiles, id: string, manifest: ReleaseManifest): EmailHashes {
  const pieces = new Map(manifest.pieces.map((piece) => [piece.path, piece]))
  const read = (path: string): Promise<Uint8Array> => {
    const piece = pieces.get(path)
    if (piece === undefined) throw damaged(releasePath(id, path))
    return readPiece(files, id, piece)
  }
  let index: { readonly orgs: ReadonlySet<bigint>; readonly shards: number } | undefined
  const readIndex = async () => {
    const { orgs, shards } = pieceJson<EmailHashIndex>(
      await read(EMAIL_HASH_INDEX),
      releasePath(id, EMAIL_HASH_INDEX),
    )
    return { orgs: new Set(orgs.map(BigInt)), shards }
  }
  return async (org, hash) => {
    if (!pieces.has(EMAIL_HASH_INDEX)) return undefined
    index ??= await readIndex()
    if (!index.orgs.has(org)) return undefined
    const high = BigInt(`0x${hash.slice(0, 16)}`)
    const low = BigInt(`0x${hash.slice(16)}`)
    const rows = await rowsOf(await read(emailHashPath(shardOfEmailHash(high, index.shards))))
    const contactIds: Array<bigint> = []
    for (let row = 0; row < rows.high.length; row++) {
      if (rows.high[row] === high && rows.low[row] === low && rows.org_id[row] === org) {
        contactIds.push(rows.contact_id[row])
      }
    }
    return {
      contactIds: contactIds.slice(0, MAX_CONTACTS_OF_EMAIL),
      isMore: contactIds.length > MAX_CONTACTS_OF_EMAIL,
    }
  }
}

async function rowsOf(bytes: Uint8Array): Promise<HashColumns> {
  const metadata = parquetMetadata(bufferOf(bytes))
  const rows = await readColumns({ bytes, metadata }, { first: 0, end: Number(metadata.num_rows) })
  return { high: [], low: [], org_id: [], contact_id: [], ...rows } as HashColumns
}
