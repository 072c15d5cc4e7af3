/** Cells: the movable emails of an organisation that are planned alike. */
import type { Day } from "../day/civil.ts"

/** Days, both inclusive. */
export interface Span {
  readonly from: Day
  readonly through: Day
}

export interface Cell {
  readonly release: Day
  readonly deadline: Day
  readonly priority: number
  readonly count: number
  /** Days from release to deadline on which sending one of them causes no follow-up; absent where there are none. */
  readonly quiet?: Span
  /** The day that an earlier run has announced for them, not before `release`. */
  readonly announced?: Day
}

export interface Placement {
  readonly day: Day
  readonly count: number
}

/** A cell that does not stay whole on its release day: its emails in rank order, day after day. */
export interface SplitCell extends Cell {
  readonly placements: ReadonlyArray<Placement>
}

/** Whether emails of the cell that go on `day` cause follow-ups. */
export function causesFollowups({ quiet }: Cell, day: Day): boolean {
  return quiet === undefined || day < quiet.from || day > quiet.through
}

/** Whether emails of the cell cause follow-ups on any of their days. */
export function mayCauseFollowups({ quiet, release, deadline }: Cell): boolean {
  return quiet === undefined || quiet.from > release || quiet.through < deadline
}

/** Whether the emails of the cell are released on the day that was announced for them. */
export function isAsAnnounced({ announced, release }: Cell): boolean {
  return announced === release
}

/** Whether placements are nothing but the whole cell on its release day. */
export function staysWhole({ release }: Cell, placements: ReadonlyArray<Placement>): boolean {
  return placements.length === 1 && placements[0]?.day === release
}
