/** The source files of the repository and what they import, for tests that keep the house in order. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url))

export interface Source {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
}

/** Files that git tracks or would add, by pattern of their path. */
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

/** What a file imports: paths within the repository, and names of packages as written. */
export function importsOf({ path, text }: Source): ReadonlyArray<string> {
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? ""
    return target.startsWith(".") ? relative(ROOT, resolve(ROOT, dirname(path), target)) : target
  })
}
