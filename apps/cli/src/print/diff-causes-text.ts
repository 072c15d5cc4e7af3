/** Describes the differences between two runs apart from their rows, in words and as rows of a table. */
import type { RunCause } from "@almanac/checks/diff/run-causes"
import { count } from "./numbers.ts"

/** Describes a cause as a clause of a sentence. */
export function briefly(cause: RunCause): string {
  switch (cause.kind) {
    case "date":
      return `the day changes from ${cause.a} to ${cause.b}`
    case "rule_set":
      return `the rule set changes from ${cause.a} to ${cause.b}`
    case "setting":
      return `${cause.setting} changes from ${value(cause.a)} to ${value(cause.b)}`
    case "input":
      return `the input ${cause.table} differs`
    case "software":
      return `${cause.part} changes from ${cause.a} to ${cause.b}`
  }
}

export function causeRow(cause: RunCause): ReadonlyArray<string> {
  switch (cause.kind) {
    case "date":
      return ["day", "as of", `${cause.a} → ${cause.b}`]
    case "rule_set":
      return ["rule set", "", `${cause.a} → ${cause.b}`]
    case "setting":
      return ["setting", cause.setting, `${value(cause.a)} → ${value(cause.b)}`]
    case "software":
      return ["software", cause.part, `${cause.a} → ${cause.b}`]
    case "input":
      return ["input", cause.table, inputChange(cause)]
  }
}

function inputChange({ a, b, files }: Extract<RunCause, { kind: "input" }>): string {
  const rows = (n: number | null): string => (n === null ? "none" : count(n))
  const amount = a === b ? `${rows(a)} rows, different content` : `${rows(a)} → ${rows(b)} rows`
  const hash = (file: { readonly sha256: string } | undefined): string => file?.sha256.slice(0, 12) ?? "none"
  const contents =
    files.a.length < 2 && files.b.length < 2
      ? `sha256 ${hash(files.a[0])} → ${hash(files.b[0])}`
      : `${count(files.a.length)} files replaced by ${count(files.b.length)}`
  return `${amount}, ${contents}`
}

/** The value of a setting or of a column as JSON. */
export function value(setting: unknown): string {
  return setting === undefined ? "(absent)" : JSON.stringify(setting)
}
