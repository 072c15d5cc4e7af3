/**
 * A small linear program, solved exactly enough to be rounded: the dual simplex method over a dense dictionary.
 *
 *      minimise    cost · x
 *      subject to  row · x ≤ bound   for every row,   x ≥ 0
 *
 * Costs are positive, so x = 0 is the best start, and rows can be added where a solution breaks them: most rows of a plan
 * never matter. Only sums, products and quotients of doubles are used, so every machine finds the same solution.
 */

/** A sparse row: variables, their factors, and the bound that the sum must not exceed. */
export interface Row {
  readonly variables: ReadonlyArray<number>
  readonly factors: ReadonlyArray<number>
  readonly bound: number
}

const TOLERANCE = 1e-7
/** Pivots after which a program is given up; each usually takes about as many as it has variables. */
const MOST_PIVOTS = 20_000

export class LinearProgram {
  /** Variables first, then the slack of each row, by number. */
  #variables: number
  /** Number of the variable in each column (zero) and in each line of the dictionary (not zero). */
  readonly #column: Array<number>
  readonly #line: Array<number> = []
  /** Of each line: its value, then its factor for each column: variable = value − Σ factor × column variable. */
  readonly #lines: Array<Float64Array> = []
  /** What one more of the column's variable costs. */
  readonly #costs: Float64Array
  #rows = 0
  #constant = 0
  #pivots = 0

  /** Lines that no copy of this program uses any more. */
  readonly #spare: Array<Float64Array>

  /** @param costs positive, by variable */
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

  /** Finds the cheapest solution; false where there is none. Rows that do not bind are forgotten. */
  solve(): boolean {
    for (let leaving = this.#mostBroken(); leaving >= 0; leaving = this.#mostBroken()) {
      const entering = this.#cheapestFor(this.#lines[leaving])
      if (entering < 0 || ++this.#pivots > MOST_PIVOTS) return false
      this.#pivot(leaving, entering)
    }
    this.#forgetLoose()
    return true
  }

  /** The same program in the same state, to be taken further apart. */
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

  /** Gives the memory back to the other copies; the program must not be used any more. */
  discard(): void {
    this.#spare.push(...this.#lines.splice(0))
  }

  #newLine(): Float64Array {
    return this.#spare.pop() ?? new Float64Array(this.#costs.length + 1)
  }

  /** What the solution found last costs. */
  get cost(): number {
    return this.#constant
  }

  /** Values of the variables in the solution found last. */
  get values(): Float64Array {
    const values = new Float64Array(this.#variables)
    this.#line.forEach((variable, n) => {
      if (variable < this.#variables) values[variable] = this.#lines[n][0]
    })
    return values
  }

  /** How much cheaper the solution were with one more in the row's bound. */
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

  /** The column that mends a broken line at the least cost; −1 where none can. */
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
      pivot[n] = pivot[n] / factor
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
