/** Builds the page with Vite, if it has not been built since its sources changed. */
import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"

const ROOT = join(import.meta.dirname, "..")
const SOURCES = [
  "index.html",
  "vite.config.ts",
  "package.json",
  "src/build-page.ts",
  "src/{page,contract}/**/*.*",
]

/** The directory of the built page. */
export const PAGE_DIRECTORY = join(ROOT, "dist")

const MARK = join(PAGE_DIRECTORY, ".sources")

/** Builds the page if it is needed, and returns its directory. */
export const buildPage: Effect.Effect<string> = Effect.gen(function* () {
  const hash = hashOfSources()
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === hash) return PAGE_DIRECTORY
  yield* Effect.promise(async () => {
    const { build } = await import("vite")
    const { NODE_ENV } = process.env
    // Vite takes the variable before its own mode, and tests set it, so that React would be built for development.
    process.env.NODE_ENV = "production"
    await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "error" })
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  })
  writeFileSync(MARK, hash)
  return PAGE_DIRECTORY
})

function hashOfSources(): string {
  const hash = createHash("sha256")
  for (const file of globSync(SOURCES, { cwd: ROOT }).sort()) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(ROOT, file)))
      .update("\0")
  }
  return hash.digest("hex")
}
