/** The hash of docs/reference/rules.md, which spreads late emails over days. */

const mix = (value: number): number => {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** The two halves of the hash, unsigned. */
export function spreadHash(
  contactId: number,
  type: string,
  year: number,
): readonly [high: number, low: number] {
  let name = 0x811c9dc5
  for (const char of type) name = Math.imul(name ^ char.charCodeAt(0), 0x01000193)
  const key = mix(name ^ Math.imul(year, 0x9e3779b1))
  let [left, right] = [Math.floor(contactId / 2 ** 32), contactId | 0]
  for (let round = 0; round < 4; round++) {
    ;[left, right] = [right, left ^ mix(right + key + Math.imul(round, 0x9e3779b9))]
  }
  return [left >>> 0, right >>> 0]
}
