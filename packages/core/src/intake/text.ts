/** Blank text, as the source of a full match in JavaScript and RE2: it counts as absent. */
export const BLANK_PATTERN = "[ \\t\\n\\r\\f\\v]*"

const BLANK = new RegExp(`^(?:${BLANK_PATTERN})$`)

/** Null, undefined or blank text. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && BLANK.test(value))
}
