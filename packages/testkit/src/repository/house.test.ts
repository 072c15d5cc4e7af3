/** House rules that reviewers should not have to check by hand. */
import { describe, expect, it } from "vitest"
import { importsOf, type Source, sources } from "./sources.ts"

const typescript = sources(/\.(tsx?|mjs)$/)
const isTest = ({ path }: Source): boolean =>
  /\.test\.ts$|\/testing\/|\/fixture[^/]*\.ts$|^packages\/testkit\//.test(path)
const product = typescript.filter((source) => !isTest(source))

/** What the files in a folder may import, besides files of the same folder. */
const DIRECTIONS: ReadonlyArray<readonly [folder: string, allowed: RegExp]> = [
  ["packages/core/", /^effect\//],
  ["packages/release/", /^effect\/|^hyparquet$|^@almanac\/core\//],
  ["packages/duckdb/", /^effect\/|^node:|^@duckdb\//],
  ["packages/files/", /^effect\/|^node:|^aws4fetch$|^@almanac\/core\//],
  ["packages/pipeline/", /^effect\/|^node:|^@duckdb\/|^@almanac\/(core|duckdb|files)\//],
  ["packages/checks/", /^effect\/|^node:|^@duckdb\/|^@almanac\/(core|duckdb|files|pipeline)\//],
  ["packages/publish/", /^effect\/|^node:|^@almanac\/(core|duckdb|files|pipeline|release)\//],
  [
    "packages/cluster/",
    /^effect\/|^node:|^@effect\/(platform-node|sql-pg)\/|^@almanac\/(core|duckdb|files|pipeline)\//,
  ],
  ["packages/store/", /^effect\/|^node:|^yaml$|^@almanac\/(checks|core|duckdb|files|pipeline)\//],
  ["packages/synthetic/", /^effect\/|^node:|^@duckdb\/|^@almanac\/(core|duckdb|files)\//],
  ["apps/cli/", /^effect\/|^node:|^@effect\/platform-node\/|^@almanac\/(?!testkit|benchmarks)/],
  [
    "apps/edge/",
    /^effect\/|^node:|^hono(?:$|\/)|^@hono\/node-server$|^aws4fetch$|^esbuild$|^@almanac\/(core|release)\//,
  ],
  [
    "apps/console/",
    /^effect\/|^node:|^hono(?:$|\/)|^@hono\/node-server(?:$|\/)|^vite$|^@vitejs\/|^@tanstack\/react-|^react|^d3-|^topojson-client$|^us-atlas\/|^@almanac\/(checks|cluster|core|duckdb|files|pipeline|store)\//,
  ],
  [
    "apps/console/src/page/",
    /^react|^@tanstack\/react-|^d3-|^topojson-client$|^us-atlas\/|^@almanac\/core\/law\/states$|^apps\/console\/src\/contract\//,
  ],
  ["scripts/", /^node:/],
]

/** Every import for which `wrong` holds, as `file → import`. */
const offences = (
  files: ReadonlyArray<Source>,
  wrong: (target: string, source: Source) => boolean,
): ReadonlyArray<string> =>
  files.flatMap((source) =>
    importsOf(source)
      .filter((target) => wrong(target, source))
      .map((target) => `${source.path} → ${target}`),
  )

/** Paths of the files that contain `pattern`. */
const holding = (files: ReadonlyArray<Source>, pattern: RegExp): ReadonlyArray<string> =>
  files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

const core = product.filter(({ path }) => path.startsWith("packages/core/"))

describe("imports go one way", () => {
  it.each(DIRECTIONS)("%s imports only what it may import", (folder, allowed) => {
    const files = product.filter(({ path }) => path.startsWith(folder))
    expect(files.length).toBeGreaterThan(0)
    expect(offences(files, (target) => !target.startsWith(folder) && !allowed.test(target))).toEqual([])
  })

  it("only tests and benchmarks import testkit", () => {
    const files = product.filter(({ path }) => !path.startsWith("benchmarks/"))
    expect(offences(files, (target) => target.startsWith("@almanac/testkit"))).toEqual([])
  })

  it("nothing imports benchmarks", () => {
    const files = typescript.filter(({ path }) => !path.startsWith("benchmarks/"))
    expect(offences(files, (target) => /^@almanac\/benchmarks|^benchmarks\//.test(target))).toEqual([])
  })
})

describe("core runs anywhere", () => {
  it("uses nothing that exists only in Node or only in a browser", () => {
    expect(holding(core, /\b(process\.|Buffer\b|require\(|document\.|globalThis\.window)/)).toEqual([])
  })

  it("reads no clock and uses no random numbers", () => {
    expect(holding(core, /Date\.now|new Date\(\)|performance\.now|Math\.random/)).toEqual([])
  })
})

describe("the edge API runs in every runtime", () => {
  const ofRuntimes = /^apps\/edge\/src\/(adapters|edge)\/|^apps\/edge\/src\/(edge|node|deno|worker)\.ts$/
  const app = product.filter(({ path }) => path.startsWith("apps/edge/") && !ofRuntimes.test(path))

  it("imports neither a runtime nor an adapter to one", () => {
    const allowed = /^effect\/|^hono(?:$|\/)|^@almanac\/(core|release)\//
    expect(app.length).toBeGreaterThan(0)
    expect(
      offences(app, (target) =>
        target.startsWith("apps/edge/") ? ofRuntimes.test(target) : !allowed.test(target),
      ),
    ).toEqual([])
  })

  it("uses nothing that exists in only one runtime", () => {
    expect(holding(app, /\b(process\.|Buffer\b|require\(|Deno\.|caches\.|globalThis\.)/)).toEqual([])
  })
})

it("paths reach statements through one place, where nothing is read into them", () => {
  const duckdb = product.filter(({ path }) => path.startsWith("packages/"))
  const place = "packages/duckdb/src/paths.ts"
  expect(holding(duckdb, /read_parquet\(|literal\((join|beside|resolve|file|path|directory)\b/)).toEqual([
    place,
  ])
  const statements = sources(/^packages\/.*\.sql$/).flatMap(({ path, text }) =>
    text.split(/^-- name: /m).map((section) => ({ path, text: section })),
  )
  expect(statements.length).toBeGreaterThan(0)
  expect(holding(statements, /read_parquet\(/)).toEqual([])
  const others = statements.filter(({ text }) => /read_(csv|json)\(/.test(text))
  expect(others.filter(({ text }) => !text.includes("hive_partitioning = false"))).toEqual([])
})

it("every command that writes files guards its output path", () => {
  const commands = product.filter(({ path }) => path.startsWith("apps/cli/src/commands/"))
  const writing = holding(commands, /Flag\.String\("(out|rejects)"\)/)
  expect(writing).toContain("apps/cli/src/commands/metrics.ts")
  // `runJob` guards the paths that it gets.
  const guarding = holding(commands, /\b(guardOutput|runJob)\(/)
  expect(writing.filter((path) => !guarding.includes(path))).toEqual([])
})

describe("files", () => {
  it("have at most 400 lines", () => {
    const long = typescript.filter(({ text }) => text.split("\n").length > 400)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it("contain no TODO and no skipped test", () => {
    const others = typescript.filter(({ path }) => !path.endsWith("house.test.ts"))
    expect(
      holding(others, /\b(TODO|FIXME|XXX|HACK)\b|\b(it|test|describe)\.(skip|only|todo|fails)\b/),
    ).toEqual([])
  })
})
