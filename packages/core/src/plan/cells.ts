/**
 * Cells. A cell holds the movable emails of an organisation that have the same key, and they are planned
 * alike.
 */
import type { Day } from "../day/civil.ts"

/** A span of days, both ends inclusive. */
export interface Span {
  readonly from: Day
  readonly through: Day
}

export interface Cell {
  readonly release: Day
  readonly deadline: Day
  readonly priority: number
  readonly count: number
  /**
   * Days between release and deadline on which sending one of them causes no follow-up; absent if there are
   * none.
   */
  readonly quiet?: Span | undefined
  /** The day that an earlier run announced for them; not before `release`. */
  readonly announced?: Day | undefined
}

export interface Placement {
  readonly day: Day
  readonly count: number
}

/** A cell that does not stay whole on its release day. Its emails go in the order of rank, day after day. */
export interface SplitCell extends Cell {
  readonly placements: ReadonlyArray<Placement>
}

/** Whether emails of the cell cause follow-ups if they are sent on `day`. */
export function causesFollowups({ quiet }: Cell, day: Day): boolean {
  return quiet === undefined || day < quiet.from || day > quiet.through
}

/** Whether emails of the cell cause follow-ups on at least one of their days. */
export function mayCauseFollowups({ quiet, release, deadline }: Cell): boolean {
  return quiet === undefined || quiet.from > release || quiet.through < deadline
}

/** Whether the emails of the cell are released on the day that was announced for them. */
export function isAsAnnounced({ announced, release }: Cell): boolean {
  return announced === release
}

/** Whether the placements leave the whole cell on its release day. */
export function staysWhole({ release }: Cell, placements: ReadonlyArray<Placement>): boolean {
  return placements.length === 1 && placements[0]?.day === release
}
