/**
 * The blocks of a run. A run on several machines decides its contacts in blocks. The hash of the contact id says in which
 * block a contact is. It is the hash that a release uses for its shards. A row of another table is in the block of its
 * contact.
 */
import { text } from "../statement.ts"

/** SQL that makes the macro `contact_shard(id, shards)`. */
export const SHARD_MACROS = text("stage/shard").trim()
