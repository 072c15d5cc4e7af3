/**
 * `npm run check`: finds most mistakes, without the long tests. It checks types, style and dead code, and
 * meanwhile tests the pure packages.
 */
import "./install.mjs"
import { exec } from "./exec.mjs"
import { staticChecks } from "./static-checks.mjs"

const [{ failed }, tests] = await Promise.all([
  staticChecks(),
  exec("vitest", ["run", "--project", "pure", ...process.argv.slice(2)]),
])
process.exit(failed === 0 && tests === 0 ? 0 : 1)
