/** Turns the issues that a schema found into faults, each with its place. Values are never repeated. */
import * as SchemaAST from "effect/SchemaAST"
import type { Issue } from "effect/SchemaIssue"
import type { Fault } from "./problem.ts"

/** Nobody reads more faults than this. */
const MAX_FAULTS = 20

/** @param pointer the place of the decoded value in the body */
export function faultsOf(issue: Issue, pointer = ""): readonly [Fault, ...Array<Fault>] {
  const faults: Array<Fault> = []
  collect(issue, pointer, faults)
  const [first = { pointer, detail: "it cannot be used" }, ...others] = faults
  return [first, ...others]
}

/** @param expected what the failed check expects */
function collect(issue: Issue, pointer: string, faults: Array<Fault>, expected?: unknown): void {
  if (faults.length >= MAX_FAULTS) return
  switch (issue._tag) {
    case "Pointer":
      collect(issue.issue, issue.path.reduce<string>(below, pointer), faults)
      return
    case "Composite":
      for (const part of issue.issues) collect(part, pointer, faults)
      return
    case "Filter":
      collect(issue.issue, pointer, faults, issue.filter.annotations?.expected)
      return
    case "InvalidValue":
      faults.push({ pointer, detail: sentence(issue.annotations?.message ?? expected) })
      return
    case "MissingKey":
      faults.push({ pointer, detail: "it is missing" })
      return
    case "InvalidType":
      faults.push({ pointer, detail: `give ${kindOf(issue.ast)}` })
      return
    case "AnyOf": {
      const [only, more] = issue.issues
      const isOfRightKind = only !== undefined && more === undefined && only._tag !== "InvalidType"
      if (isOfRightKind) collect(only, pointer, faults)
      else faults.push({ pointer, detail: `give ${issue.ast.annotations?.expected ?? kindOf(issue.ast)}` })
      return
    }
    default:
      faults.push({ pointer, detail: "it cannot be used" })
  }
}

function sentence(message: unknown): string {
  if (typeof message !== "string") return "it cannot be used"
  return /^an? /.test(message) ? `give ${message}` : message
}

/** Extends a JSON Pointer (RFC 6901) by one key. */
export function below(pointer: string, key: PropertyKey): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`
}

const KINDS: Partial<Record<SchemaAST.AST["_tag"], string>> = {
  String: "a text",
  Number: "a number",
  Boolean: "true or false",
  Null: "null",
  Arrays: "a list",
  Objects: "an object",
}

function kindOf(ast: SchemaAST.AST): string {
  if (SchemaAST.isUnion(ast)) return [...new Set(ast.types.map(kindOf))].join(" or ")
  return KINDS[ast._tag] ?? "a value that can be used"
}
