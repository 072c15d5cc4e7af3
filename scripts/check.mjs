/**
 * `npm run check`: finds most mistakes in one to two minutes. It checks types, style and dead code, and tests the
 * pure packages.
 */
import "./install.mjs"
import { exec } from "./exec.mjs"
import { staticChecks } from "./static-checks.mjs"

const { failed } = staticChecks()
const tests = exec("vitest", [
  "run",
  "--no-isolate",
  "packages/core",
  "packages/release",
  "packages/testkit",
  ...process.argv.slice(2),
])
process.exit(failed === 0 && tests === 0 ? 0 : 1)
