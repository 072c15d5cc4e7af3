/** Checks that run nothing: types, style, and dead code. Prints what failed. */
import { exec } from "./exec.mjs"

const CHECKS = [
  ["types", "turbo", ["run", "typecheck", "--output-logs=errors-only"]],
  ["style", "biome", ["check", "--error-on-warnings", "--diagnostic-level=warn", "."]],
  ["dead code", "knip", []],
]

/** How many checks passed and failed. */
export function staticChecks() {
  const counts = { passed: 0, failed: 0 }
  for (const [name, command, args] of CHECKS) {
    if (exec(command, args) === 0) counts.passed++
    else {
      counts.failed++
      console.error(`${name}: failed`)
    }
  }
  return counts
}
