/**
 * The paths of the workspace, and the Node (24+) that runs it. This is the Node of the npm package `node`, or
 * else the Node that runs this script.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))
export const modules = join(root, "node_modules")

const packaged = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node")
const recent = Number.parseInt(process.versions.node, 10) >= 24

/**
 * The path of Node. Undefined if npm has no Node for this machine and the Node that runs this script is too
 * old.
 */
export const findNode = () => (existsSync(packaged) ? packaged : recent ? process.execPath : undefined)
