/** Installs missing packages, then runs a command: `node scripts/with-install.mjs COMMAND [ARGUMENT …]`. */
import "./install.mjs"
import { exec } from "./exec.mjs"

const [command, ...args] = process.argv.slice(2)
process.exit(await exec(command, args))
