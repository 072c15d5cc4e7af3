/** A SQL function that sums its arguments while a statement runs. It returns true for every row. */
import { BOOLEAN, DuckDBScalarFunction, UBIGINT } from "@duckdb/node-api"
import duckdb from "@duckdb/node-bindings"
import type { DuckDbClient } from "./client.ts"
import { BYTES, view } from "./vectors.ts"

/**
 * Registers `name(UBIGINT)` as such a function. The arguments must not be null. Returns a function that
 * returns the sum and resets it to 0.
 */
export function registerRunningSum({ native }: DuckDbClient, name: string): () => bigint {
  const sum = new RunningSum()
  const yes = new Uint8Array(duckdb.vector_size()).fill(1)
  const summing = new DuckDBScalarFunction()
  summing.setName(name)
  summing.addParameter(UBIGINT)
  summing.setReturnType(BOOLEAN)
  summing.setVolatile()
  duckdb.scalar_function_set_function(summing.scalar_function, (_, input, output) => {
    const values = duckdb.data_chunk_get_size(input)
    const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(input, 0), values * BYTES.uint64)
    sum.add(view("uint64", bytes), values)
    duckdb.copy_data_to_vector(output, 0, yes.buffer, 0, values)
  })
  native.registerScalarFunction(summing)
  return () => sum.take()
}

/**
 * The sums of the halves are exact numbers below 2^53. When a sum exceeds this limit, it
 * is moved to a `bigint`.
 */
const MOST = 2 ** 52

class RunningSum {
  #low = 0
  #high = 0
  #putAway = 0n

  add(halves: ArrayLike<number>, values: number): void {
    let low = 0
    let high = 0
    for (let at = 0; at < 2 * values; at += 2) {
      low += halves[at] >>> 0
      high += halves[at + 1] >>> 0
    }
    this.#low += low
    this.#high += high
    if (this.#low > MOST || this.#high > MOST) this.#putAway = this.#all()
  }

  take(): bigint {
    const sum = this.#all()
    this.#putAway = 0n
    return sum
  }

  #all(): bigint {
    const sum = this.#putAway + BigInt(this.#low) + (BigInt(this.#high) << 32n)
    this.#low = 0
    this.#high = 0
    return sum
  }
}
