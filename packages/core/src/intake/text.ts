/** A regular expression for a whole text that is blank. It works in JavaScript and in RE2. */
export const BLANK_PATTERN = "[ \\t\\n\\r\\f\\v]*"

const AROUND = new RegExp(`^${BLANK_PATTERN}|${BLANK_PATTERN}$`, "g")

/** The text without blanks at its ends. */
export const trimmed = (text: string): string => text.replace(AROUND, "")

const BLANK = new RegExp(`^(?:${BLANK_PATTERN})$`)

/** Whether a value is null, undefined or blank text. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && BLANK.test(value))
}
