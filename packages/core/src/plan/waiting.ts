/**
 * A linear program that finds how many emails wait from one day to the next. Its variables are
 *
 *   rise      how much higher than the lowest level the days must rise
 *   w(f, t)   emails of flow f that wait at the start of day t
 *   v(n)      emails of turn n that wait for it: they leave their flow on the day before, and are released
 *             into the other flow
 *
 * On day t, flow f sends r(f, t) + w(f, t) − w(f, t + 1) emails, where r(f, t) are released. Emails that turn
 * on day t + 1 are subtracted in the flow they leave, and emails that turn on day t are added in the flow
 * they join. The rows are
 *
 *   load      emails on day t, and their follow-ups on the day of these, with fixed emails ≤ level
 *   patience  w(f, b + 1) − w(f, a) ≤ emails released from a to b that may go after b
 *   turning   v(n) ≤ emails of the turn; and all emails that turn later are among those that wait
 *
 * The patience rows say exactly that deadlines are met (Hall's condition, for intervals). They are many and
 * few of them matter, so a row is added only when a solution violates it. Waiting has a cost. Rising costs so
 * much more that days rise as little as possible.
 */
import { LinearProgram, type Row } from "./linear-program.ts"
import { patientEmails, releasesOf, type Stretch, type Turn } from "./stretch.ts"

/** The cost of a rise by one email: more than the waiting that it could save. */
const RISE = 1e6
/** The cost of one email above a day's level, if rounding to whole emails leaves no choice. */
const EXCESS = 1e5
/** The cost of every further email above it. */
const SECOND_EXCESS = 10 * EXCESS
/**
 * Prices above this belong to critical load rows. The prices of critical rows add up to the cost of the rise;
 * the prices of other rows come from waiting alone and are lower.
 */
const CRITICAL = 2e-3 * RISE
const TOLERANCE = 1e-6
/**
 * Waiting on later days costs slightly more, so of two equally long ways to wait the earlier one is taken.
 */
const LATER = 1e-4

/**
 * What days may take. Rising days share one level, which is unknown and at least `lowest`. Each takes as many emails as
 * the level and its lift.
 */
export interface Levels {
  readonly fixed: Float64Array
  readonly rising: ReadonlySet<number>
  readonly lowest: number
}

export class WaitingProgram {
  readonly #stretch: Stretch
  readonly #levels: Levels
  /** For each flow and day, the number of its variable; −1 if no email can wait. */
  readonly #variables: ReadonlyArray<Int32Array>
  /** Number of the variable of the first turn. Those of the other turns follow it. */
  readonly #firstTurn: number
  /**
   * Number of the first excess variable. Each day has two: one for the first email above its level, one for
   * all further ones. Undefined if levels are hard.
   */
  readonly #firstExcess: number | undefined
  readonly #patient: ReadonlyArray<ReadonlyArray<Float64Array>>
  readonly #releases: ReadonlyArray<Float64Array>
  /** For each day, the days whose emails have their follow-ups on it. */
  readonly #parentDays: ReadonlyArray<ReadonlyArray<number>>
  /** Rows that are checked one by one: load rows by day, then those of turns and of excess. */
  readonly #rows: ReadonlyArray<Row>
  /** Numbers of the load rows that have been added, by day. */
  readonly #loadRows = new Map<number, number>()
  /** By how much the patience rows of a flow and a last day are violated, by their first day. */
  readonly #excess: Float64Array
  #program: LinearProgram

  /** @param soft whether a day may take more than its level, at a cost */
  constructor(stretch: Stretch, levels: Levels, soft: boolean) {
    this.#stretch = stretch
    this.#levels = levels
    const { flows, days, turns, base } = stretch
    this.#releases = flows.map((flow) => releasesOf(flow, days))
    this.#patient = flows.map((flow) => patientEmails(flow, days))
    this.#parentDays = parentDays(stretch)
    this.#excess = new Float64Array(days)
    const costs = [RISE]
    this.#variables = flows.map((_, f) => this.#addVariables(f, costs))
    this.#firstTurn = costs.length
    for (const { to } of turns) costs.push(flows[to]?.weight ?? 0)
    this.#firstExcess = soft ? costs.length : undefined
    if (soft) costs.push(...Array.from(base, () => [EXCESS, SECOND_EXCESS]).flat())
    this.#program = new LinearProgram(costs)
    this.#rows = [...Array.from(base, (_, day) => this.#loadRow(day)), ...this.#otherRows()]
  }

  #addVariables(f: number, costs: Array<number>): Int32Array {
    const { days, flows, turns } = this.#stretch
    const variables = new Int32Array(days + 1).fill(-1)
    const weight = flows[f]?.weight ?? 0
    for (let t = 1; t < days; t++) {
      const waits =
        (this.#patient[f]?.[t - 1]?.[0] ?? 0) > 0 ||
        turns.some(({ to, turns, due }) => to === f && turns < t && due >= t)
      if (!waits) continue
      variables[t] = costs.length
      costs.push(weight * (1 + (LATER * t) / days))
    }
    return variables
  }

