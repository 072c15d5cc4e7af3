/** Checks that do not run the code: types, style and dead code. Their output shows what failed. */
import { exec } from "./exec.mjs"

const CHECKS = [
  ["types", "turbo", ["run", "types", "typecheck", "--output-logs=errors-only"]],
  ["style", "biome", ["check", "--error-on-warnings", "--diagnostic-level=warn", "."]],
  ["dead code", "knip", []],
]

/** Runs the checks and returns how many passed and failed. */
export async function staticChecks() {
  const counts = { passed: 0, failed: 0 }
  for (const [name, command, args] of CHECKS) {
    if ((await exec(command, args)) === 0) counts.passed++
    else {
      counts.failed++
      console.error(`${name}: failed`)
    }
  }
  return counts
}
