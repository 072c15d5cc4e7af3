/**
 * The blocks of a run. A run on several machines decides its contacts in blocks. The hash of the contact id says in which
 * block a contact is. It is the hash that a release uses for its shards. A row of another table is in the block of its
 * contact.
 */
import { text } from "../statement.ts"

export interface Block {
  readonly index: number
  /** The number of blocks. */
  readonly of: number
}

/** SQL that makes the macro `contact_shard(id, shards)`. */
export const SHARD_MACROS = text("stage/shard").trim()

/** The SQL condition for the rows of a block. @param column the column with the contact id */
export const rowsOfBlock = (column: string, { index, of }: Block): string =>
  of === 1 ? "true" : `contact_shard(${column}, ${of}) = ${index}`
