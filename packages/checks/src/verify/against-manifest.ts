/** Checks that the inputs, the configuration, the counts and the checksum agree with the manifest. */
import { refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, onlyRow, rowsOf } from "@almanac/duckdb/rows"
import { type ChecksummedFile, checksums } from "@almanac/pipeline/inputs/checksums"
import type { Sources } from "@almanac/pipeline/inputs/input"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import type { RecordedManifest } from "@almanac/pipeline/run/read-manifest"
import { inputChanges } from "@almanac/pipeline/run/same-inputs"
import { readOrganisations } from "@almanac/pipeline/stage/organisations"
import { scheduleChecksum } from "@almanac/pipeline/write/checksum"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Violations } from "./checks.ts"
import { statement } from "./statement.ts"

const violation = (detail: string) => ({ contact_id: null, email_type: null, detail })

/**
 * Compares the input files with those that the run read. It refuses the inputs if none of
 * them belongs to the run.
 */
export const checkInputs = Effect.fnUntraced(function* (
  sources: Sources,
  manifest: Manifest,
  violations: Violations,
) {
  const found = yield* checksums(sources)
  const changes = inputChanges(manifest.inputs, found)
  if (changes.length > 0 && !found.some((file) => isRecorded(file, manifest.inputs))) {
    return yield* refuse(
      `${sources.directory} is not the input of run ${manifest.run_id}: no file has the checksum that the run recorded`,
      "name the directory of the inputs of the run",
    )
  }
  violations.add("input_changed", changes.length, changes.map(violation))
})

const isRecorded = (file: ChecksummedFile, inputs: Manifest["inputs"]): boolean =>
  inputs.some((input) => input.path === file.path && input.sha256 === file.sha256)

/** Checks that the recorded configuration has the recorded hash. */
export function checkConfig({ config, recorded }: RecordedManifest, violations: Violations): void {
  if (recorded.hash === config.hash) return
  const detail = `config.effective has the hash ${recorded.hash}, config.hash says ${config.hash}`
  violations.add("config_changed", 1, [violation(detail)])
}

/** Checks that the manifest records the settings of organisations that the inputs have. */
export const checkOrganisations = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  sources: Sources,
  { organisations = [] }: Manifest,
  violations: Violations,
) {
  const given = yield* readOrganisations(sql, sources)
  const recorded = new Map(organisations.map(({ org_id, own }) => [BigInt(org_id), JSON.stringify(own)]))
  const expected = new Map(given.map(({ orgId, own }) => [orgId, JSON.stringify(own)]))
  const wrong = [...new Set([...recorded.keys(), ...expected.keys()])]
    .filter((org) => recorded.get(org) !== expected.get(org))
    .map((org) =>
      violation(`organisations, organisation ${org}: its own settings are not those of the inputs`),
    )
  violations.add("config_changed", wrong.length, wrong)
})

const COUNTED = [
  ...(["input_contacts", "contacts", "rejects", "warnings"] as const),
  ...(["rows", "pre_scheduled", "skipped"] as const),
]
const Counts = Schema.Record(Schema.Literals(COUNTED), Count)
const DifferentCap = Schema.Struct({
  org_id: Schema.BigInt,
  day: Schema.String,
  cap: Schema.NullOr(Count),
  said: Schema.NullOr(Count),
})
const Cap = Schema.Struct({ org_id: Schema.BigInt, contacts: Count, cap: Count, threshold: Count })

/**
 * Counts the rows of the run again and compares the counts with the manifest.
 * @param settled the derived number of candidates that history settles
 */
export const checkCounts = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  manifest: Manifest,
  settled: number,
  violations: Violations,
) {
  const counts = yield* onlyRow(Counts, sql`${statement("total/counts")}`)
  const wrong = ([...COUNTED, "settled"] as const).flatMap((name) => {
    const counted = name === "settled" ? settled : counts[name]
    const said = manifest.counts[name]
    return counted === said ? [] : [violation(`counts.${name} is ${said}, counted ${counted}`)]
  })
  const caps = yield* rowsOf(Cap, sql`${statement("total/caps")}`)
  const recorded = new Map(manifest.daily_loads.map((org) => [String(org.org_id), org]))
  const wrongCaps = caps.flatMap((cap) => {
    const said = recorded.get(String(cap.org_id))
    return (["contacts", "cap", "threshold"] as const).flatMap((name) =>
      said?.[name] === cap[name]
        ? []
        : [
            violation(
              `daily_loads, organisation ${cap.org_id}: ${name} is ${said?.[name]}, not ${cap[name]}`,
            ),
          ],
    )
  })
  const different = yield* rowsOf(DifferentCap, sql`${statement("total/different_caps")}`)
  const wrongDays = different.map(({ org_id, day, cap, said }) => {
    const [found, due] = [said ?? "absent", cap ?? "absent"]
    return violation(`daily_loads, organisation ${org_id}: caps on ${day} is ${found}, not ${due}`)
  })
  const all = [...wrong, ...wrongCaps, ...wrongDays]
  violations.add("manifest_count", all.length, all)
})

/** Computes the checksum of the schedules and compares it with the manifest. */
export const checkChecksum = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  manifest: Manifest,
  violations: Violations,
) {
  const checksum = yield* scheduleChecksum(sql, "run_schedules")
  if (checksum === manifest.schedules_checksum) return
  const detail = `schedules_checksum is ${manifest.schedules_checksum}, the files have ${checksum}`
  violations.add("checksum", 1, [violation(detail)])
})
