/**
 * DuckDB frees the memory of a result only when V8 collects the JavaScript object of the result. These
 * objects are small, so V8 would let hundreds of megabytes of results accumulate. A collection of V8's
 * youngest objects takes a millisecond.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect: NodeJS.GCFunction = runInNewContext("gc")

/** Frees the results that are no longer referenced. */
export const freeResults = (): void => collect({ type: "minor" })
