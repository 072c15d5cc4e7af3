/** What the commands on the store share: which file, who asks, and how it is opened. */
import { userInfo } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { openStore, type StoreOptions } from "@almanac/store/store"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { guardStore } from "./guard/guard-output.ts"

const WAIT_MS = 10 * 60_000
const DATABASE_MB = 400

export const dbFlag = Flag.String("db").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription(
    "The store: one file with an organisation's contacts, campaigns, schedules and settings",
  ),
)

export const authorFlag = Flag.String("author").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Who does it, for the audit trail (default: the user of the system)"),
  Flag.withDefault(userName()),
)

/** A user without an entry in the system's list has none. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}

/** Opens the store for the scope; waits for another process to let go of it, and says so on stderr. */
export const openDb = (path: string, options: Partial<StoreOptions> = {}) =>
  Effect.flatMap(Effect.context<never>(), (context) =>
    path.trim() === ""
      ? Effect.fail(refuse("--db is empty", "name the file of the store"))
      : Effect.andThen(
          guardStore(path),
          openStore({
            path,
            threads: 2,
            memoryLimitMb: DATABASE_MB,
            create: false,
            now: new Date(),
            waitMs: WAIT_MS,
            onWait: () =>
              Effect.runSyncWith(context)(
                Effect.logWarning(`waiting for another process to let go of ${path}`),
              ),
            ...options,
          }),
        ),
  )
