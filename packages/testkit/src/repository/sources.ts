/** The source files of the repository and their imports, for tests of house rules. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url))

export interface Source {
  /** Path relative to the repository. */
  readonly path: string
  readonly text: string
}

/** Files that git tracks or would add, and whose path matches `pattern`. */
export function sources(pattern: RegExp): ReadonlyArray<Source> {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  })
  return listed
    .split("\n")
    .filter((path) => pattern.test(path) && existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }))
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|import\("([^"]+)"\)/g

/** The imports of a file: paths relative to the repository, or names of packages as written. */
export function importsOf({ path, text }: Source): ReadonlyArray<string> {
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? ""
    return target.startsWith(".") ? relative(ROOT, resolve(ROOT, dirname(path), target)) : target
  })
}
