/** 64-bit integers in JSON. */

/**
 * An id is a number in JSON if it fits into 53 bits including the sign. Otherwise it is text. `almanac
 * explain --json` does the same.
 */
export type JsonId = number | string

export function jsonId(id: bigint): JsonId {
  return BigInt.asIntN(53, id) === id ? Number(id) : String(id)
}

export function jsonIdOrNull(id: bigint | null): JsonId | null {
  return id === null ? null : jsonId(id)
}

/** The JSON text of a value that may hold BigInts. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? jsonId(item) : item))
}
