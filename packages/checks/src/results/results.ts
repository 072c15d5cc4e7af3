/**
 * The effect of a campaign with a holdout: what the contacts who get its emails have done since, compared with what those who
 * are held out have done. Every contact of the instance counts, also those who got no email for another reason. The draw
 * knows nothing of these reasons, so both groups have as many of them, and the comparison stays fair.
 */
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay, NO_DAY } from "@almanac/core/day/civil"
import { instanceIndex } from "@almanac/core/domain/campaign"
import { heldOutDraws } from "@almanac/core/domain/holdout"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { instanceKey } from "@almanac/core/rules/hash"
import { holdoutDraw } from "@almanac/core/rules/holdout"
import { openClient } from "@almanac/duckdb/database"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { visitColumns } from "@almanac/duckdb/vectors"
import type { FileError } from "@almanac/files/file-error"
import { openSources } from "@almanac/pipeline/inputs/sources"
import { readCampaigns } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { type Difference, newcombe } from "./newcombe.ts"
import { statement } from "./statement.ts"

export interface ResultsOptions {
  readonly instance: bigint
  /** Directory of input tables. */
  readonly input: string
  readonly config: Config
  readonly today: Day
  /** A directory for temporary files. */
  readonly scratch: string
  readonly threads: number
  readonly databaseMemoryMb: number
}

export interface Group {
  readonly contacts: number
  readonly clicked: number
  readonly answered: number
}

export interface Results {
  readonly campaign_instance_id: bigint
  readonly name: string | null
  readonly email_type: string
  readonly holdout_percentage: number
  readonly as_of: string
  /** The contacts who get the emails. */
  readonly emailed: Group
  readonly held_out: Group
  /** The contacts whose email should go later. They are in no group. */
  readonly not_due: number
  /** The shares of `emailed` less those of `held_out`, with 95 % intervals; null if a group is empty. */
  readonly difference: { readonly clicked: Difference; readonly answered: Difference } | null
}

const KINDS = { contact_id: "int64", due: "uint8", clicked: "uint8", answered: "uint8" } as const

/** Refuses an instance that does not exist or that holds nobody out. */
export const campaignResults = (
  options: ResultsOptions,
): Effect.Effect<Results, Refusal | SqlError | FileError> => Effect.scoped(measured(options))

const measured = Effect.fnUntraced(function* (options: ResultsOptions) {
  const { instance: id, today, scratch } = options
  const sql = yield* openClient({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  yield* openSources(sql, { directory: options.input, scratchDirectory: join(scratch, "converted") })
  const campaigns = yield* readCampaigns(sql, options.config, today)
  const found = campaigns.instances[instanceIndex(campaigns, id)]
  if (found === undefined) {
    return yield* refuse(`there is no campaign instance ${id}`, "choose one from campaign_instances")
  }
  if (found.holdoutPercentage === 0) {
    return yield* refuse(
      `instance ${id} holds nobody out, so there is nothing to compare`,
      "give the next instance a holdout_percentage before its first run",
    )
  }
  const asked = {
    instance: id,
    org: found.orgId,
    start: found.startDate === NO_DAY ? null : formatDay(found.startDate),
    targets_all: found.targetsAll,
    days_before: found.daysBeforeEvent,
    today: formatDay(today),
  }
  const key = instanceKey(Number(BigInt.asIntN(32, id >> 32n)), Number(BigInt.asIntN(32, id)))
  const draws = heldOutDraws(found.holdoutPercentage)
  const emailed = { contacts: 0, clicked: 0, answered: 0 }
  const held_out = { contacts: 0, clicked: 0, answered: 0 }
  let not_due = 0
  yield* visitColumns(sql, statement("results/contacts", asked), KINDS, (columns, rows) => {
    const { contact_id: ids, due, clicked, answered } = columns
    for (let row = 0; row < rows; row++) {
      if (due[row] === 0) {
        not_due++
        continue
      }
      const group = holdoutDraw(ids[2 * row + 1], ids[2 * row], key) < draws ? held_out : emailed
      group.contacts++
      group.clicked += clicked[row]
      group.answered += answered[row]
    }
  })
  const results: Results = {
    campaign_instance_id: id,
    name: found.name,
    email_type: campaigns.typeNames[found.type],
    holdout_percentage: found.holdoutPercentage,
    as_of: formatDay(today),
    emailed,
    held_out,
    not_due,
    difference: differenceOf(emailed, held_out),
  }
  return results
})

function differenceOf(emailed: Group, heldOut: Group): Results["difference"] {
  if (emailed.contacts === 0 || heldOut.contacts === 0) return null
  const between = (what: "clicked" | "answered") =>
    newcombe({ of: emailed.contacts, did: emailed[what] }, { of: heldOut.contacts, did: heldOut[what] })
  return { clicked: between("clicked"), answered: between("answered") }
}
