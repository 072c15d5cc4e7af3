/** `almanac due`: lists the emails of a day, for the system that sends them. */
import { type Day, formatDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import { claimDue, claimedRows, dueRows, heldBack, intoMemory, type Take } from "@almanac/store/sender"
import { intoFile } from "@almanac/store/sender-files"
import type { Store } from "@almanac/store/store"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { atLeast, jsonFlag, readDay } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { count, table } from "../print/numbers.ts"
import { dbFlag, openDb } from "../store-flags.ts"

export const dueCommand = Command.make(
  "due",
  {
    db: dbFlag,
    day: Flag.String("day").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("Day on which the emails are to be sent"),
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("List at most N emails, the best priorities first"),
      Flag.optional,
    ),
    claim: Flag.Boolean("claim").pipe(
      Flag.withDescription(
        "Claim the emails for --sender: their status becomes processing, and no other sender gets them",
      ),
      Flag.withDefault(false),
    ),
    claimed: Flag.Boolean("claimed").pipe(
      Flag.withDescription("List the emails of the day that --sender has claimed and not yet marked"),
      Flag.withDefault(false),
    ),
    sender: Flag.String("sender").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Name of the sender that claims"),
      Flag.optional,
    ),
    withContact: Flag.Boolean("with-contact").pipe(
      Flag.withDescription(
        "Add email, first_name, last_name and phone_number. This is personal data, so only your user can read the file",
      ),
      Flag.withDefault(false),
    ),
    json: jsonFlag,
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Write the rows to this .csv or .parquet file"),
      Flag.optional,
    ),
  },
  Effect.fnUntraced(function* (flags) {
    const day = yield* readDay("--day", flags.day)
    const limit = Option.getOrUndefined(flags.limit)
    const sender = Option.getOrUndefined(flags.sender)
    if (limit !== undefined) yield* atLeast("--limit", limit, 1)
    if (flags.claim && flags.claimed) {
      return yield* refuse(
        "--claim and --claimed exclude each other",
        "give --claim to claim emails, or --claimed to list claimed ones",
      )
    }
    if (flags.claim || flags.claimed ? !sender?.trim() : sender !== undefined) {
      return yield* refuse(
        "--sender is needed with --claim or --claimed, and only with them",
        "give both, or neither",
      )
    }
    const out = Option.getOrUndefined(flags.out)
    if (flags.withContact && out === undefined && !flags.json) {
      return yield* refuse("--with-contact does not print to the screen", "give --out or --json too")
    }
    const asked = { day, limit, sender, claim: flags.claim, withContact: flags.withContact }
    if (out === undefined) {
      const rows = yield* opened(flags.db, (store) => ask(store, asked, intoMemory))
      yield* Console.log(flags.json ? toJson({ day: flags.day, rows }) : rowsText(flags.day, rows))
      return
    }
    yield* guardOutput({ flag: "--out", path: out, kind: "file" }, { store: flags.db })
    const rows = yield* opened(flags.db, (store) =>
      intoFile(out, (take) => ask(store, asked, take), flags.withContact),
    )
    if (flags.json) yield* Console.log(toJson({ day: flags.day, rows, file: out }))
    else yield* Console.log(`${count(rows)} emails of ${flags.day} in ${out}`)
  }),
).pipe(
  Command.withExamples([
    { command: "almanac due --db almanac.db --day 2026-11-23", description: "List the emails of a day" },
    {
      command:
        "almanac due --db almanac.db --day 2026-11-23 --claim --sender mailer-1 --limit 5000 --out batch.csv",
      description: "Claim a batch to send",
    },
    {
      command:
        "almanac due --db almanac.db --day 2026-11-23 --claim --sender mailer-1 --with-contact --out batch.csv",
      description: "Claim them with addresses and names",
    },
  ]),
)

interface Asked {
  readonly day: Day
  readonly limit: number | undefined
  readonly sender: string | undefined
  readonly claim: boolean
  readonly withContact: boolean
}

const opened = <A, E>(db: string, use: (store: Store) => Effect.Effect<A, E>) =>
  Effect.scoped(Effect.flatMap(openDb(db), use))

const ask = Effect.fnUntraced(function* <A>(store: Store, { sender, claim, ...due }: Asked, take: Take<A>) {
  if (sender !== undefined && !claim) return yield* claimedRows(store, { ...due, sender }, take)
  const held = yield* heldBack(store, due)
  if (held > 0) {
    const why = due.withContact ? "have opted out or are not in the store" : "have opted out"
    yield* Effect.logWarning(
      `${count(held)} emails of ${formatDay(due.day)} are held back: their contacts ${why}; the next run decides about them again`,
    )
  }
  return yield* sender === undefined ? dueRows(store, due, take) : claimDue(store, { ...due, sender }, take)
})

const SHOWN = 20

function rowsText(day: string, rows: ReadonlyArray<Record<string, unknown>>): string {
  const shown = rows.slice(0, SHOWN)
  const columns = ["id", "contact_id", "email_type", "send_at", "email_template"]
  const cells = shown.map((row) => columns.map((name) => String(row[name] ?? "")))
  return [
    `${count(rows.length)} emails of ${day}`,
    ...(shown.length > 0 ? [table([columns, ...cells])] : []),
    ...(rows.length > shown.length ? ["  … (--json or --out give all of them)"] : []),
  ].join("\n")
}
