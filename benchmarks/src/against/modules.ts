/** The packages that a commit checked out elsewhere needs. */
import { execFileSync } from "node:child_process"
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs"
import { join, resolve } from "node:path"

const ROOT = resolve(import.meta.dirname, "../../..")

/** Links the packages of this work tree where the commit locks the same ones, and installs them otherwise. */
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

/** A link to a workspace is made to lead to that of the new tree, as it is relative; all others are links to what is there. */
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
