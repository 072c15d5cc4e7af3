/**
 * What DuckDB returned is freed when the engine collects the objects that stand for it. To the engine these are small, so it
 * would let hundreds of megabytes pile up behind them; looking at its youngest objects takes it a millisecond.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect: NodeJS.GCFunction = runInNewContext("gc")

/** Frees the results that nobody holds any more. */
export const freeResults = (): void => collect({ type: "minor" })