  /** Finds the cheapest way to wait; false if there is none. */
  solve(): boolean {
    for (;;) {
      if (!this.#program.solve()) return false
      const values = this.#program.values
      let added = 0
      for (const [n, row] of this.#rows.entries()) {
        if (excessOf(row, values) <= TOLERANCE) continue
        this.#loadRows.set(n, this.#program.add(row))
        added++
      }
      for (const row of this.#brokenPatience(values)) {
        this.#program.add(row)
        added++
      }
      if (added === 0) return true
    }
  }

  /** How much the rising days must rise. */
  get rise(): number {
    return this.#program.values[0]
  }

  /** The days that cannot rise less. */
  criticalDays(): ReadonlyArray<number> {
    const { rising } = this.#levels
    return [...this.#loadRows]
      .filter(([day, row]) => rising.has(day) && this.#program.priceOf(row) > CRITICAL)
      .map(([day]) => day)
  }

  /**
   * Rounds the numbers of emails to whole numbers, one after the other. Each becomes the nearer whole number.
   * If that takes a day above its level, it becomes the cheaper of the two neighbours. False if levels are
   * hard and neither is possible.
   */
  makeWhole(): boolean {
    const end = this.#firstExcess ?? this.#program.values.length
    for (let v = 1; v < end; ) {
      const value = this.#program.values[v]
      if (isWhole(value)) {
        v++
        continue
      }
      const down: Row = { variables: [v], factors: [1], bound: Math.floor(value) }
      const up: Row = { variables: [v], factors: [-1], bound: -Math.ceil(value) }
      const [nearer, other] = value - Math.floor(value) <= 0.5 ? [down, up] : [up, down]
      let best = this.#with(nearer)
      if (best === undefined || best.cost > this.#program.cost + EXCESS / 2) {
        const second = this.#with(other)
        if (best === undefined || (second !== undefined && second.cost < best.cost)) {
          best?.discard()
          best = second
        } else second?.discard()
      }
      if (best === undefined) return false
      this.#program.discard()
      this.#program = best
      v = 1
    }
    return true
  }

  /** The solved program with one additional row; undefined if it has no solution. */
  #with(row: Row): LinearProgram | undefined {
    const before = this.#program
    this.#program = before.copy()
    this.#program.add(row)
    const solved = this.solve() && this.rise <= TOLERANCE
    const after = this.#program
    this.#program = before
    if (!solved) after.discard()
    return solved ? after : undefined
  }

  /** Emails to send, for each flow by day, rounded to whole numbers. */
  sends(): ReadonlyArray<Float64Array> {
    const values = this.#program.values
    const sends = this.#variables.map((variables, f) => {
      const waiting = Float64Array.from(variables, (v) => (v < 0 ? 0 : Math.round(values[v])))
      return this.#releases[f].map((released, t) => released + waiting[t] - waiting[t + 1])
    })
    this.turning().forEach((count, n) => {
      const { from, to, turns } = this.#stretch.turns[n]
      const [before, after] = [sends[from] as Float64Array, sends[to] as Float64Array]
      before[turns - 1] -= count
      after[turns] += count
    })
    return sends
  }

  /** How many emails of each turn wait for it. */
  turning(): ReadonlyArray<number> {
    const values = this.#program.values
    return this.#stretch.turns.map((_, n) => Math.round(values[this.#firstTurn + n]))
  }

