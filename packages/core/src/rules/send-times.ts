/** When emails go on their day: at `send_time` in the zone of the organisation, or of the contact. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { Day } from "../day/civil.ts"
import { secondsOf, type ZoneClock, ZoneClocks } from "../day/zone.ts"
import {
  CENTRAL_ZONE,
  type OrganisationBook,
  type OrganisationRules,
  ZONE_OF_CONTACT,
} from "./organisation-rules.ts"

export class SendTimes {
  /** The clock of all rows; undefined if rows have different zones. */
  readonly shared: ZoneClock | undefined
  readonly #clocks: ZoneClocks

  constructor({ zones, sameZone, shared }: OrganisationBook, sendTime: string, today: Day) {
    this.#clocks = new ZoneClocks(zones, secondsOf(sendTime), today)
    this.shared = sameZone && shared.zone !== ZONE_OF_CONTACT ? this.#clocks.at(shared.zone) : undefined
  }

  /** The clock of contact `i`, whose organisation has these rules. */
  clock({ zone }: OrganisationRules, contacts: ContactColumns, i: number): ZoneClock {
    return this.shared ?? this.#clocks.at(zone === ZONE_OF_CONTACT ? contacts.zone[i] : zone)
  }
}

/** The number of the zone that the rows of contact `i` name; −1 if the setting of its organisation is the default. */
export function zoneNamed({ zone }: OrganisationRules, contacts: ContactColumns, i: number): number {
  if (zone === CENTRAL_ZONE) return -1
  return zone === ZONE_OF_CONTACT ? contacts.zone[i] : zone
}
