/**
 * Holdouts: some contacts of a campaign get no email of it, so that what they do can be compared with what the others do. The
 * draw of a contact depends on nothing but the contact and the instance, so it is the same on every day.
 */
import type { CampaignInstance } from "../domain/campaign.ts"
import { isCampaign } from "../domain/email-type.ts"
import { DRAWS, heldOutDraws } from "../domain/holdout.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { fnv1a32, hashKey, highOfHash, type instanceKey, modulo } from "./hash.ts"

const HOLDOUT_KEY = hashKey(fnv1a32("holdout"), 0)

/**
 * The draw of a contact, from 0 to 9,999.
 * @param key the {@link instanceKey} of the campaign instance
 */
export const holdoutDraw = (idHigh: number, idLow: number, key: number): number =>
  modulo(highOfHash(idHigh, idLow, HOLDOUT_KEY ^ key), DRAWS)

/** For each campaign instance, the number of draws that are held out: 100 for 1 %. */
export const heldOutDrawsOf = (instances: ReadonlyArray<CampaignInstance>): Int32Array =>
  Int32Array.from(instances, ({ holdoutPercentage }) => heldOutDraws(holdoutPercentage))

/** The draw of the contact of a campaign row. */
export function drawOf({ book, contacts, contact, rows }: ContactCursor, row: number): number {
  const key = book.instanceKeys[rows.instance[row]]
  return holdoutDraw(contacts.id32[2 * contact + 1], contacts.id32[2 * contact], key)
}

/** Whether the contact is held out of the campaign of a row. */
export function isHeldOut(cursor: ContactCursor, row: number): boolean {
  const { book, rows } = cursor
  const instance = rows.instance[row]
  if (instance < 0 || book.heldOutDraws[instance] === 0 || !isCampaign(rows.type[row])) return false
  return drawOf(cursor, row) < book.heldOutDraws[instance]
}
