/** The settings as commented YAML, written from the annotations of their schemas. */
import * as SchemaAST from "effect/SchemaAST"
import { type Config, DEFAULT_CONFIG } from "./config.ts"
import { isMapping } from "./merge.ts"
import { expected } from "./problem.ts"
import { ConfigSchema, EnvironmentsSchema } from "./schema.ts"

const HEADER = [
  "# Every setting of Almanac with its default. A configuration file needs only the settings that differ.",
  "# Settings that appear in several places are explained in the first place.",
]

/**
 * YAML 1.2 text of all settings with meanings, units and ranges. Reading the text gives {@link
 * DEFAULT_CONFIG}.
 */
export function describeDefaults(): string {
  return [
    ...HEADER,
    ...fieldLines(ConfigSchema.ast, DEFAULT_CONFIG, "", new Set()),
    "",
    `# ${SchemaAST.resolveDescription(EnvironmentsSchema.ast)} For example:`,
    "# environments:",
    "#   development:",
    "#     load_balancing:",
    "#       enabled: false",
    "",
  ].join("\n")
}

type Mapping = Readonly<Record<string, unknown>>

/** A setting with its value, for a table. */
export interface DescribedSetting {
  /** The path with dots. */
  readonly setting: string
  readonly value: unknown
  /** What it means; empty if its name says all. */
  readonly meaning: string
  /** The values that it takes, in words. */
  readonly takes: string
}

/** The settings of a configuration in their order. */
export const describeSettings = (config: Config): ReadonlyArray<DescribedSetting> =>
  settingsBelow(ConfigSchema.ast, config, [])

function settingsBelow(
  ast: SchemaAST.AST,
  mapping: Mapping,
  path: ReadonlyArray<string>,
): ReadonlyArray<DescribedSetting> {
  return Object.entries(mapping).flatMap(([name, value]) => {
    const type = typeOf(ast, name)
    const here = [...path, name]
    if (isMapping(value) && Object.keys(value).length > 0) return settingsBelow(type, value, here)
    return [
      {
        setting: here.join("."),
        value,
        meaning: SchemaAST.resolveDescription(type) ?? "",
        takes: type._tag === "Objects" ? "a mapping of settings" : expected(type),
      },
    ]
  })
}

/** @param explained schemas that are already explained further up */
function fieldLines(
  ast: SchemaAST.AST,
  mapping: Mapping,
  indent: string,
  explained: Set<SchemaAST.AST>,
): ReadonlyArray<string> {
  return Object.entries(mapping).flatMap(([name, value]) => {
    const type = typeOf(ast, name)
    const comments = explained.has(type) ? [] : commentLines(type, indent)
    explained.add(type)
    const head = indent === "" ? ["", ...comments] : comments
    if (!isMapping(value)) return [...head, `${indent}${name}: ${JSON.stringify(value)}`]
    if (Object.keys(value).length === 0) {
      return [...head, ...formLines(type, `${indent}#   `), `${indent}${name}: {}`]
    }
    return [...head, `${indent}${name}:`, ...fieldLines(type, value, `${indent}  `, explained)]
  })
}

function typeOf(ast: SchemaAST.AST, name: string): SchemaAST.AST {
  if (ast._tag !== "Objects") return ast
  const field = ast.propertySignatures.find((signature) => signature.name === name)
  return field?.type ?? ast.indexSignatures[0]?.type ?? ast
}

function commentLines(ast: SchemaAST.AST, indent: string): ReadonlyArray<string> {
  const description = SchemaAST.resolveDescription(ast)
  const lines = description === undefined ? [] : [`${indent}# ${description}`]
  return ast._tag === "Objects" ? lines : [...lines, `${indent}#   ${expected(ast)}`]
}

/** The form that entries of an empty mapping would have. */
function formLines(ast: SchemaAST.AST, indent: string): ReadonlyArray<string> {
  switch (ast._tag) {
    case "Objects": {
      const fields = ast.propertySignatures.map(({ name, type }) => {
        const optional = SchemaAST.isOptional(type) ? " (optional)" : ""
        return `${indent}${String(name)}: ${formOf(type)}${optional}`
      })
      const entries = ast.indexSignatures.flatMap(({ parameter, type }) => [
        `${indent}<${expected(parameter)}>:`,
        ...formLines(type, `${indent}  `),
      ])
      return [...fields, ...entries]
    }
    case "Arrays":
      return ast.rest.flatMap((item) => formLines(item, indent))
    case "Union":
      return ast.types.flatMap((member) =>
        formLines(member, `${indent}  `).map((line, i) =>
          i === 0 ? `${indent}- ${line.slice(indent.length + 2)}` : line,
        ),
      )
    default:
      return []
  }
}

function formOf(ast: SchemaAST.AST): string {
  return ast._tag === "Literal" ? String(ast.literal) : expected(ast)
}
