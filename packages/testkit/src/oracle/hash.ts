/** Section 10, with big integers: a Feistel network of four rounds over the 64 bits of the contact id. */

const MASK32 = 0xffff_ffffn

function fmix32(value: bigint): bigint {
  let h = value & MASK32
  h ^= h >> 16n
  h = (h * 0x85eb_ca6bn) & MASK32
  h ^= h >> 13n
  h = (h * 0xc2b2_ae35n) & MASK32
  return h ^ (h >> 16n)
}

/** FNV-1a. Names of email types are ASCII, so each character is one byte. */
function fnv1a32(text: string): bigint {
  let h = 0x811c_9dc5n
  for (const character of text) h = ((h ^ BigInt(character.charCodeAt(0))) * 0x0100_0193n) & MASK32
  return h
}

export interface Halves {
  readonly high: bigint
  readonly low: bigint
}

/** A Feistel network of four rounds over the 64 bits of the contact id. */
function permuted(contactId: bigint, key: bigint): Halves {
  const id = BigInt.asUintN(64, contactId)
  let [left, right] = [id >> 32n, id & MASK32]
  for (let round = 0n; round < 4n; round++) {
    ;[left, right] = [right, left ^ fmix32((right + key + round * 0x9e37_79b9n) & MASK32)]
  }
  return { high: left, low: right }
}

/** The hash of a contact id, email type and event year. Both halves are in [0, 2^32). */
export function hashOf(contactId: bigint, emailType: string, year: number): Halves {
  return permuted(contactId, fmix32(fnv1a32(emailType) ^ ((BigInt(year) * 0x9e37_79b1n) & MASK32)))
}

/** Section 18: the hash of a contact id and a campaign instance for the holdout. */
export function holdoutHashOf(contactId: bigint, instanceId: bigint): Halves {
  const id = BigInt.asUintN(64, instanceId)
  const ofInstance = fmix32((id & MASK32) ^ ((((id >> 32n) + 1n) * 0x85eb_ca6bn) & MASK32))
  return permuted(contactId, fmix32(fnv1a32("holdout")) ^ ofInstance)
}
