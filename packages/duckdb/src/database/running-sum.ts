/** Sums beside a statement: a function that is true of every row and adds up the values that it is asked of. */
import { BOOLEAN, DuckDBScalarFunction, UBIGINT } from "@duckdb/node-api"
import duckdb from "@duckdb/node-bindings"
import type { Connection } from "./database.ts"
import { BYTES, view } from "./vectors.ts"

/** Makes `name(UBIGINT)` such a function; its values must not be null. What is returned gives the sum and starts anew. */
export function registerRunningSum(connection: Connection, name: string): () => bigint {
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
  connection.native.registerScalarFunction(summing)
  return () => sum.take()
}

/** Halves add up to exact numbers as long as they stay below 2^53; well before that they are put away. */
const MOST = 2 ** 52

class RunningSum {
  #low = 0
  #high = 0
  #putAway = 0n

  add(halves: ArrayLike<number>, values: number): void {
    let low = 0
    let high = 0
    for (let at = 0; at < 2 * values; at += 2) {
      low += (halves[at] as number) >>> 0
      high += (halves[at + 1] as number) >>> 0
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
