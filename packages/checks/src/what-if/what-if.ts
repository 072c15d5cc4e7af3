/** What a change of settings would do: who gets which emails then, when, what moves and what is lost. */
import { formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import type { CheckFailed } from "@almanac/pipeline/run/check-failed"
import * as Effect from "effect/Effect"
import { type Displaced, type DisplacedExample, displacedBy, displacedExamples } from "../diff/displaced.ts"
import type { StateDifference } from "../diff/report.ts"
import type { RunCause } from "../diff/run-causes.ts"
import { type Overload, overloadsOf } from "./overloads.ts"
import {
  type BothPlans,
  type PlanBothOptions,
  type PlannedType,
  planBoth,
  plannedTypes,
} from "./plan-both.ts"

export interface WhatIf {
  readonly as_of: string
  /** The settings that the change concerns, with their values before and after. */
  readonly changes: ReadonlyArray<RunCause>
  readonly contacts: number
  readonly pre_scheduled: { readonly without: number; readonly with: number }
  readonly skipped: { readonly without: number; readonly with: number }
  /** The types of which the two plans send different numbers of emails. */
  readonly planned: ReadonlyArray<PlannedType>
  /** The days on which an organisation sends another number of emails, in their order. */
  readonly days: ReadonlyArray<WhatIfDay>
  /** Days that are above the threshold because no plan avoids it. */
  readonly overloads: { readonly without: ReadonlyArray<Overload>; readonly with: ReadonlyArray<Overload> }
  readonly by_state: ReadonlyArray<WhatIfState>
  readonly displaced: ReadonlyArray<Displaced>
  readonly examples: ReadonlyArray<DisplacedExample>
}

export interface WhatIfDay {
  readonly date: string
  readonly org_id: bigint
  /** All emails of the day: planned ones, history and foreseen follow-ups. */
  readonly without: number
  readonly with: number
}

export interface WhatIfState extends StateDifference {
  /** All contacts of the state. `contacts` are those for whom something differs. */
  readonly all_contacts: number
}

export const whatIf = (
  options: PlanBothOptions,
): Effect.Effect<WhatIf, Refusal | SqlError | CheckFailed | FileError> =>
  Effect.map(planBoth(options), (plans) => describe(formatDay(options.asOf), plans))

function describe(as_of: string, plans: BothPlans): WhatIf {
  const { without, with: present, difference } = plans
  const contactsOf = new Map<string, number>(
    present.counts.by_state.map(({ state, contacts }) => [state, contacts]),
  )
  return {
    as_of,
    // Settings of organisations come from a changed table, which is no other input.
    changes: difference.causes.filter(({ kind }) => kind !== "input"),
    contacts: present.counts.contacts,
    pre_scheduled: { without: without.counts.pre_scheduled, with: present.counts.pre_scheduled },
    skipped: { without: without.counts.skipped, with: present.counts.skipped },
    planned: plannedTypes(plans),
    days: differingDays(without.daily_loads, present.daily_loads),
    overloads: { without: overloadsOf(without.daily_loads), with: overloadsOf(present.daily_loads) },
    by_state: difference.by_state.map((state) => ({
      ...state,
      all_contacts: contactsOf.get(state.state) ?? 0,
    })),
    displaced: displacedBy(difference),
    examples: displacedExamples(difference),
  }
}

function differingDays(
  without: ReadonlyArray<OrgVolume>,
  present: ReadonlyArray<OrgVolume>,
): ReadonlyArray<WhatIfDay> {
  const before = new Map(without.map((org) => [org.org_id, loadsOf(org)]))
  return present
    .flatMap((org) => {
      const [old, now] = [before.get(org.org_id) ?? new Map<string, number>(), loadsOf(org)]
      return [...new Set([...old.keys(), ...now.keys()])].map((date) => ({
        date,
        org_id: org.org_id,
        without: old.get(date) ?? 0,
        with: now.get(date) ?? 0,
      }))
    })
    .filter((day) => day.without !== day.with)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : Number(a.org_id - b.org_id)))
}

/** All emails by day. */
function loadsOf({ loads, loads_history = {}, loads_foreseen = {} }: OrgVolume): Map<string, number> {
  const sums = new Map<string, number>()
  for (const series of [loads, loads_history, loads_foreseen]) {
    for (const [date, emails] of Object.entries(series)) sums.set(date, (sums.get(date) ?? 0) + emails)
  }
  return sums
}
