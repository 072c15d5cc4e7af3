/** A document that somebody may change while the app runs: looked at again after a while. */
import { UnavailableError } from "../published/unavailable.ts"

export interface RefreshOptions {
  readonly maxAgeMs: number
  readonly nowMs: () => number
  /** What errors call the document. */
  readonly name: string
}

/**
 * What `read` makes of the text of a document, made again only when the text has changed. While the text cannot be had or
 * read, what is known goes on; where nothing is known, UnavailableError. No promise is kept, see groundKeeper.
 * @param load the text; undefined where there is none
 */
export function refreshed<A>(
  load: () => Promise<string | undefined>,
  read: (text: string | undefined) => A,
  { maxAgeMs, nowMs, name }: RefreshOptions,
): () => A | Promise<A> {
  let known: { readonly text: string | undefined; readonly value: A } | undefined
  let checkedAtMs = Number.NEGATIVE_INFINITY
  const refresh = async (): Promise<A> => {
    try {
      const text = await load()
      if (known === undefined || known.text !== text) known = { text, value: read(text) }
    } catch (cause) {
      if (known === undefined) throw new UnavailableError(`${name} cannot be read`, { cause })
    }
    checkedAtMs = nowMs()
    return known.value
  }
  return () => (known !== undefined && nowMs() - checkedAtMs < maxAgeMs ? known.value : refresh())
}
