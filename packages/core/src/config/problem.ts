/** Describes in one line what a schema found wrong with a setting, where it is, and how to mend it. */
import * as SchemaAST from "effect/SchemaAST"
import type { Issue } from "effect/SchemaIssue"
import { Refusal, refuse } from "../domain/refusal.ts"
import { isMapping } from "./merge.ts"
import { type Candidate, nearest } from "./nearest.ts"

type Path = ReadonlyArray<PropertyKey>

interface Problem {
  readonly kind: "unknown" | "missing" | "wrong"
  readonly path: Path
  /**
   * The schema that the value does not fit. For a missing or unknown key: the schema of the mapping around
   * it.
   */
  readonly ast: SchemaAST.AST
  readonly mend?: string | undefined
}

function firstProblem(issue: Issue, path: Path, ast: SchemaAST.AST): Problem {
  switch (issue._tag) {
    case "Pointer":
      return firstProblem(issue.issue, [...path, ...issue.path], ast)
    case "Filter":
      return firstProblem(issue.issue, path, ast)
    case "Composite":
      return firstProblem(issue.issues[0], path, issue.ast)
    case "AnyOf": {
      const [only, more] = issue.issues
      const isMember = only?._tag === "Composite" && only.ast._tag === "Objects" && more === undefined
      return isMember ? firstProblem(only, path, issue.ast) : { kind: "wrong", path, ast: issue.ast }
    }
    case "UnexpectedKey":
      return { kind: "unknown", path, ast: issue.ast }
    case "MissingKey":
      return { kind: "missing", path, ast }
    case "InvalidType":
      return { kind: "wrong", path, ast: issue.ast }
    case "InvalidValue":
      return { kind: "wrong", path, ast, mend: issue.annotations?.message }
    default:
      return { kind: "wrong", path, ast }
  }
}

/** The decoded input and where it comes from. */
export interface Place {
  readonly source: string
  /** Path of `input` in the source. */
  readonly prefix: ReadonlyArray<string>
  readonly input: unknown
  readonly schema: SchemaAST.AST
}

/** Describes the first fault in `issue` with its path, its value and the values it could take. */
export function describeIssue(issue: Issue, place: Place): Refusal {
  const problem = tagged(firstProblem(issue, [], place.schema), place.input)
  const { kind, path, ast } = problem
  const where = `${place.source}: ${pathText([...place.prefix, ...path]) || "the configuration"}`
  if (kind === "unknown") return describeUnknown(where, problem, place)
  if (kind === "missing") {
    return refuse(`${where} is missing`, `give ${expected(fieldOf(ast, path.at(-1)))}${neededBy(ast)}`)
  }
  const value = shown(valueAt(place.input, path))
  return refuse(`${where} is ${value}`, problem.mend ?? `give ${expected(ast)}`)
}

/** If a mapping fits no member of a tagged union, the problem is its tag: wrong or missing. */
function tagged(problem: Problem, input: unknown): Problem {
  const value = valueAt(input, problem.path)
  const tag = SchemaAST.resolve(problem.ast)?.tag
  if (problem.kind !== "wrong" || typeof tag !== "string" || !isMapping(value)) return problem
  return { ...problem, kind: tag in value ? "wrong" : "missing", path: [...problem.path, tag] }
}

function describeUnknown(where: string, { path, ast }: Problem, { prefix, schema }: Place): Refusal {
  const names = fields(ast).map((field) => String(field.name))
  const parameter = ast._tag === "Objects" ? ast.indexSignatures[0]?.parameter : undefined
  if (parameter !== undefined) {
    return refuse(`${where} has a name that cannot be used`, `give ${expected(parameter)}`)
  }
  const here = [...prefix, ...path.slice(0, -1)]
  const title = SchemaAST.resolveTitle(ast)
  const elsewhere = title === undefined ? settingPaths(schema) : []
  const candidates: ReadonlyArray<Candidate<Path>> = [
    ...names.map((name) => ({ name, handicap: 0, value: [...here, name] })),
    ...elsewhere.map((p) => ({ name: String(p.at(-1)), handicap: 0.15, value: [...prefix, ...p] })),
  ]
  const meant = nearest(String(path.at(-1)), candidates)
  const mend =
    meant === undefined ? `known settings are ${names.join(", ")}` : `did you mean ${pathText(meant)}?`
  return new Refusal({ message: `${where} is not a setting${title ? ` of ${title}` : ""}; ${mend}` })
}

function neededBy(ast: SchemaAST.AST): string {
  const title = SchemaAST.resolveTitle(ast)
  return title === undefined ? "" : `; ${title} needs it`
}

function fields(ast: SchemaAST.AST): ReadonlyArray<SchemaAST.PropertySignature> {
  return ast._tag === "Objects" ? ast.propertySignatures : []
}

/** Paths of all settings with a fixed name. */
function settingPaths(ast: SchemaAST.AST): ReadonlyArray<Path> {
  return fields(ast).flatMap(({ name, type }) => [
    [name],
    ...settingPaths(type).map((rest) => [name, ...rest]),
  ])
}

function fieldOf(ast: SchemaAST.AST, name: PropertyKey | undefined): SchemaAST.AST {
  return fields(ast).find((field) => field.name === name)?.type ?? ast
}

/** The values that a setting takes, in words. */
export function expected(ast: SchemaAST.AST): string {
  const text = SchemaAST.resolve(ast)?.expected
  return typeof text === "string" ? text : "a mapping of settings"
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input)
}

const MAX_SHOWN = 60

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list"
  if (isMapping(value)) return "a mapping"
  return typeof value === "string" ? quoted(value) : String(value)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)
}

function pathText(path: Path): string {
  return path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`
      const name = String(key)
      return /^[\w-]{1,60}$/.test(name) ? `.${name}` : `[${quoted(name)}]`
    })
    .join("")
    .replace(/^\./, "")
}
