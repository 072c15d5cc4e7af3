/**
 * A solver for small linear programs, precise enough that solutions can be rounded to whole numbers. It uses
 * the dual simplex method with a dense dictionary.
 *
 *      minimise    cost · x
 *      subject to  row · x ≤ bound   for every row,   x ≥ 0
 *
 * Costs are positive, so x = 0 is optimal without rows. Rows can be added later, when a solution violates
 * them: most rows of a plan never matter. The solver uses only sums, products and quotients of doubles, so
 * every machine finds the same solution.
 */

/** A sparse row: variables, their factors, and the upper bound of the sum. */
export interface Row {
  readonly variables: ReadonlyArray<number>
  readonly factors: ReadonlyArray<number>
  readonly bound: number
}

const TOLERANCE = 1e-7
/**
 * Number of pivots after which the solver gives up. A program usually takes about as many as it has
 * variables.
 */
const MAX_PIVOTS = 20_000

export class LinearProgram {
  /** Number of variables. The slack of row n has the number `#variables + n`. */
  #variables: number
  /** Number of the variable of each column (its value is 0), and of each line of the dictionary. */
  readonly #column: Array<number>
  readonly #line: Array<number> = []
  /**
   * For each line: its value, then its factor for each column. Variable = value − Σ factor × column variable.
   */
  readonly #lines: Array<Float64Array> = []
  /** The cost of raising the variable of each column by one. */
  readonly #costs: Float64Array
  #rows = 0
  #constant = 0
  #pivots = 0

  /** Unused lines, shared by all copies of this program. */
  readonly #spare: Array<Float64Array>

  /** @param costs costs of the variables, all positive */
  constructor(costs: ReadonlyArray<number>, spare: Array<Float64Array> = []) {
    this.#spare = spare
    this.#variables = costs.length
    this.#costs = Float64Array.from(costs)
    this.#column = costs.map((_, variable) => variable)
  }

  /** Adds a row and returns its number. */
  add({ variables, factors, bound }: Row): number {
    const line = this.#newLine()
    line.fill(0)
    line[0] = bound
    variables.forEach((variable, n) => {
      const factor = factors[n]
      const column = this.#column.indexOf(variable)
      if (column >= 0) {
        line[column + 1] += factor
        return
      }
      const basic = this.#lines[this.#line.indexOf(variable)]
      line[0] -= factor * basic[0]
      for (let at = 1; at < line.length; at++) line[at] -= factor * basic[at]
    })
    const number = this.#rows++
    this.#line.push(this.#variables + number)
    this.#lines.push(line)
    return number
  }

  /** Finds the cheapest solution; false if there is none. Removes rows that do not bind. */
  solve(): boolean {
    for (let leaving = this.#mostBroken(); leaving >= 0; leaving = this.#mostBroken()) {
      const entering = this.#cheapestFor(this.#lines[leaving])
      if (entering < 0 || ++this.#pivots > MAX_PIVOTS) return false
      this.#pivot(leaving, entering)
    }
    this.#forgetLoose()
    return true
  }

  /** A copy of the program in its current state. */
  copy(): LinearProgram {
    const copy = new LinearProgram([...this.#costs], this.#spare)
    copy.#variables = this.#variables
    copy.#column.splice(0, this.#column.length, ...this.#column)
    copy.#line.push(...this.#line)
    for (const line of this.#lines) {
      const own = this.#newLine()
      own.set(line)
      copy.#lines.push(own)
    }
    copy.#rows = this.#rows
    copy.#constant = this.#constant
    return copy
  }

  /** Gives the memory back for use by other copies. The program must not be used afterwards. */
  discard(): void {
    this.#spare.push(...this.#lines.splice(0))
  }

  #newLine(): Float64Array {
    return this.#spare.pop() ?? new Float64Array(this.#costs.length + 1)
  }

  /** Cost of the current solution. */
  get cost(): number {
    return this.#constant
  }

  /** Values of the variables in the current solution. */
  get values(): Float64Array {
    const values = new Float64Array(this.#variables)
    this.#line.forEach((variable, n) => {
      if (variable < this.#variables) values[variable] = this.#lines[n][0]
    })
    return values
  }

  /** By how much the cost would fall if the bound of the row were larger by one. */
  priceOf(row: number): number {
    const column = this.#column.indexOf(this.#variables + row)
    return column < 0 ? 0 : this.#costs[column]
  }

  #mostBroken(): number {
    let line = -1
    let least = -TOLERANCE
    for (let n = 0; n < this.#lines.length; n++) {
      const value = this.#lines[n][0]
      if (value < least) {
        least = value
        line = n
      }
    }
    return line
  }

  /** The column that repairs a violated line at the lowest cost; −1 if none can. */
  #cheapestFor(line: Float64Array): number {
    let column = -1
    let least = Number.POSITIVE_INFINITY
    let steepest = 0
    for (let at = 0; at < this.#costs.length; at++) {
      const factor = -line[at + 1]
      if (factor <= TOLERANCE) continue
      const cost = this.#costs[at] / factor
      if (cost < least - 1e-12 || (cost < least + 1e-12 && factor > steepest)) {
        least = cost
        steepest = factor
        column = at
      }
    }
    return column
  }

  #pivot(leaving: number, entering: number): void {
    const pivot = this.#lines[leaving]
    const at = entering + 1
    const factor = pivot[at]
    const used: Array<number> = []
    for (let n = 0; n < pivot.length; n++) {
      if (pivot[n] === 0) continue
      pivot[n] /= factor
      used.push(n)
    }
    pivot[at] = 1 / factor
    const places = Int32Array.from(used)
    for (let n = 0; n < this.#lines.length; n++) {
      const line = this.#lines[n]
      const share = line[at]
      if (n === leaving || share === 0) continue
      for (let u = 0; u < places.length; u++) {
        const c = places[u]
        line[c] -= share * pivot[c]
      }
      line[at] = -share / factor
    }
    const cost = this.#costs[entering]
    this.#constant += cost * pivot[0]
    for (let c = 0; c < this.#costs.length; c++) {
      this.#costs[c] = Math.max(0, this.#costs[c] - cost * pivot[c + 1])
    }
    this.#costs[entering] = Math.max(0, -cost / factor)
    const variable = this.#line[leaving]
    this.#line[leaving] = this.#column[entering]
    this.#column[entering] = variable
  }

  #forgetLoose(): void {
    for (let n = this.#lines.length - 1; n >= 0; n--) {
      if (this.#line[n] < this.#variables) continue
      this.#line.splice(n, 1)
      this.#spare.push(...this.#lines.splice(n, 1))
    }
  }
}
