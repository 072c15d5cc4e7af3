/**
 * A value that is often known already. Making a promise for such a value would cost more than computing it.
 */
export type Soon<A> = A | Promise<A>
