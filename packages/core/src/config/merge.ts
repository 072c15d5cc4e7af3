/** Lays partial settings over complete ones. The inputs are not changed. */

type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Merges mappings key by key. Any other value, a list too, replaces the value under it. */
function merged(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over
  const result = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    if (value !== undefined) result.set(key, result.has(key) ? merged(result.get(key), value) : value)
  }
  return Object.fromEntries(result)
}

/** Lays `over` on `base`. A group without content (`timing:` alone in YAML) sets nothing. */
export function overlaid(base: Mapping, over: Mapping): unknown {
  const set = Object.entries(over).filter(([key, value]) => value !== null || !isMapping(base[key]))
  return merged(base, Object.fromEntries(set))
}

/** A mapping with one value at a path, such as load_balancing and daily_cap, to be laid over settings. */
export function nestedAt(path: ReadonlyArray<string>, value: unknown): Mapping {
  const [name = "", ...rest] = path
  return { [name]: rest.length === 0 ? value : nestedAt(rest, value) }
}
