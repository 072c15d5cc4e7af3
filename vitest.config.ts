import { defineConfig } from "vitest/config"

/** Packages with short tests. `npm run check` runs only these. */
const PURE = ["packages/core", "packages/release", "packages/testkit"]

/** Its tests share one store, which is made before them. */
const CONSOLE = ["apps/console"]

const ALL = ["packages/*", "apps/*", "benchmarks"]

const testsOf = (packages: ReadonlyArray<string>) => packages.map((path) => `${path}/src/**/*.test.ts`)

/** Files that leave nothing in their process share it. Importing the libraries anew would take half a second for each. */
const SHARED = { isolate: false }

export default defineConfig({
  test: {
    setupFiles: ["packages/testkit/src/property-seed.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "pure", include: testsOf(PURE), ...SHARED } },
      {
        extends: true,
        test: {
          name: "console",
          include: testsOf(CONSOLE),
          ...SHARED,
          expect: { poll: { timeout: 60_000 } },
          globalSetup: "apps/console/src/testing/global-setup.ts",
        },
      },
      {
        extends: true,
        test: { name: "rest", include: testsOf(ALL), exclude: testsOf([...PURE, ...CONSOLE]), ...SHARED },
      },
    ],
  },
})
