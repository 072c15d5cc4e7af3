import type { RawRow } from "../world.ts"
import type { WorldInstance } from "./campaigns.ts"
import type { Random } from "./random.ts"

const CHANNELS = ["email", "email", null, "", "sms", "all", " All ", "SMS", "fax"]

const TYPES = [
  ...["birthday", "effective_date", "aep", "post_window", "campaign_*", " birthday ", "", null],
  ...["followup_1_cold", "followup_2_clicked_no_hq", "followup_3_hq_no_yes", "followup_4_hq_with_yes"],
  ...["campaign_retired", "newsletter", "followup_*", "campaign_", "Birthday"],
]

/** Opt-outs of channels and of types for most contacts, several for some. A few cannot be read. */
export function randomOptOuts(
  random: Random,
  contacts: ReadonlyArray<RawRow>,
  instances: ReadonlyArray<WorldInstance>,
): Array<RawRow> {
  const ofCampaigns = instances.map(({ typeName }) => `campaign_${typeName}`)
  return contacts.flatMap((contact) =>
    random.times(random.pick([0, 0, 1, 1, 2]), () => {
      const byId = random.chance(0.5) && typeof contact.id === "bigint"
      const email = String(contact.email)
      return {
        contact_id: byId ? contact.id! : null,
        email: byId ? null : random.pick([email, email.toUpperCase(), ` ${email} `]),
        reason: null,
        since: null,
        channel: random.pick(CHANNELS),
        email_type: random.chance(0.4) ? random.pick(ofCampaigns) : random.pick(TYPES),
      }
    }),
  )
}
