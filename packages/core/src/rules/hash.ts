/**
 * The hash that spreads emails over days. It is a permutation of the 64-bit contact ids for each email type
 * and event year (a four-round Feistel network), so two contacts never tie.
 *
 *   key      = fmix32(fnv1a32(email type, UTF-8) XOR (year * 0x9E3779B1 mod 2^32))
 *   (L, R)   = (high 32 bits, low 32 bits) of the contact id, two's complement
 *   4 times  : (L, R) = (R, L XOR fmix32((R + key + round * 0x9E3779B9) mod 2^32))      round = 0, 1, 2, 3
 *   hash     = (L, R), both unsigned: L chooses days and gives the order, R gives the jitter
 *
 * fmix32 is the finalizer of MurmurHash3. All follow-up types are hashed under the name `followup`. The draw of a holdout has
 * the key of the name `holdout` and the year 0, XOR the key of the campaign instance ({@link instanceKey}).
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"

export function fmix32(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** FNV-1a over the bytes of an ASCII text; email type names are ASCII. */
export function fnv1a32(text: string): number {
  let h = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}

/** The key of one email type (by its {@link fnv1a32}) and event year. */
export function hashKey(typeHash: number, year: number): number {
  return fmix32(typeHash ^ Math.imul(year, 0x9e3779b1))
}

/** The part of a campaign instance in the key that ranks the emails of one cell (combined by XOR). */
export function instanceKey(idHigh: number, idLow: number): number {
  return fmix32(idLow ^ Math.imul(idHigh + 1, 0x85ebca6b))
}

/**
 * `half` modulo `n`; `n` must be positive. With `>>> 0` the engine divides unsigned integers, which is much
 * faster than dividing doubles.
 */
export function modulo(half: number, n: number): number {
  return ((half >>> 0) % (n >>> 0)) >>> 0
}

const STEP = 0x9e3779b9

/** The high half of the hash of a contact id, given as its two halves, under `key`. */
export function highOfHash(idHigh: number, idLow: number, key: number): number {
  let left = idHigh
  let right = idLow
  for (let round = 0; round < 4; round++) {
    const next = left ^ fmix32((right + key + Math.imul(round, STEP)) | 0)
    left = right
    right = next
  }
  return left
}

/** Hashes the contact id of a row under `key` and puts both halves into the row. */
export function hashRow({ id32 }: ContactColumns, rows: RowColumns, row: number, key: number): void {
  const i = rows.contact[row]
  let left = id32[2 * i + 1]
  let right = id32[2 * i]
  for (let round = 0; round < 4; round++) {
    const next = left ^ fmix32((right + key + Math.imul(round, STEP)) | 0)
    left = right
    right = next
  }
  rows.hashHigh[row] = left
  rows.hashLow[row] = right
}
