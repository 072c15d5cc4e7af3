/**
 * The format of a published release: which pieces there are, and in which shard a contact stands. Writer and reader share
 * this page.
 *
 *   current.json                    the pointer: which release is served
 *   releases/<id>/manifest.json     facts of the run, and every other piece with its size and SHA-256
 *   releases/<id>/config.json       the effective configuration
 *   releases/<id>/campaigns.json    the rows of the campaign tables
 *   releases/<id>/plan.json         by organisation: smoothed dates, and which ranks of split cells go to which day
 *   releases/<id>/volume.json       by organisation: contacts, cap, threshold, emails by day
 *   releases/<id>/contacts/….parquet   the contacts, sharded by the hash of their id
 */
import { fmix32 } from "@almanac/core/rules/hash"

/** Raised whenever an older reader would misread a newer release. */
export const RELEASE_FORMAT = 1

export const POINTER = "current.json"
export const RELEASES = "releases"
export const MANIFEST = "manifest.json"
export const CONFIG = "config.json"
export const CAMPAIGNS = "campaigns.json"
export const PLAN = "plan.json"
export const VOLUME = "volume.json"

/** The pieces that all contacts share. */
export const SHARED_PIECES = [CONFIG, CAMPAIGNS, PLAN, VOLUME] as const

export const shardPath = (shard: number): string => `contacts/${String(shard).padStart(5, "0")}.parquet`

export const releasePath = (id: string, piece: string): string => `${RELEASES}/${id}/${piece}`

/** The shard of a contact id, from both halves of its two's complement. */
export function shardOfId(high: number, low: number, shards: number): number {
  return (fmix32(low ^ fmix32(high)) >>> 0) % shards
}

const HASH_DIGITS = 16

/** The id of the release whose manifest has this SHA-256: the same contents have the same id. */
export const releaseId = (asOf: string, manifestSha256: string): string =>
  `${asOf}-${manifestSha256.slice(0, HASH_DIGITS)}`

export const isReleaseId = (text: string): boolean => /^\d{4}-\d{2}-\d{2}-[0-9a-f]{16}$/.test(text)

/** Year that stands for the year of birth where no rule of the contact's state asks for an age; a leap year. */
export const BIRTHDAY_YEAR = 2000
