/** `almanac audit`: shows who did what to the store, and checks that the record is complete and unchanged. */
import { auditEntries } from "@almanac/store/audit"
import { auditProof } from "@almanac/store/audit-proof"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { atLeast, jsonFlag } from "../flags.ts"
import { count, table } from "../print/numbers.ts"
import { dbFlag, openDb } from "../store-flags.ts"

const DEFAULT_LAST = 50

const entriesOf = (db: string) => Effect.scoped(Effect.flatMap(openDb(db), ({ sql }) => auditEntries(sql)))

const list = Command.make(
  "list",
  {
    db: dbFlag,
    last: Flag.Int("last").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Show the last N entries (default ${DEFAULT_LAST})`),
      Flag.withDefault(DEFAULT_LAST),
    ),
    action: Flag.String("action").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription(
        "Show only entries with this action, such as run.commit, import or config.activate",
      ),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, last, action, json }) {
    yield* atLeast("--last", last, 1)
    const wanted = Option.getOrUndefined(action)
    const found = (yield* entriesOf(db)).filter((entry) => wanted === undefined || entry.action === wanted)
    const entries = found.slice(-last)
    if (json) {
      const listed = entries.map((entry) => ({
        ...entry,
        seq: Number(entry.seq),
        happened_at: `${entry.happened_at.replace(" ", "T")}Z`,
        details: JSON.parse(entry.details),
      }))
      return yield* Console.log(JSON.stringify({ entries: listed }))
    }
    if (entries.length === 0) return yield* Console.log("no entry matches")
    const rows = entries.map((entry) => [
      String(entry.seq),
      `${entry.happened_at.slice(0, 19)} UTC`,
      entry.actor,
      entry.action,
      entry.subject,
      entry.details,
    ])
    yield* Console.log(table([["", "When", "Who", "What", "To what", "Details"], ...rows], ""))
  }),
).pipe(
  Command.withDescription("Show the last entries of the audit trail"),
  Command.withExamples([
    { command: "almanac audit list --db almanac.db --last 20", description: "Show the last 20 changes" },
  ]),
)

const verify = Command.make(
  "verify",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const { entries, revision, broken, end, lastHash } = yield* Effect.scoped(
      Effect.flatMap(openDb(db), auditProof),
    )
    if (json) {
      const first_broken = broken === undefined ? null : Number(broken.seq)
      const [changes, cut_off] = [Number(revision), end !== undefined]
      yield* Console.log(
        JSON.stringify({ entries: entries.length, changes, first_broken, cut_off, last_hash: lastHash }),
      )
    }
    if (broken !== undefined) {
      return yield* new Failed({
        message: `the audit trail was changed: entry ${broken.seq} is the first that is not as it was written`,
      })
    }
    if (end !== undefined) {
      return yield* new Failed({
        message: `entries are missing at the end of the audit trail: it ends with change ${end}, but the store has been changed ${revision} times`,
      })
    }
    if (entries.length === 0 && !json) return yield* Console.log("no entries: the store has not been changed")
    if (!json)
      yield* Console.log(
        `${count(entries.length)} entries, unchanged and complete; the hash of the last entry is ${lastHash}`,
      )
  }),
).pipe(
  Command.withDescription(
    "Check that the audit trail is unchanged and complete. Keep the last hash in another place, because someone who can write the store can write another trail",
  ),
  Command.withExamples([
    { command: "almanac audit verify --db almanac.db", description: "Check the audit trail" },
  ]),
)

export const auditCommand = Command.make("audit").pipe(
  Command.withSubcommands([list, verify]),
  Command.withExamples([
    { command: "almanac audit list --db almanac.db", description: "Show the last changes" },
    {
      command: "almanac audit verify --db almanac.db",
      description: "Check that the audit trail is unchanged",
    },
  ]),
)
