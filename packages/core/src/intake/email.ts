const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
const TOP_LABEL = "([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9])"

/**
 * The form of an email address, as the source of a full match in JavaScript and RE2 (`regexp_full_match`; it contains
 * a single quote). The lengths are checked apart: neither engine could count across the dots.
 */
export const EMAIL_PATTERN = `${ATOM}(\\.${ATOM})*@(${LABEL}\\.)+${TOP_LABEL}`

/** Longest address, in characters. */
export const EMAIL_MAX_LENGTH = 254

/** Longest part before the `@`, in characters. */
export const EMAIL_LOCAL_MAX_LENGTH = 64

const EMAIL = new RegExp(`^(?:${EMAIL_PATTERN})$`)

/** Whether `text` is an address that mail can be sent to: ASCII, untrimmed, with a public top-level label. */
export function isValidEmail(text: string): boolean {
  return text.length <= EMAIL_MAX_LENGTH && text.indexOf("@") <= EMAIL_LOCAL_MAX_LENGTH && EMAIL.test(text)
}
