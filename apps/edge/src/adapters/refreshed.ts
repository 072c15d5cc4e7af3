/** A document that somebody may change while the app runs. It is read again at intervals. */
import { type KeepOptions, type Kept, kept } from "../published/kept.ts"
import { UnavailableError } from "../published/unavailable.ts"
import { within } from "../published/within.ts"

export interface RefreshOptions extends KeepOptions {
  /** The name of the document in errors. */
  readonly name: string
}

const LONGEST_MS = 2000

/**
 * Keeps the value that `read` makes of the text of a document. `read` is called again only if the text has
 * changed. If the text cannot be loaded or read, the known value stays in use. If no value is known, the
 * promise rejects with UnavailableError.
 * @param load loads the text; undefined if there is no document
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
