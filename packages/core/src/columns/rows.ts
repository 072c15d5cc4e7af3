/**
 * Decisions as columns: one row per candidate, which the rules fill step by step. A new row is pre-scheduled
 * for its ideal date. The rows of one contact are contiguous. Room is reserved before each contact, so adding
 * a row allocates nothing.
 */
import type { Day } from "../day/civil.ts"
import { NOT_MOVED, NOT_SKIPPED, PRE_SCHEDULED, SKIPPED } from "../domain/decision.ts"

export class RowColumns {
  count = 0
  capacity = 0
  /** Index of the contact in its batch. */
  contact = new Int32Array(0)
  type = new Int16Array(0)
  priority = new Int16Array(0)
  event = new Int32Array(0)
  ideal = new Int32Array(0)
  latest = new Int32Array(0)
  /** The planned day. For a skipped row, the date that the row carries. */
  send = new Int32Array(0)
  status = new Uint8Array(0)
  reason = new Uint8Array(0)
  moved = new Uint8Array(0)
  respectsWindows = new Uint8Array(0)
  /** Index of the campaign instance; −1 if the row has none among the inputs. */
  instance = new Int32Array(0)
  /** History row that is the parent (of a follow-up) or that settles the candidate; −1 if there is none. */
  history = new Int32Array(0)
  /** Number of the label with templates and metadata (labels.ts). */
  label = new Int32Array(0)
  /** Both halves of the hash, unsigned. */
  hashHigh = new Uint32Array(0)
  hashLow = new Uint32Array(0)

  /** Makes room for `more` rows. */
  reserve(more: number): void {
    if (this.count + more > this.capacity) this.#grow(Math.max(this.count + more, 2 * this.capacity, 1024))
  }

  /** Adds a row and returns its index; room must have been reserved. */
  add(contact: number, type: number, priority: number, event: Day, ideal: Day, latest: Day): number {
    const row = this.count++
    this.contact[row] = contact
    this.type[row] = type
    this.priority[row] = priority
    this.event[row] = event
    this.ideal[row] = ideal
    this.latest[row] = latest
    this.send[row] = ideal
    this.status[row] = PRE_SCHEDULED
    this.reason[row] = NOT_SKIPPED
    this.moved[row] = NOT_MOVED
    this.respectsWindows[row] = 1
    this.instance[row] = -1
    this.history[row] = -1
    this.label[row] = 0
    return row
  }

  /** Skips a row. It keeps the date it has. */
  skip(row: number, reason: number): void {
    this.status[row] = SKIPPED
    this.reason[row] = reason
  }

  #grow(capacity: number): void {
    this.capacity = capacity
    const wider = <A extends Int32Array | Int16Array | Uint8Array | Uint32Array>(old: A): A => {
      const next = new (old.constructor as new (length: number) => A)(capacity)
      next.set(old)
      return next
    }
    this.contact = wider(this.contact)
    this.type = wider(this.type)
    this.priority = wider(this.priority)
    this.event = wider(this.event)
    this.ideal = wider(this.ideal)
    this.latest = wider(this.latest)
    this.send = wider(this.send)
    this.status = wider(this.status)
    this.reason = wider(this.reason)
    this.moved = wider(this.moved)
    this.respectsWindows = wider(this.respectsWindows)
    this.instance = wider(this.instance)
    this.history = wider(this.history)
    this.label = wider(this.label)
    this.hashHigh = wider(this.hashHigh)
    this.hashLow = wider(this.hashLow)
  }
}
