/** Origins whose pages may ask from a browser. */

/** The first of the origins, joined by commas, that browsers never send as it stands; undefined where all can be met. */
export function uselessOrigin(text: string): string | undefined {
  return text.split(",").find((origin) => origin !== "" && !isOrigin(origin))
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
