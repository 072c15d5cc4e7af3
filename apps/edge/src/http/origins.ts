/** Origins whose pages may call the API from a browser. */

/**
 * The first of the origins, separated by commas, that no browser ever sends in this form. Undefined if
 * browsers can send all of them.
 */
export function uselessOrigin(text: string): string | undefined {
  return text.split(",").find((origin) => origin !== "" && !isOrigin(origin))
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
