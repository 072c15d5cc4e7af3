const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
const TOP_LABEL = "([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9])"

/**
 * A regular expression for a whole text that is an email address. It works in JavaScript and in RE2
 * (`regexp_full_match`). It contains a single quote. It does not check the lengths, because neither engine
 * can count characters across the dots.
 */
export const EMAIL_PATTERN = `${ATOM}(\\.${ATOM})*@(${LABEL}\\.)+${TOP_LABEL}`

/** The greatest length of an address, in characters. */
export const EMAIL_MAX_LENGTH = 254

/** The greatest length of the part before the `@`, in characters. */
export const EMAIL_LOCAL_MAX_LENGTH = 64

const EMAIL = new RegExp(`^(?:${EMAIL_PATTERN})$`)

/**
 * Whether `text` has the form of an address that mail can be sent to: ASCII, no spaces around it, and a
 * public top-level domain.
 */
export function isValidEmail(text: string): boolean {
  return text.length <= EMAIL_MAX_LENGTH && text.indexOf("@") <= EMAIL_LOCAL_MAX_LENGTH && EMAIL.test(text)
}
