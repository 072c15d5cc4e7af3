/**
 * Telephone numbers. They stay in intake: whatever comes after it holds only whether a contact has one that can be used.
 */

/** No number was given. */
export const PHONE_NONE = 0
/** What was given is not one number of the North American Numbering Plan. */
export const PHONE_INVALID = 1
export const PHONE_USABLE = 2

/**
 * A regular expression for what people write between and around the digits: blanks, brackets, dots, slashes, hyphens and
 * dashes. It works in JavaScript and in RE2.
 */
export const PHONE_SEPARATORS = "[ \\t\\n\\r\\f\\v\u00a0().\\-/\u2010-\u2015\u2212]"

/**
 * A regular expression for a whole number without separators: ten digits, and before them perhaps the country code 1 or +1.
 * It works in JavaScript and in RE2. The area code and the exchange code begin with 2 to 9 and do not end with 11. The
 * middle digit of an area code is not 9, because those codes are reserved.
 */
export const PHONE_PATTERN = "(\\+?1)?[2-9]([02-8][0-9]|1[02-9])[2-9]([02-9][0-9]|1[02-9])[0-9]{4}"

/** The greatest length of a number as it is written, in characters. */
export const PHONE_MAX_LENGTH = 40

const SEPARATORS = new RegExp(PHONE_SEPARATORS, "g")
const PHONE = new RegExp(`^(?:${PHONE_PATTERN})$`)

/** Whether a text is one number of the North American Numbering Plan. An extension makes it another number. */
export function isPhone(text: string): boolean {
  return text.length <= PHONE_MAX_LENGTH && PHONE.test(text.replace(SEPARATORS, ""))
}
