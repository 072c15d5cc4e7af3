/**
 * The format of a published release: its pieces, and the shard of each contact. Writer and reader share this
 * file.
 *
 *   current.json                    the pointer: which release is served
 *   releases/<id>/manifest.json     facts of the run, and every other piece with its size and SHA-256
 *   releases/<id>/config.json       the effective configuration
 *   releases/<id>/campaigns.json    the rows of the campaign tables
 *   releases/<id>/plan.json         by organisation: smoothed dates, and the days of split cells by rank
 *   releases/<id>/volume.json       by organisation: contacts, cap, threshold, emails by day
 *   releases/<id>/organisations.json   the settings of organisations that have some of their own; not in format 1
 *   releases/<id>/contacts/….parquet   the contacts, sharded by the hash of their id
 *   releases/<id>/due/index.json    where the rows of an organisation and day begin; releases of before have none
 *   releases/<id>/due/….parquet     the rows of the run, by organisation, day and contact
 *   releases/<id>/email-hashes/index.json   which organisations have a look-up by email; only if one has a key
 *   releases/<id>/email-hashes/….parquet    keyed hashes of emails, each with the ids of its contacts
 */
import { fmix32 } from "@almanac/core/rules/hash"

/** The version of the format. It is raised whenever an older reader would misread a newer release. */
export const RELEASE_FORMAT = 2

/** The formats that can be read. Format 1 has no settings of organisations. */
export const READABLE_FORMATS: ReadonlyArray<number> = [1, RELEASE_FORMAT]

export const POINTER = "current.json"
export const RELEASES = "releases"
export const MANIFEST = "manifest.json"
export const CONFIG = "config.json"
export const CAMPAIGNS = "campaigns.json"
export const PLAN = "plan.json"
export const VOLUME = "volume.json"
export const ORGANISATIONS = "organisations.json"

export const DUE_INDEX = "due/index.json"

/** Rows of a piece of the rows by day, and of a row group of it, of which one is decoded at a time. */
export const DUE_PIECE_ROWS = 16_384
export const DUE_GROUP_ROWS = 2048

export const EMAIL_HASH_INDEX = "email-hashes/index.json"

/** An email has at most this many contacts in a look-up. The release has one more, to tell that there are more. */
export const MAX_CONTACTS_OF_EMAIL = 100

/** The pieces that the answers for all contacts share. */
export const SHARED_PIECES = [CONFIG, CAMPAIGNS, PLAN, VOLUME, ORGANISATIONS] as const

export const shardPath = (shard: number): string => `contacts/${String(shard).padStart(5, "0")}.parquet`

export const duePath = (piece: number): string => `due/${String(piece).padStart(5, "0")}.parquet`

export const emailHashPath = (shard: number): string =>
  `email-hashes/${String(shard).padStart(5, "0")}.parquet`

/** The shard of an email hash, given as its first 64 bits. Shards are ranges of hashes of the same width. */
export function shardOfEmailHash(high: bigint, shards: number): number {
  return Number(((high >> 32n) * BigInt(shards)) >> 32n)
}

export const releasePath = (id: string, piece: string): string => `${RELEASES}/${id}/${piece}`

/** The shard of a contact id, given as the two 32-bit halves of its two's complement. */
export function shardOfId(high: number, low: number, shards: number): number {
  return (fmix32(low ^ fmix32(high)) >>> 0) % shards
}

const HASH_DIGITS = 16

/** The id of the release whose manifest has this SHA-256. Equal contents have equal ids. */
export const releaseId = (asOf: string, manifestSha256: string): string =>
  `${asOf}-${manifestSha256.slice(0, HASH_DIGITS)}`

/** The day of the run, as ISO date. */
export const dayOfRelease = (id: string): string => id.slice(0, -HASH_DIGITS - 1)

export const isReleaseId = (text: string): boolean => /^\d{4}-\d{2}-\d{2}-[0-9a-f]{16}$/.test(text)

/**
 * The year that replaces the year of birth if no rule of the contact's state depends on age. It is a leap
 * year, so that 29 February exists.
 */
export const BIRTHDAY_YEAR = 2000
