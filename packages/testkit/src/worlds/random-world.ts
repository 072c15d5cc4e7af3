import { readId } from "../oracle/cells.ts"
import { isoDay } from "../oracle/dates.ts"
import type { RawRow, World } from "../world.ts"
import { randomCampaignTypeRows, randomEnrolments, randomInstances } from "./campaigns.ts"
import { randomContacts } from "./contacts.ts"
import { TODAYS } from "./days.ts"
import { randomEngagement, randomSuppressions } from "./engagement.ts"
import { randomEarlierRows } from "./history.ts"
import { withHoldouts } from "./holdouts.ts"
import type { InstantStyle } from "./instants.ts"
import { randomOptOuts } from "./opt-outs.ts"
import { randomOrganisations } from "./organisations.ts"
import { Random } from "./random.ts"
import { withSendingDays } from "./sending-days.ts"
import { withTexts } from "./texts.ts"
import { randomConfig } from "./world-config.ts"

export interface WorldOptions {
  /** Approximate number of contacts. Faults add some contacts and make others unusable. */
  readonly contacts: number
  /** Number of organisations; 2 by default. */
  readonly orgs?: number
  /** Whether emails go on some days only; by default they go on every day. */
  readonly sendingDays?: boolean
  /** Whether some organisations have settings of their own; by default none has. */
  readonly ownSettings?: boolean
  /** `YYYY-MM-DD`; by default a random one of {@link TODAYS}. */
  readonly as_of?: string
  /** Whether people have opted out of channels and of single types too. It changes nothing else of the world. */
  readonly optOuts?: boolean
  /** Whether contacts have telephone numbers, and the configuration has a time zone and text messages. */
  readonly texts?: boolean
  /** Whether campaigns hold contacts out; by default none does. */
  readonly holdouts?: boolean
}

/**
 * A world of boundary cases. The same seed and options give the same world. Load balancing is always
 * disabled.
 */
export function randomWorld(seed: number, options: WorldOptions): World {
  const random = new Random(seed)
  const asOf = options.as_of ?? random.pick(TODAYS)
  const today = isoDay(asOf)
  const config = randomConfig(random, asOf)
  const orgs = options.orgs ?? 2
  const oddIds = random.chance(0.3)
  const contacts = randomContacts({ random, config, today, orgs, oddIds }, options.contacts)

  const campaign_types = randomCampaignTypeRows(random)
  const instances = randomInstances(random, config, campaign_types, orgs, today)
  const ids = contacts.map((contact) => readId(contact.id)).filter((id) => id !== null)
  const contact_campaigns = randomEnrolments(random, ids, instances, today)

  const style: InstantStyle = random.pick(["local", "utc", "mixed"])
  let lastId = random.either(0.1, 9_007_199_254_740_993n, 0n)
  const nextId = () => {
    lastId += 1n
    return lastId
  }
  const email_schedules = contacts.flatMap((contact): Array<RawRow> => {
    const id = readId(contact.id)
    if (id === null) return []
    const enrolments = contact_campaigns.filter((row) => row.contact_id === id)
    const setting = { random, config, today, instances, enrolments, style, nextId }
    return randomEarlierRows(setting, { ...contact, id })
  })
  const world = {
    seed,
    as_of: asOf,
    config,
    contacts,
    email_schedules: random.shuffled(email_schedules),
    campaign_types,
    campaign_instances: instances.map((instance) => instance.row),
    contact_campaigns: random.shuffled(contact_campaigns),
    ...randomEngagement(random, email_schedules, style),
    suppressions: [
      ...randomSuppressions(random, contacts),
      ...(options.optOuts === true ? randomOptOuts(new Random(~seed), contacts, instances) : []),
    ],
    organisations: options.ownSettings ? randomOrganisations(seed, orgs, asOf) : [],
  }
  const measured = options.holdouts === true ? withHoldouts(world, seed) : world
  const ofDays = options.sendingDays === true ? withSendingDays(measured, seed) : measured
  return options.texts === true ? withTexts(ofDays, seed) : ofDays
}
