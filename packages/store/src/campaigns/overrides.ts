/** What an instance has in its metadata instead of the settings of its type. Other keys of the metadata are left alone. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** A field that is undefined stays as it is. A field that is null is removed, so the setting of the type applies. */
export interface Overrides {
  readonly priority?: number | null | undefined
  readonly days_before_event?: number | null | undefined
  readonly respect_exclusion_windows?: boolean | null | undefined
  readonly enable_followups?: boolean | null | undefined
}

/** The metadata with the overrides in it. Null if nothing remains. */
export const withOverrides = (
  metadata: string | null,
  overrides: Overrides,
): Effect.Effect<string | null, Refusal> => {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  return Effect.map(objectIn(metadata), (base) => {
    const merged = Object.entries({ ...base, ...Object.fromEntries(given) }).filter(
      ([name, value]) => value !== null || !Object.hasOwn(overrides, name),
    )
    return merged.length === 0 ? null : JSON.stringify(Object.fromEntries(merged))
  })
}

/** The overrides in metadata. A setting without an override is null. */
export const overridesIn = (metadata: string | null) =>
  Effect.map(objectIn(metadata), (values) => ({
    priority: numberOf(values.priority),
    days_before_event: numberOf(values.days_before_event),
    respect_exclusion_windows: booleanOf(values.respect_exclusion_windows),
    enable_followups: booleanOf(values.enable_followups),
  }))

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)
const booleanOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null)

function objectIn(metadata: string | null): Effect.Effect<Readonly<Record<string, unknown>>, Refusal> {
  if (metadata === null || metadata.trim() === "") return Effect.succeed({})
  return Effect.try({
    try: () => {
      const value: unknown = JSON.parse(metadata)
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new TypeError("no object")
      }
      return value as Readonly<Record<string, unknown>>
    },
    catch: () => refuse("--metadata is not a JSON object", 'write it like {"team": "north"}'),
  })
}
