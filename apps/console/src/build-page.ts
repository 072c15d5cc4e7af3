/** Builds the page with Vite, if it has not been built since its sources changed. */
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
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

const VITE = join(dirname(fileURLToPath(import.meta.resolve("vite/package.json"))), "bin/vite.js")
const execFileDone = promisify(execFile)

const MARK = join(PAGE_DIRECTORY, ".sources")

/** Builds the page if it is needed, and returns its directory. */
export const buildPage: Effect.Effect<string> = Effect.gen(function* () {
  const hash = hashOfSources()
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === hash) return PAGE_DIRECTORY
  // Another process builds, so that Vite takes no memory of the server. Tests set NODE_ENV, which would make it build for
  // development.
  yield* Effect.promise(() =>
    execFileDone(process.execPath, [VITE, "build", "--logLevel", "error"], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production" },
    }),
  )
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
