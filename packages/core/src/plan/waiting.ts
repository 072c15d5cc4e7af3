/**
 * How many emails wait from one day to the next, as a linear program. Its variables are
 *
 *   w(f, t)   emails of flow f that wait at the start of day t; so r(f, t) + w(f, t) − w(f, t + 1) of them go on day t,
 *             where r are released
 *   rise      how much higher than the lowest level the days must rise
 *
 * and its rows
 *
 *   load      emails on day t, and their follow-ups on t + followupDaysAfter, with what is fixed there ≤ level
 *   patience  w(f, b + 1) − w(f, a) ≤ emails released from a to b that may go after b
 *
 * The second are just what the deadlines ask (Hall's condition, for intervals). They are many, and few matter: rows are added
 * when a solution breaks them. Waiting costs; rising costs so much more that days rise as little as they can.
 */
import { LinearProgram, type Row } from "./linear-program.ts"
import { type Flow, patientEmails, releasesOf, type Stretch } from "./stretch.ts"

/** The price of a rise by one email: more than any number of days it could save. */
const RISE = 1e6
/** The price of one email above a day's level, where whole numbers of emails leave no choice. */
const EXCESS = 1e4
/** Days of critical rows pay for the rise together; others pay for no more than waiting. */
const CRITICAL = 2e-3 * RISE
const TOLERANCE = 1e-6
/** Of two ways to wait equally long, the one that waits earlier is taken: later days cost a little more. */
const LATER = 1e-4

/** What days may take. Those that rise share one level, which is unknown; it is at least `lowest`. */
export interface Levels {
  readonly fixed: Float64Array
  readonly rising: ReadonlySet<number>
  readonly lowest: number
}

export class WaitingProgram {
  readonly #stretch: Stretch
  readonly #levels: Levels
  /** Of each flow and day, the number of its variable; −1 where nothing can wait. */
  readonly #variables: ReadonlyArray<Int32Array>
  readonly #patient: ReadonlyArray<ReadonlyArray<Float64Array>>
  readonly #releases: ReadonlyArray<Float64Array>
  readonly #loads: ReadonlyArray<Row>
  /** Numbers of the load rows that have been added, by day. */
  readonly #loadRows = new Map<number, number>()
  /** Number of the variable of a day's excess, of the first day; none where levels are hard. */
  readonly #firstExcess: number | undefined
  readonly #waitingVariables: number
  #program: LinearProgram

  /** @param soft whether a day may be taken above its level, at a price */
  constructor(stretch: Stretch, levels: Levels, soft: boolean) {
    this.#stretch = stretch
    this.#levels = levels
    const { flows, days } = stretch
    this.#releases = flows.map((flow) => releasesOf(flow, days))
    this.#patient = flows.map((flow) => patientEmails(flow, days))
    const costs = [RISE]
    this.#variables = flows.map((flow, f) => this.#addVariables(flow, this.#patient[f]?.[0], costs))
    this.#waitingVariables = costs.length
    this.#firstExcess = soft ? costs.length : undefined
    if (soft) costs.push(...Array.from(stretch.base, () => EXCESS))
    this.#program = new LinearProgram(costs)
    this.#loads = Array.from(stretch.base, (_, day) => this.#loadRow(day))
  }

