import { documentsIn } from "@almanac/duckdb/statement"

/** The SQL of the documents in `sql/`. */
export const { statement } = documentsIn(new URL("./sql/", import.meta.url))
