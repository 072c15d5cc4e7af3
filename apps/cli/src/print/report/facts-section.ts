/** The section about what the run was made of: day, rule set, settings, inputs and software. */

import { settingDifferences } from "@almanac/checks/diff/run-causes"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import type { RunFacts } from "@almanac/pipeline/run/manifest"
import { type Content, element, type Html, table } from "./html.ts"

export function factsSection(facts: RunFacts): Html {
  const { config, software } = facts
  const entries: ReadonlyArray<readonly [string, string]> = [
    ["Run", facts.run_id],
    ["As of", facts.as_of],
    ["Rule set", facts.rule_set],
    ["Configuration", `${config.source}, hash ${config.hash}`],
    ["Checksum of the schedules", facts.schedules_checksum],
    ["Software", `Almanac ${software.almanac}, DuckDB ${software.duckdb}, Node ${software.node}`],
  ]
  return element(
    "section",
    {},
    element("h2", {}, "Inputs, settings and versions of the run"),
    element(
      "dl",
      {},
      entries.map(([name, value]) => [
        element("dt", {}, name),
        element("dd", {}, element("code", {}, value)),
      ]),
    ),
    settings(facts),
    table({
      caption: "Input files",
      head: ["File", "table", "rows", "bytes", "sha256"],
      rows: facts.inputs.map(({ path, table, rows, bytes, sha256 }) => [
        path,
        table,
        rows,
        bytes,
        sha256.slice(0, 16),
      ]),
    }),
  )
}

function settings({ config }: RunFacts): Content {
  const differences = settingDifferences(DEFAULT_CONFIG, config.effective)
  if (differences.length === 0) return element("p", {}, "All settings have their default values.")
  const shown = (value: unknown): string => (value === undefined ? "—" : JSON.stringify(value))
  return table({
    caption: "Settings that differ from the defaults",
    head: ["Setting", "default", "this run"],
    rows: differences.map(({ setting, a, b }) => [setting, shown(a), shown(b)]),
  })
}
