/**
 * `npm run bench`: measures next to a floor or a baseline that is measured at the same time. See
 * docs/reference/benchmarks.md.
 */
import { bench, UsageError } from "./frame/run.ts"
import { help, type Options, readOptions, USAGE } from "./options.ts"

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2))
  } catch (cause) {
    console.error(`bench: ${(cause as Error).message}: ${USAGE}`)
    process.exit(2)
  }
}

if (process.argv.slice(2).some((arg) => arg === "--help" || arg === "-h")) {
  console.log(help())
  process.exit(0)
}
const options = optionsOrExit()
try {
  const { slower } = await bench(options, { print: console.log, say: console.error })
  if (slower) process.exitCode = 1
} catch (cause) {
  console.error(`bench: ${(cause as Error).message}`)
  process.exitCode = cause instanceof UsageError ? 2 : 1
}
