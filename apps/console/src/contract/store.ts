/** The store: its health, and its backups. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job } from "./jobs.ts"

const Backup = Schema.Struct({
  file: Schema.String,
  taken_at: Schema.String,
  reason: Schema.String,
  bytes: Schema.Number,
  keep_until: Schema.String,
})
export type Backup = typeof Backup.Type

const Health = Schema.Struct({
  as_of: Schema.String,
  /** One line each: what is wrong, and what to do. */
  problems: Schema.Array(Schema.String),
  last_run: Schema.NullOr(
    Schema.Struct({ run_id: Schema.String, as_of: Schema.String, age_hours: Schema.Number }),
  ),
  due_today: Schema.Number,
  overdue: Schema.Number,
  /** Emails that were claimed more than a day ago and not marked. */
  stuck: Schema.Number,
  /** Emails of the last seven days. */
  sent: Schema.Number,
  failed: Schema.Number,
  bytes: Schema.Number,
  disk_free_bytes: Schema.Number,
  /** The emails in the store. */
  emails: Schema.Array(
    Schema.Struct({ status: Schema.String, email_type: Schema.String, emails: Schema.Number }),
  ),
})

/** A change of the store, as the audit trail has it. */
export const Entry = Schema.Struct({
  seq: Schema.Number,
  at: Schema.String,
  actor: Schema.String,
  action: Schema.String,
  subject: Schema.String,
  /** JSON */
  details: Schema.String,
})
export type Entry = typeof Entry.Type

const ByBackup = Schema.Struct({ backup: Schema.String })

export const STORE_ENDPOINTS = {
  "store/health": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ health: Health, since: Schema.NullOr(Schema.String) }),
  ),
  "store/backups": reads("see", Schema.Struct({}), Schema.Struct({ backups: Schema.Array(Backup) })),
  "store/backup": changes("operate", Schema.Struct({ reason: Schema.String }), Job),
  /** Reads all backups completely. */
  "store/check-backups": changes("operate", Schema.Struct({}), Job),
  /** What a restore would undo, and what it would keep. */
  "store/since-backup": reads(
    "operate",
    ByBackup,
    Schema.Struct({
      undone: Schema.Array(Entry),
      kept: Schema.Record(Schema.String, Schema.Number),
      since: Schema.NullOr(Schema.String),
    }),
  ),
  "store/restore": changes("operate", ByBackup, Job),
}
