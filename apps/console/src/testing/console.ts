/** A console on the fixture, in the process of the test. */

import { createHash } from "node:crypto"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { inject } from "vitest"
import { buildPage } from "../build-page.ts"
import { ROLES, type Role } from "../contract/roles.ts"
import { type StartOptions, startConsole } from "../server/start.ts"

const ALMANAC = join(import.meta.dirname, "../../../cli/bin/almanac.mjs")

/** The key of the person with a role, in the tests' consoles. */
export const keyOf = (role: Role): string => `key-of-${role}`

/** A person for each role. All see every organisation. */
const PEOPLE: ReturnType<NonNullable<StartOptions["keys"]>> = ROLES.map((role) => ({
  name: `${role} person`,
  sha256: createHash("sha256").update(keyOf(role)).digest("hex"),
  role,
  organisations: "all" as const,
}))

export interface TestConsole {
  readonly url: string
  readonly address: string
  /** The link that signs in once, if there is an owner. */
  readonly link: string | undefined
  readonly db: string
  readonly plans: string
  /** Faults that the console has logged. */
  readonly faults: ReadonlyArray<string>
  readonly stop: () => Promise<void>
}

/** Starts a console on a copy of the fixture's store. The plans are copied only if the test changes them. */
export async function startTestConsole(
  options: { readonly copiesPlans?: boolean } & Partial<StartOptions> = {},
): Promise<TestConsole> {
  const fixture = inject("consoleFixture")
  const root = mkdtempSync(join(tmpdir(), "almanac-console-"))
  const db = join(root, "almanac.db")
  cpSync(join(fixture, "almanac.db"), db)
  if (options.copiesPlans) cpSync(join(fixture, "plans"), join(root, "plans"), { recursive: true })
  const plans = join(options.copiesPlans ? root : fixture, "plans")
  const scope = Scope.makeUnsafe()
  const faults: Array<string> = []
  const { url, address, link } = await Effect.runPromise(
    Effect.gen(function* () {
      return yield* startConsole({
        db,
        plans,
        almanac: [process.execPath, ALMANAC],
        hostname: "127.0.0.1",
        port: 0,
        page: yield* buildPage,
        keys: () => PEOPLE,
        logFault: (endpoint, cause) => faults.push(`${endpoint}: ${cause}`),
        ...options,
      })
    }).pipe(Scope.provide(scope)),
  )
  return {
    url,
    address,
    link,
    db,
    plans,
    faults,
    stop: async () => {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      rmSync(root, { recursive: true })
    },
  }
}

/** Asks endpoints as the person with a role. */
export async function signedInAs(url: string, role: Role) {
  const answer = await fetch(`${url}/api/sign-in`, {
    method: "POST",
    body: JSON.stringify({ secret: keyOf(role) }),
  })
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}/api/${path}`, { ...init, headers: { cookie, ...init.headers } })
    // biome-ignore lint/suspicious/noExplicitAny: tests compare answers with what they expect
    return { status: response.status, body: (await response.json()) as any }
  }
  return {
    get: (path: string) => ask(path),
    post: (path: string, body: unknown) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  }
}