  #loadRow(day: number): Row {
    const { days, flows, fixed, turns, lift } = this.#stretch
    const { fixed: levels, rising, lowest } = this.#levels
    const row = new RowBuilder((rising.has(day) ? lowest + lift[day] : levels[day]) - fixed[day])
    for (const [f, { parents }] of flows.entries()) {
      for (const t of parents ? [day, ...this.#parentDays[day]] : [day]) {
        if (t >= days) continue
        row.bound -= this.#releases[f][t]
        row.put(this.#variables[f]?.[t], 1)
        row.put(this.#variables[f]?.[t + 1], -1)
        for (const [n, turn] of turns.entries()) {
          if (turn.from === f && turn.turns - 1 === t) row.put(this.#firstTurn + n, -1)
          if (turn.to === f && turn.turns === t) row.put(this.#firstTurn + n, 1)
        }
      }
    }
    if (rising.has(day)) row.put(0, -1)
    const excess = this.#firstExcess === undefined ? -1 : this.#firstExcess + 2 * day
    if (excess >= 0 && Number.isFinite(lift[day])) row.put(excess, -1).put(excess + 1, -1)
    return row.row
  }

  #otherRows(): Array<Row> {
    const { turns, flows, days, base } = this.#stretch
    const rows = turns.map(({ count }, n) => new RowBuilder(count).put(this.#firstTurn + n, 1).row)
    if (this.#firstExcess !== undefined) {
      for (const day of base.keys()) rows.push(new RowBuilder(1).put(this.#firstExcess + 2 * day, 1).row)
    }
    for (const f of flows.keys()) {
      for (let t = 1; t < days; t++) {
        const row = new RowBuilder(0).put(this.#variables[f]?.[t], -1)
        const before = row.size
        for (const [n, turn] of turns.entries()) {
          if (turn.from === f && turn.released < t && t < turn.turns) row.put(this.#firstTurn + n, 1)
        }
        if (row.size > before) rows.push(row.row)
      }
    }
    return rows
  }

  /** For each flow and day, the patience row that is violated most, if one is. */
  *#brokenPatience(values: Float64Array): Generator<Row> {
    for (const [f, variables] of this.#variables.entries()) {
      const turning = this.#stretch.turns.flatMap((turn, n): Array<TurningEmails> => {
        const emails = values[this.#firstTurn + n]
        return (turn.from === f || turn.to === f) && emails > TOLERANCE ? [{ turn, emails }] : []
      })
      for (let b = 0; b + 1 < this.#stretch.days; b++) {
        const after = variables[b + 1]
        if (after < 0 || values[after] <= TOLERANCE) continue
        const first = this.#mostImpatient(values, turning, f, b)
        if (first !== undefined) yield this.#patienceRow(f, first, b)
      }
    }
  }

  /**
   * The day `a` for which the patience row of flow `f` from `a` to `b` is violated most; undefined if none
   * is.
   */
  #mostImpatient(
    values: Float64Array,
    turning: ReadonlyArray<TurningEmails>,
    f: number,
    b: number,
  ): number | undefined {
    const variables = this.#variables[f]
    const patient = this.#patient[f]?.[b]
    const excess = this.#excess
    const after = values[variables[b + 1]]
    for (let a = 0; a <= b; a++) {
      const before = variables[a]
      excess[a] = after - (before < 0 ? 0 : values[before]) - patient[a]
    }
    for (const { turn, emails } of turning) {
      const { from, through, factor } = patienceOf(turn, f, b)
      for (let a = from; a <= through; a++) excess[a] += factor * emails
    }
    let worst: number | undefined
    let most = TOLERANCE
    for (let a = b; a >= 0; a--) {
      if (excess[a] <= most) continue
      most = excess[a]
      worst = a
    }
    return worst
  }

  #patienceRow(f: number, a: number, b: number): Row {
    const variables = this.#variables[f]
    const row = new RowBuilder(this.#patient[f]?.[b]?.[a])
    row.put(variables[b + 1], 1).put(variables[a], -1)
    for (const [n, turn] of this.#stretch.turns.entries()) {
      const { from, through, factor } = patienceOf(turn, f, b)
      if (from <= a && a <= through) row.put(this.#firstTurn + n, factor)
    }
    return row.row
  }
}

/** For each day, the days whose emails have their follow-ups on it. */
function parentDays({ base, followupOn }: Stretch): ReadonlyArray<ReadonlyArray<number>> {
  const parents = Array.from(base, (): Array<number> => [])
  for (const [t, day] of followupOn.entries()) parents[day]?.push(t)
  return parents
}

interface TurningEmails {
  readonly turn: Turn
  readonly emails: number
}

/** The days `a` from which an email that turns is in the patience rows of a flow, and its factor in them. */
interface Patience {
  readonly from: number
  readonly through: number
  readonly factor: number
}

const NEVER: Patience = { from: 0, through: -1, factor: 0 }

/**
 * The patience rows of flow `f` to day `b` in which an email that turns is. The factor is −1 if it may wait in
 * addition, 1 if it waited and has left the flow.
 */
function patienceOf({ from, to, released, turns, due }: Turn, f: number, b: number): Patience {
  if (to === f) return turns <= b && b < due ? { from: 0, through: turns, factor: -1 } : NEVER
  if (from !== f || turns > b + 1) return NEVER
  return { from: Math.max(0, released + 1), through: turns - 1, factor: 1 }
}

class RowBuilder {
  bound: number
  readonly #factors = new Map<number, number>()

  constructor(bound: number) {
    this.bound = bound
  }

  /** Adds a factor. A variable below 0 stands for one that is always 0. */
  put(variable: number, factor: number): this {
    if (variable >= 0) this.#factors.set(variable, (this.#factors.get(variable) ?? 0) + factor)
    return this
  }

  get size(): number {
    return this.#factors.size
  }

  get row(): Row {
    return { variables: [...this.#factors.keys()], factors: [...this.#factors.values()], bound: this.bound }
  }
}

function excessOf({ variables, factors, bound }: Row, values: Float64Array): number {
  let sum = -bound
  for (let n = 0; n < variables.length; n++) {
    sum += factors[n] * values[variables[n]]
  }
  return sum
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < TOLERANCE
