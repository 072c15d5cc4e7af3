/**
 * Keys. A key is 256 random bits as text, and only its SHA-256 hash is stored. The text is so random that a
 * plain hash reveals nothing.
 */

const hex = (bytes: Uint8Array): string =>
  bytes.reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "")

/** Whether a text can be a key: up to 256 ASCII characters without spaces, so that it fits into a header. */
export const isKey = (text: string): boolean => /^[\x21-\x7e]{1,256}$/.test(text)

/** A new key: `almanac_` and 64 hexadecimal digits. */
export function makeKey(): string {
  return `almanac_${hex(crypto.getRandomValues(new Uint8Array(32)))}`
}

/** SHA-256 of a key, as 64 lower-case hexadecimal digits. */
export async function hashKey(key: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))))
}
