/** A short fingerprint of a configuration. */
import type { Config } from "./config.ts"
import { isMapping } from "./merge.ts"

const OFFSET_BASIS = 0xcbf29ce484222325n
const PRIME = 0x100000001b3n

/**
 * FNV-1a (64 bits) of the canonical JSON of the effective configuration, as 16 lower-case hexadecimal digits.
 * Canonical JSON is ASCII: keys in code unit order, no spaces, every character outside ASCII as lower-case
 * `\uXXXX`. The hash tells configurations apart. It is not cryptographic: two configurations with the same
 * hash can be constructed.
 */
export function configHash(config: Config): string {
  let hash = OFFSET_BASIS
  const text = canonicalJson(config)
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * PRIME)
  }
  return hash.toString(16).padStart(16, "0")
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  if (isMapping(value)) {
    const keys = Object.keys(value).sort()
    return `{${keys.map((key) => `${ascii(key)}:${canonicalJson(value[key])}`).join(",")}}`
  }
  return ascii(value)
}

function ascii(scalar: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  return JSON.stringify(scalar).replaceAll(/[\u0080-\uffff]/g, escaped)
}
