/** Checks that a clone of the repository can be installed and its scripts run, on every system. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ROOT, sources } from "./sources.ts"

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"))
const locked: Readonly<Record<string, Locked>> = read("package-lock.json").packages
const scripts: Readonly<Record<string, string>> = read("package.json").scripts

/**
 * The package that Node finds by this name from another package: that of the nearest `node_modules` folder
 * above it.
 */
function found(name: string, from: string): Locked | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const here = locked[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]
    if (here !== undefined || folder === "") return here
  }
}

const optional = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies).map(([name, wanted]) => ({ path, name, wanted })),
)

describe("the lock file", () => {
  it("has every optional package of every package: these are the native packages for all systems", () => {
    expect(optional.length).toBeGreaterThan(100)
    const missing = optional.filter(({ path, name, wanted }) => {
      const version = found(name, path)?.version
      return version === undefined || (/^\d/.test(wanted) && version !== wanted)
    })
    expect(missing).toEqual([])
  })

  it("has a checksum for every package from a registry", () => {
    const unproven = Object.entries(locked).filter(
      ([path, { integrity, link }]) => path.includes("node_modules/") && !link && integrity === undefined,
    )
    expect(unproven.map(([path]) => path)).toEqual([])
  })
})

it("scripts are single commands that both sh and cmd.exe understand; exec.cmd provides exec on Windows", () => {
  const [command] = sources(/^exec\.cmd$/)
  expect(command?.text).toMatch(/^@%\*$/m)
  const others = Object.values(scripts).filter(
    (script) => !/^(exec )?(node|turbo|biome|tsc) [\w./ -]+$/.test(script),
  )
  expect(others).toEqual([])
})
