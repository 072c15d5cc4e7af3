/** Partial settings laid over complete ones. Inputs are never changed. */

type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Mappings are merged key by key; anything else (lists too) replaces what it lies over. */
function merged(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over
  const result = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    if (value !== undefined) result.set(key, result.has(key) ? merged(result.get(key), value) : value)
  }
  return Object.fromEntries(result)
}

/** Like a merge, but a group without content (`timing:` alone in YAML) sets nothing. */
export function overlaid(base: Mapping, over: Mapping): unknown {
  const set = Object.entries(over).filter(([key, value]) => value !== null || !isMapping(base[key]))
  return merged(base, Object.fromEntries(set))
}
