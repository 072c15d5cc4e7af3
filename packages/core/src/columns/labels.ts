/**
 * A label holds the texts of a row: templates and metadata. Each distinct combination is made once, and rows
 * refer to it by number, so the hot loop handles integers only. The number of labels depends on campaigns,
 * not on contacts.
 */
import type { Config, EmailTypeConfig } from "../config/config.ts"
import type { CampaignInstance, Campaigns } from "../domain/campaign.ts"
import {
  type AEP,
  type BIRTHDAY,
  type EFFECTIVE_DATE,
  FIRST_CAMPAIGN,
  FIRST_FOLLOWUP,
  FIXED_EMAIL_TYPES,
  FOLLOWUP_BEHAVIORS,
  POST_WINDOW,
} from "../domain/email-type.ts"

export interface Label {
  readonly emailType: string
  readonly emailTemplate: string | null
  readonly smsTemplate: string | null
  /**
   * The metadata of a row: null or this text. For a follow-up: this text, the parent's id, then
   * `metadataAfterParent`.
   */
  readonly metadata: string | null
  readonly metadataAfterParent: string | null
}

/**
 * The bit of an email type in the set that a post-window email stands for: a power of two, exact as a double.
 */
export function standsForBit(type: number): number {
  return 2 ** (type < POST_WINDOW ? type : type - FIRST_CAMPAIGN + POST_WINDOW)
}

export class Labels {
  readonly list: Array<Label> = []
  readonly #config: Config
  readonly #campaigns: Campaigns
  readonly #anniversaries: ReadonlyArray<number>
  readonly #instances: ReadonlyArray<number>
  readonly #followups = new Map<number, number>()
  readonly #postWindows = new Map<number, number>()
  readonly #lasting: number

  constructor(config: Config, campaigns: Campaigns) {
    this.#config = config
    this.#campaigns = campaigns
    const types = config.email_types
    this.#anniversaries = [types.birthday, types.effective_date, types.aep].map((type, code) =>
      this.#plain(code, type),
    )
    this.#instances = campaigns.instances.map(({ type, emailTemplate, smsTemplate }) =>
      this.#add(type, { emailTemplate, smsTemplate, metadata: null, metadataAfterParent: null }),
    )
    this.#lasting = this.list.length
  }

  /**
   * Drops the labels of follow-ups and post-window emails if there are more than `most`. Rows that use them
   * must no longer be in use.
   */
  bound(most: number): void {
    if (this.list.length - this.#lasting <= most) return
    this.list.length = this.#lasting
    this.#followups.clear()
    this.#postWindows.clear()
  }

  /** Takes over the labels that another process has made from the same campaigns, so that its rows can be read. */
  takeOver(list: ReadonlyArray<Label>): void {
    this.list.length = 0
    for (const label of list) this.list.push(label)
  }

  /** Label of a birthday, effective-date or AEP email. */
  ofAnniversary(type: typeof BIRTHDAY | typeof EFFECTIVE_DATE | typeof AEP): number {
    return this.#anniversaries[type]
  }

  ofCampaign(instance: number): number {
    return this.#instances[instance]
  }

  /**
   * Label of a follow-up, by its own type, its parent's type and the parent's instance (−1: not among the
   * inputs).
   */
  ofFollowup(type: number, parentType: number, parentInstance: number): number {
    const key =
      ((parentInstance + 1) * this.#campaigns.typeNames.length + parentType) * FOLLOWUP_BEHAVIORS.length +
      (type - FIRST_FOLLOWUP)
    let label = this.#followups.get(key)
    if (label === undefined) {
      label = this.#followup(type, parentType, this.#campaigns.instances[parentInstance])
      this.#followups.set(key, label)
    }
    return label
  }

  /**
   * Label of a post-window email.
   * @param standsFor sum of the {@link standsForBit}s of the email types that it stands for
   */
  ofPostWindow(standsFor: number): number {
    let label = this.#postWindows.get(standsFor)
    if (label === undefined) {
      const names = this.#campaigns.typeNames.filter(
        (_, type) =>
          (type < POST_WINDOW || type >= FIRST_CAMPAIGN) &&
          Math.floor(standsFor / standsForBit(type)) % 2 === 1,
      )
      label = this.#plain(
        POST_WINDOW,
        this.#config.email_types.post_window,
        JSON.stringify({ stands_for: names }),
      )
      this.#postWindows.set(standsFor, label)
    }
    return label
  }

  #followup(type: number, parentType: number, instance: CampaignInstance | undefined): number {
    const template = this.#config.email_types[FIXED_EMAIL_TYPES[type]]
    const rest = JSON.stringify({
      parent_email_type: this.#campaigns.typeNames[parentType],
      behavior: FOLLOWUP_BEHAVIORS[type - FIRST_FOLLOWUP],
      campaign_name: instance?.name ?? null,
    })
    return this.#add(type, {
      emailTemplate: instance?.followupEmailTemplate ?? template.email_template,
      smsTemplate: instance?.followupSmsTemplate ?? template.sms_template,
      metadata: '{"parent_schedule_id":',
      metadataAfterParent: `,${rest.slice(1)}`,
    })
  }

  #plain(type: number, config: EmailTypeConfig, metadata: string | null = null): number {
    return this.#add(type, {
      emailTemplate: config.email_template,
      smsTemplate: config.sms_template,
      metadata,
      metadataAfterParent: null,
    })
  }

  #add(type: number, texts: Omit<Label, "emailType">): number {
    return this.list.push({ emailType: this.#campaigns.typeNames[type], ...texts }) - 1
  }
}

/**
 * The metadata text of a row.
 * @param parentId id of the parent, for a follow-up
 */
export function metadataText(label: Label, parentId: bigint | null): string | null {
  return label.metadataAfterParent === null
    ? label.metadata
    : label.metadata + String(parentId) + label.metadataAfterParent
}