  #addVariables({ weight }: Flow, patient: Float64Array | undefined, costs: Array<number>): Int32Array {
    const { days } = this.#stretch
    const variables = new Int32Array(days + 1).fill(-1)
    for (let t = 1; t < days; t++) {
      if ((patient?.[t - 1] ?? 0) === 0) continue
      variables[t] = costs.length
      costs.push(weight * (1 + (LATER * t) / days))
    }
    return variables
  }

  /** Finds the cheapest way to wait; false where there is none. */
  solve(): boolean {
    for (;;) {
      if (!this.#program.solve()) return false
      const values = this.#program.values
      const broken = [...this.#brokenLoads(values), ...this.#brokenPatience(values)]
      for (const { row, day } of broken) {
        const number = this.#program.add(row)
        if (day !== undefined) this.#loadRows.set(day, number)
      }
      if (broken.length === 0) return true
    }
  }

  /** How much the rising days must rise. */
  get rise(): number {
    return this.#program.values[0] as number
  }

  /** The days that cannot rise less. */
  criticalDays(): ReadonlyArray<number> {
    const { rising } = this.#levels
    return [...this.#loadRows]
      .filter(([day, row]) => rising.has(day) && this.#program.priceOf(row) > CRITICAL)
      .map(([day]) => day)
  }

  isWhole(): boolean {
    const values = this.#program.values
    for (let v = 1; v < this.#waitingVariables; v++) if (!isWhole(values[v] as number)) return false
    return true
  }

  /** Makes the numbers of waiting emails whole, one after another, each by the cheaper of the two ways to round it. */
  makeWhole(): void {
    for (let v = 1; v < this.#waitingVariables; ) {
      const value = this.#program.values[v] as number
      if (isWhole(value)) {
        v++
        continue
      }
      const down = this.#with({ variables: [v], factors: [1], bound: Math.floor(value) })
      const up = this.#with({ variables: [v], factors: [-1], bound: -Math.ceil(value) })
      if (down === undefined && up === undefined) return
      this.#program =
        up === undefined || (down !== undefined && down.cost <= up.cost) ? (down as LinearProgram) : up
      v = 1
    }
  }

  /** The program with one row more, solved; undefined where it has no solution. */
  #with(row: Row): LinearProgram | undefined {
    const before = this.#program
    this.#program = before.copy()
    this.#program.add(row)
    const solved = this.solve()
    const after = this.#program
    this.#program = before
    return solved ? after : undefined
  }

  /** Emails to send, of each flow by day, rounded to whole numbers. */
  sends(): ReadonlyArray<Float64Array> {
    const values = this.#program.values
    return this.#variables.map((variables, f) => {
      const waiting = Float64Array.from(variables, (v) => (v < 0 ? 0 : Math.round(values[v] as number)))
      return (this.#releases[f] as Float64Array).map(
        (released, t) => released + (waiting[t] as number) - (waiting[t + 1] as number),
      )
    })
  }

  *#brokenLoads(values: Float64Array): Generator<{ row: Row; day: number | undefined }> {
    for (const [day, row] of this.#loads.entries()) {
      if (excessOf(row, values) > TOLERANCE) yield { row, day }
    }
  }

  #loadRow(day: number): Row {
    const { days, followupDaysAfter, flows, fixed } = this.#stretch
    const { fixed: levels, rising, lowest } = this.#levels
    const factors = new Map<number, number>()
    const put = (variable: number, factor: number): void => {
      if (variable >= 0) factors.set(variable, (factors.get(variable) ?? 0) + factor)
    }
    let bound = (rising.has(day) ? lowest : (levels[day] as number)) - (fixed[day] as number)
    flows.forEach(({ parents }, f) => {
      for (const t of parents ? [day, day - followupDaysAfter] : [day]) {
        if (t < 0 || t >= days) continue
        bound -= this.#releases[f]?.[t] as number
        put(this.#variables[f]?.[t] as number, 1)
        put(this.#variables[f]?.[t + 1] as number, -1)
      }
    })
    if (rising.has(day)) put(0, -1)
    if (this.#firstExcess !== undefined) put(this.#firstExcess + day, -1)
    return { variables: [...factors.keys()], factors: [...factors.values()], bound }
  }

  /** Of each flow and day, the row that is broken most. */
  *#brokenPatience(values: Float64Array): Generator<{ row: Row; day: undefined }> {
    for (const [f, variables] of this.#variables.entries()) {
      const patient = this.#patient[f] as ReadonlyArray<Float64Array>
      for (let b = 0; b + 1 < this.#stretch.days; b++) {
        const after = variables[b + 1] as number
        if (after < 0 || (values[after] as number) <= TOLERANCE) continue
        const row = mostImpatient(values, variables, patient, b)
        if (row !== undefined) yield { row, day: undefined }
      }
    }
  }
}

function mostImpatient(
  values: Float64Array,
  variables: Int32Array,
  patient: ReadonlyArray<Float64Array>,
  b: number,
): Row | undefined {
  const after = variables[b + 1] as number
  let worst: Row | undefined
  let most = TOLERANCE
  for (let a = b; a >= 0; a--) {
    const before = variables[a] as number
    const bound = patient[a]?.[b] as number
    const excess = (values[after] as number) - (before < 0 ? 0 : (values[before] as number)) - bound
    if (excess <= most) continue
    most = excess
    worst =
      before < 0
        ? { variables: [after], factors: [1], bound }
        : { variables: [after, before], factors: [1, -1], bound }
  }
  return worst
}

function excessOf({ variables, factors, bound }: Row, values: Float64Array): number {
  let sum = -bound
  for (let n = 0; n < variables.length; n++) {
    sum += (factors[n] as number) * (values[variables[n] as number] as number)
  }
  return sum
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < TOLERANCE
