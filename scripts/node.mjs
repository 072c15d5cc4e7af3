/** Where the workspace is, and the Node (24+) that runs it: that of the npm package `node`, else the one that runs this. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))
export const modules = join(root, "node_modules")

const packaged = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node")
const recent = Number.parseInt(process.versions.node, 10) >= 24

/** Undefined where npm has none for this machine and the Node that runs this is older. */
export const findNode = () => (existsSync(packaged) ? packaged : recent ? process.execPath : undefined)
