/** A document that somebody may change while the app runs: looked at again after a while. */
import { UnavailableError } from "../published/unavailable.ts"

export interface RefreshOptions {
  readonly maxAgeMs: number
  readonly nowMs: () => number
  /** What errors call the document. */
  readonly name: string
  /** Told once that what is known goes on, until the document can be read again. */
  readonly warn: (message: string) => void
}

/**
 * What `read` makes of the text of a document, made again only when the text has changed. While the text cannot be had or
 * read, what is known goes on; where nothing is known, UnavailableError. No promise is kept, see groundKeeper.
 * @param load the text; undefined where there is none
 */
export function refreshed<A>(
  load: () => Promise<string | undefined>,
  read: (text: string | undefined) => A,
  { maxAgeMs, nowMs, name, warn }: RefreshOptions,
): () => A | Promise<A> {
  let known: { readonly text: string | undefined; readonly value: A } | undefined
  let checkedAtMs = Number.NEGATIVE_INFINITY
  let isStale = false
  const refresh = async (): Promise<A> => {
    try {
      const text = await load()
      if (known === undefined || known.text !== text) known = { text, value: read(text) }
      isStale = false
    } catch (cause) {
      if (known === undefined) throw new UnavailableError(`${name} cannot be read`, { cause })
      if (!isStale) warn(`${name} cannot be read: what was read before goes on`)
      isStale = true
    }
    checkedAtMs = nowMs()
    return known.value
  }
  return () => (known !== undefined && nowMs() - checkedAtMs < maxAgeMs ? known.value : refresh())
}
