/** What most requests need not wait for: a promise for each of such values costs more than finding the value. */
export type Soon<A> = A | Promise<A>

/** Goes on with the value: at once where it is known. */
export function soon<A, B>(value: Soon<A>, next: (value: A) => Soon<B>): Soon<B> {
  return value instanceof Promise ? value.then(next) : next(value)
}
