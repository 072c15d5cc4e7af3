/** Everything in a run that is the same for all contacts, prepared for the hot loop. */
import { Labels } from "../columns/labels.ts"
import { type Config, foresees } from "../config/config.ts"
import { inYear, type MonthDay, monthDay, nextInYear } from "../day/anniversary.ts"
import { type Day, yearOf } from "../day/civil.ts"
import type { Campaigns } from "../domain/campaign.ts"
import type { OrganisationSettings } from "../domain/organisation.ts"
import { type StateLaw, stateRules } from "../law/compile.ts"
import { parentsOf } from "./foreseen.ts"
import { fnv1a32, instanceKey } from "./hash.ts"
import { heldOutDrawsOf } from "./holdout.ts"
import { OrganisationBook } from "./organisation-rules.ts"
import { SendTimes } from "./send-times.ts"
import { TextTimes } from "./texts.ts"
import { type WindowShape, windowShapes } from "./windows.ts"

export interface Rulebook {
  readonly today: Day
  readonly config: Config
  readonly campaigns: Campaigns
  readonly organisations: OrganisationBook
  /** Rules with their citations, by state index. */
  readonly law: ReadonlyArray<StateLaw>
  /** Window rules by state index. */
  readonly windows: ReadonlyArray<ReadonlyArray<WindowShape>>
  /** Indexes of the target-all instances that take part. */
  readonly targetAll: ReadonlyArray<number>
  readonly labels: Labels
  readonly sendTimes: SendTimes
  /** Undefined if no text messages are planned. */
  readonly texts: TextTimes | undefined
  /** Hash of the type name by email type code. All follow-up types share one. */
  readonly typeHashes: Int32Array
  /** Ids of the campaign instances as 32-bit pairs, low half first. */
  readonly instanceIds32: Int32Array
  /** The part of each campaign instance in the key that ranks its emails. */
  readonly instanceKeys: Int32Array
  /** For each campaign instance, the number of draws that are held out. */
  readonly heldOutDraws: Int32Array
  /** Whether load balancing counts the follow-ups that emails will cause, and keeps to announced days. */
  readonly foresees: boolean
  /** For each email type and for each campaign instance: 1 if its emails cause follow-ups. */
  readonly parents: { readonly types: Uint8Array; readonly instances: Uint8Array }
  readonly aepOpensOn: MonthDay
  readonly aepSendOn: MonthDay
  /** The next opening of the Annual Enrollment Period. */
  readonly aepEvent: Day
  /** The ideal send date before it. */
  readonly aepIdeal: Day
}

function readMonthDay(text: string): MonthDay {
  return monthDay(Number(text.slice(0, 2)), Number(text.slice(3, 5)))
}

/**
 * @param config a decoded configuration
 * @param campaigns campaigns resolved for the same `today`
 * @param organisations organisations with settings of their own
 */
export function rulebook(
  config: Config,
  campaigns: Campaigns,
  today: Day,
  organisations: ReadonlyArray<OrganisationSettings> = [],
): Rulebook {
  const law = stateRules(config)
  const organisationBook = new OrganisationBook(config, organisations)
  const aepOpensOn = readMonthDay(config.aep.opens_on)
  const aepSendOn = readMonthDay(config.aep.send_on)
  const aepEvent = nextInYear(aepOpensOn, today)
  const instanceIds32 = new Int32Array(BigInt64Array.from(campaigns.instances, ({ id }) => id).buffer)
  return {
    today,
    config,
    campaigns,
    organisations: organisationBook,
    law,
    windows: windowShapes(law, config.timing.pre_window_exclusion_days),
    targetAll: campaigns.instances.flatMap((instance, i) =>
      instance.takesPart && instance.targetsAll ? [i] : [],
    ),
    labels: new Labels(config, campaigns),
    sendTimes: new SendTimes(organisationBook, config.timing.send_time, today),
    texts: config.sms.enabled ? new TextTimes(config, today) : undefined,
    typeHashes: Int32Array.from(campaigns.typeNames, (name) =>
      fnv1a32(name.startsWith("followup_") ? "followup" : name),
    ),
    instanceIds32,
    heldOutDraws: heldOutDrawsOf(campaigns.instances),
    instanceKeys: Int32Array.from(campaigns.instances, (_, at) =>
      instanceKey(instanceIds32[2 * at + 1], instanceIds32[2 * at]),
    ),
    foresees: foresees(config),
    parents: parentsOf(config, campaigns),
    aepOpensOn,
    aepSendOn,
    aepEvent,
    aepIdeal: inYear(aepSendOn, yearOf(aepEvent)),
  }
}
