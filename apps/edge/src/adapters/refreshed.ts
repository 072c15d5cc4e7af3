/** A document that somebody may change while the app runs: looked at again after a while. */
import { type KeepOptions, type Kept, kept } from "../published/kept.ts"
import { UnavailableError } from "../published/unavailable.ts"
import { within } from "../published/within.ts"

export interface RefreshOptions extends KeepOptions {
  /** What errors call the document. */
  readonly name: string
}

const LONGEST_MS = 2000

/**
 * What `read` makes of the text of a document, made again only when the text has changed. While the text cannot be had or
 * read, what is known goes on; where nothing is known, UnavailableError.
 * @param load the text; undefined where there is none
 */
export function refreshed<A extends object>(
  load: () => Promise<string | undefined>,
  read: (text: string | undefined) => A,
  { name, ...options }: RefreshOptions,
): Kept<A> {
  let last: { readonly text: string | undefined; readonly value: A } | undefined
  const look = async (): Promise<A> => {
    try {
      const text = await within(load(), LONGEST_MS, name)
      if (last === undefined || last.text !== text) last = { text, value: read(text) }
      return last.value
    } catch (cause) {
      throw new UnavailableError(`${name} cannot be read`, { cause })
    }
  }
  return kept(look, options)
}
