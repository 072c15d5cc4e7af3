/**
 * `npm test`: installs missing packages, checks types, style and dead code, and runs every test. Its last
 * line is a summary.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import "./install.mjs"
import { exec } from "./exec.mjs"
import { staticChecks } from "./static-checks.mjs"

const report = mkdtempSync(join(tmpdir(), "almanac-test-"))
const file = join(report, "report.json")
let { passed, failed } = await staticChecks()
const vitest = await exec("vitest", [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${file}`,
  ...process.argv.slice(2),
])
try {
  const { numPassedTests, numFailedTests, numTotalTests, numTotalTestSuites } = JSON.parse(
    readFileSync(file, "utf8"),
  )
  passed += numPassedTests
  failed += numFailedTests
  if (numTotalTests === 0 || numTotalTestSuites === 0) failed++
} catch {
  failed++
}
if (vitest !== 0 && failed === 0) failed++
rmSync(report, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
