/** The flags that the commands on a store share: its file, and the user. Also opens the store. */
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
  Flag.withDescription("File of the store, which has contacts, campaigns, schedules and settings"),
)

export const authorFlag = Flag.String("author").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Your name for the audit trail (default: the user of the system)"),
  Flag.withDefault(userName()),
)

/**
 * The name of the user. A user who is not in the system's list of users has no name, so the user id is used.
 */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}

/**
 * Opens the store until the scope ends. If another process holds the store, it waits and says so on stderr.
 */
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
              Effect.runSyncWith(context)(Effect.logWarning(`waiting: another process is using ${path}`)),
            ...options,
          }),
        ),
  )
