/** Compares the inputs, settings and software of two runs: everything that can make their rows differ. */
import type { Config } from "@almanac/core/config/config"
import type { Manifest } from "@almanac/pipeline/run/manifest"

/** An input file. The path is relative to its input directory. */
export interface InputFile {
  readonly path: string
  readonly rows: number
  readonly sha256: string
}

export interface SettingCause {
  readonly kind: "setting"
  /** Path of the setting, with dots. */
  readonly setting: string
  /** The value in each run. Undefined if the run does not have the setting. */
  readonly a: unknown
  readonly b: unknown
}

export type RunCause =
  | { readonly kind: "date"; readonly a: string; readonly b: string }
  | { readonly kind: "rule_set"; readonly a: string; readonly b: string }
  | SettingCause
  | {
      readonly kind: "input"
      readonly table: string
      /** Number of rows of the table in each run. Null if the run had no such table. */
      readonly a: number | null
      readonly b: number | null
      /** The files whose content the other run did not read. */
      readonly files: { readonly a: ReadonlyArray<InputFile>; readonly b: ReadonlyArray<InputFile> }
    }
  | { readonly kind: "software"; readonly part: "almanac" | "duckdb"; readonly a: string; readonly b: string }

export const RULE_SET = "state_rules.rule_set"

/** The differences, the most important first: day, rule set, settings, inputs, software. */
export function runCauses(a: Manifest, b: Manifest): ReadonlyArray<RunCause> {
  return [
    ...(a.as_of === b.as_of ? [] : [{ kind: "date" as const, a: a.as_of, b: b.as_of }]),
    ...(a.rule_set === b.rule_set ? [] : [{ kind: "rule_set" as const, a: a.rule_set, b: b.rule_set }]),
    ...settingDifferences(a.config.effective, b.config.effective),
    ...organisationDifferences(a, b),
    ...inputCauses(a, b),
    ...(["almanac", "duckdb"] as const).flatMap((part) =>
      a.software[part] === b.software[part]
        ? []
        : [{ kind: "software" as const, part, a: a.software[part], b: b.software[part] }],
    ),
  ]
}

/** Paths of the settings that differ, including the rule set. */
export function differingSettings(causes: ReadonlyArray<RunCause>): ReadonlyArray<string> {
  return causes.flatMap((cause) => {
    if (cause.kind === "rule_set") return [RULE_SET]
    return cause.kind === "setting" ? [cause.setting] : []
  })
}

/** Names of the input tables that differ. */
export function differingInputs(causes: ReadonlyArray<RunCause>): ReadonlyArray<string> {
  return causes.flatMap((cause) => (cause.kind === "input" ? [cause.table] : []))
}

/**
 * The cause for rows from which no cause can be found. If the runs differ in only one way, that is the cause;
 * otherwise the cause is `several`, or `unexplained` if they do not differ.
 */
export function onlyCause(causes: ReadonlyArray<RunCause>): string {
  const names = {
    date: "date",
    rule_set: "settings",
    setting: "settings",
    input: "inputs",
    software: "software",
  }
  const kinds = new Set(causes.map(({ kind }) => names[kind]))
  if (kinds.size > 1) return "several"
  return [...kinds][0] ?? "unexplained"
}

/** The settings that differ, except the rule set, which is a cause of its own. */
export function settingDifferences(a: Config, b: Config): ReadonlyArray<SettingCause> {
  return differences(leaves(a), leaves(b)).filter(({ setting }) => setting !== RULE_SET)
}

type Leaves = ReadonlyMap<string, unknown>

function differences(before: Leaves, after: Leaves): ReadonlyArray<SettingCause> {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((setting) => {
    const [from, to] = [before.get(setting), after.get(setting)]
    if (JSON.stringify(from) === JSON.stringify(to)) return []
    return [{ kind: "setting" as const, setting, a: from, b: to }]
  })
}

/** The settings of organisations that differ, as `organisations.<id>.<setting>`. */
function organisationDifferences(a: Manifest, b: Manifest): ReadonlyArray<SettingCause> {
  const settings = ({ organisations = [] }: Manifest) =>
    new Map(organisations.flatMap(({ org_id, own }) => [...leaves(own, `organisations.${org_id}`)]))
  return differences(settings(a), settings(b))
}

/** The settings by path, with dots. A list is one setting. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map([[path, value]])
  return new Map(
    Object.entries(value).flatMap(([name, item]) => [
      ...leaves(item, path === "" ? name : `${path}.${name}`),
    ]),
  )
}

function inputCauses(a: Manifest, b: Manifest): ReadonlyArray<RunCause> {
  const tables = [...new Set([...a.inputs, ...b.inputs].map(({ table }) => table))]
  return tables.flatMap((table) => {
    const before = a.inputs.filter((file) => file.table === table)
    const after = b.inputs.filter((file) => file.table === table)
    const contents = (files: Manifest["inputs"]) => files.map(contentOf).sort().join()
    if (contents(before) === contents(after)) return []
    return [
      {
        kind: "input" as const,
        table,
        a: rowsOf(before),
        b: rowsOf(after),
        files: { a: unshared(before, after), b: unshared(after, before) },
      },
    ]
  })
}

function rowsOf(files: Manifest["inputs"]): number | null {
  return files.length === 0 ? null : files.reduce((sum, { rows }) => sum + rows, 0)
}

/**
 * The checksum of a file's content. For a table of a store, `content` is the checksum of
 * the table's rows alone.
 */
const contentOf = ({ sha256, content }: Manifest["inputs"][number]): string => content ?? sha256

function unshared(files: Manifest["inputs"], others: Manifest["inputs"]): ReadonlyArray<InputFile> {
  const known = new Set(others.map(contentOf))
  return files
    .filter((file) => !known.has(contentOf(file)))
    .map(({ path, rows, sha256 }) => ({ path, rows, sha256 }))
}
