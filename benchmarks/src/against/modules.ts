/** Provides the packages for a commit that is checked out elsewhere. */
import { execFileSync } from "node:child_process"
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs"
import { join, resolve } from "node:path"

const ROOT = resolve(import.meta.dirname, "../../..")

/** Links the packages of this work tree if the commit locks the same ones. Installs them otherwise. */
export function linkOrInstall(tree: string, say: (text: string) => void): void {
  const lock = (root: string): string => readFileSync(join(root, "package-lock.json"), "utf8")
  if (lock(tree) === lock(ROOT)) {
    linkModules(join(ROOT, "node_modules"), join(tree, "node_modules"))
  } else {
    say("that commit has other packages: npm ci")
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: tree,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    })
  }
}

/**
 * Links packages. Links to workspaces are relative, so a copy of them leads to the workspaces of the new
 * tree. All other packages are linked to those of this work tree.
 */
function linkModules(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)]
    if (name === "@almanac") {
      mkdirSync(target)
      for (const workspace of readdirSync(source)) {
        symlinkSync(readlinkSync(join(source, workspace)), join(target, workspace))
      }
    } else symlinkSync(lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source, target)
  }
}
