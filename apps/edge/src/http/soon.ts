/**
 * A value that is often known already. Making a promise for such a value would cost more than computing it.
 */
export type Soon<A> = A | Promise<A>

/** Calls `next` with the value. If the value is known, the call is immediate. */
export function soon<A, B>(value: Soon<A>, next: (value: A) => Soon<B>): Soon<B> {
  return value instanceof Promise ? value.then(next) : next(value)
}
