/** What differs between organisations, prepared once for each of them. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { Config } from "../config/config.ts"
import { CONTACT_ZONE } from "../config/field.ts"
import type { SendingDaysConfig } from "../config/sending-days-schema.ts"
import { effectiveConfig, type OrganisationSettings } from "../domain/organisation.ts"
import { ZIP_ZONES } from "../law/zip-zones.ts"
import { SendingDays } from "./sending-days.ts"
import { WarmUp } from "./warm-up.ts"

export interface OrganisationRules {
  /** The configuration with the settings of the organisation. */
  readonly config: Config
  readonly sendingDays: SendingDays
  readonly warmUp: WarmUp | undefined
  /** The number of the zone of send_time; {@link ZONE_OF_CONTACT} if it is that of each contact. */
  readonly zone: number
}

export const ZONE_OF_CONTACT = -1
/** The number of the default zone, America/Chicago. */
export const CENTRAL_ZONE = 0

function organisationRules(config: Config, zone: number, sendingDays: SendingDays): OrganisationRules {
  const { warm_up } = config.load_balancing
  return {
    config,
    sendingDays,
    warmUp: warm_up === null ? undefined : new WarmUp(warm_up, sendingDays),
    zone,
  }
}

/** The rules of all organisations of a run. Organisations without settings of their own share one object. */
export class OrganisationBook {
  /** The rules of organisations without settings of their own. */
  readonly shared: OrganisationRules
  /** Whether any organisation has settings of its own. */
  readonly varies: boolean
  /** The zones of contacts (ZIP_ZONES), then those that only settings name. Their positions are the numbers of zones. */
  readonly zones: ReadonlyArray<string>
  /** Whether all organisations have the same setting of the time zone. */
  readonly sameZone: boolean
  /** Whether rows of some organisation name the zone of their send time. They do not if the setting is the default. */
  readonly namesZones: boolean
  readonly #own: ReadonlyMap<bigint, OrganisationRules>

  constructor(config: Config, settings: ReadonlyArray<OrganisationSettings>) {
    const zones: Array<string> = [...ZIP_ZONES]
    const calendars = new Map<string, SendingDays>()
    const rulesOf = (config: Config): OrganisationRules =>
      organisationRules(
        config,
        zoneNumber(zones, config.timing.time_zone),
        sendingDaysOf(calendars, config.sending_days),
      )
    this.shared = rulesOf(config)
    this.varies = settings.length > 0
    this.#own = new Map(settings.map(({ orgId, own }) => [orgId, rulesOf(effectiveConfig(config, own))]))
    this.zones = zones
    const all = [this.shared, ...this.#own.values()]
    this.sameZone = all.every(({ zone }) => zone === this.shared.zone)
    this.namesZones = all.some(({ zone }) => zone !== CENTRAL_ZONE)
  }

  of(orgId: bigint): OrganisationRules {
    return this.#own.get(orgId) ?? this.shared
  }
}

/** Finds the rules of a contact's organisation by its number in the batch, which allocates nothing after the first time. */
export class OrganisationFinder {
  readonly #book: OrganisationBook
  readonly #found: Array<OrganisationRules | undefined> = []

  constructor(book: OrganisationBook) {
    this.#book = book
  }

  of({ org, orgId }: ContactColumns, i: number): OrganisationRules {
    if (!this.#book.varies) return this.#book.shared
    const known = this.#found[org[i]]
    if (known !== undefined) return known
    const found = this.#book.of(orgId[i])
    this.#found[org[i]] = found
    return found
  }
}

/** The sending days by their settings. Organisations with equal settings share one object. */
function sendingDaysOf(calendars: Map<string, SendingDays>, settings: SendingDaysConfig): SendingDays {
  const text = JSON.stringify(settings)
  const known = calendars.get(text) ?? new SendingDays(settings)
  calendars.set(text, known)
  return known
}

/** The number of a zone, which is added to `zones` if it is not among them. */
function zoneNumber(zones: Array<string>, name: string): number {
  if (name === CONTACT_ZONE) return ZONE_OF_CONTACT
  const known = zones.indexOf(name)
  return known >= 0 ? known : zones.push(name) - 1
}
