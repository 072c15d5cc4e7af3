/** Documents: each page is of one kind and in the index, and every link and every path to a page leads somewhere. */
import { existsSync } from "node:fs"
import { join, posix } from "node:path"
import { describe, expect, it } from "vitest"
import { ROOT, type Source, sources } from "./sources.ts"

const documents = sources(/\.md$/)
const pages = documents.filter(({ path }) => path.startsWith("docs/"))
const textOf = new Map(documents.map(({ path, text }) => [path, text]))

/** What GitHub makes of a heading: `## What it needs` is `#what-it-needs`. */
const anchorsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  )

/** Links within the repository, as paths from its root. */
const linksOf = ({ path, text }: Source): ReadonlyArray<string> =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => (target.startsWith("#") ? path + target : posix.join(posix.dirname(path), target)))

const leadsSomewhere = (link: string): boolean => {
  const [file = "", anchor] = link.split("#")
  const text = textOf.get(file)
  if (anchor === undefined) return existsSync(join(ROOT, file))
  return text !== undefined && anchorsOf(text).includes(anchor)
}

describe("documents", () => {
  it("have links that lead to a file and a heading", () => {
    const links = documents.flatMap((page) => linksOf(page).map((link) => ({ from: page.path, link })))
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter(({ link }) => !leadsSomewhere(link))).toEqual([])
  })

  it("are named in code by paths that exist", () => {
    const named = sources(/\.(ts|mjs|sql|jsonc|sh|yml|service)$/).flatMap(({ path, text }) =>
      [...text.matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => ({ path, page })),
    )
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ page }) => !textOf.has(page))).toEqual([])
  })

  it("are of one kind each, and in the index of docs/README.md", () => {
    const kinds = /^docs\/(README\.md|(tutorial|how-to|reference|explanation|adr)\/[\w-]+\.md)$/
    expect(pages.filter(({ path }) => !kinds.test(path)).map(({ path }) => path)).toEqual([])
    const indexed = [
      ...["docs/README.md", "docs/adr/README.md"],
      ...pages.filter(({ path }) => path.endsWith("/README.md")).flatMap(linksOf),
    ].map((link) => link.split("#")[0])
    expect(pages.filter(({ path }) => !indexed.includes(path)).map(({ path }) => path)).toEqual([])
  })
})
