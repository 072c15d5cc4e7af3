import { statementsIn } from "@almanac/duckdb/statement"

/** The SQL of the documents in `sql/`. */
export const { statement } = statementsIn(new URL("./sql/", import.meta.url))
