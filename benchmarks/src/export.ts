/** The generated input of a benchmark. It is made once and reused until the generator changes. */
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"

/** The script of the command. */
export const ALMANAC = fileURLToPath(new URL("../../apps/cli/bin/almanac.mjs", import.meta.url))
export const AS_OF = "2026-11-23"
export const SEED = 1
const ORGS = 20
const MEMORY_LIMIT_MB = 900

/**
 * Directory under `cache` of an export with so many contacts and organisations. Generates it if it is not
 * there.
 * @param ownSettings whether organisations have settings of their own
 */
export async function cachedExport(
  cache: string,
  contacts: number,
  orgs = ORGS,
  ownSettings = false,
): Promise<string> {
  const size = orgs === ORGS ? `${contacts}` : `${contacts}-of-${orgs}`
  const name = ownSettings ? `${size}-own` : size
  const directory = join(cache, `${name}-${generatorFingerprint()}`)
  if (!existsSync(directory)) {
    await Effect.runPromise(
      generate({
        contacts,
        orgs: Math.min(orgs, contacts),
        seed: SEED,
        asOf: AS_OF,
        directory,
        ownSettings,
        memoryLimitMb: MEMORY_LIMIT_MB,
      }),
    )
  }
  return directory
}

/** A hash of the generator's sources. An export that other sources made is not reused. */
function generatorFingerprint(): string {
  const hash = createHash("sha256")
  for (const directory of [".", "sql"]) {
    const path = fileURLToPath(new URL(`../../packages/synthetic/src/${directory}/`, import.meta.url))
    for (const name of readdirSync(path).filter(
      (name) => /\.(ts|sql)$/.test(name) && !name.endsWith(".test.ts"),
    )) {
      hash.update(name).update(readFileSync(join(path, name)))
    }
  }
  return hash.digest("hex").slice(0, 12)
}
