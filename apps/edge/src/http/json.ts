/** 64-bit integers in JSON. */

/** JSON has an id as a number where it fits 53 bits with its sign, else as text; `almanac explain --json` does so too. */
export type JsonId = number | string

export function jsonId(id: bigint): JsonId {
  return BigInt.asIntN(53, id) === id ? Number(id) : String(id)
}

export function jsonIdOrNull(id: bigint | null): JsonId | null {
  return id === null ? null : jsonId(id)
}

/** JSON text of a value that holds BigInts somewhere. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? jsonId(item) : item))
}
