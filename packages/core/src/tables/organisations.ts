/** The columns of `organisations`: settings that go before those of the configuration. */
import type { InputTable } from "./column.ts"

export const ORGANISATIONS = {
  columns: {
    org_id: { kind: "id", required: true },
    name: { kind: "text" },
    time_zone: { kind: "text" },
    daily_send_percentage_cap: { kind: "decimal" },
    daily_cap: { kind: "integer" },
    // Lists are texts joined by commas.
    weekdays: { kind: "text" },
    holidays: { kind: "text" },
    blackout_dates: { kind: "text" },
    warm_up: { kind: "json" },
  },
  strict: true,
} as const satisfies InputTable
