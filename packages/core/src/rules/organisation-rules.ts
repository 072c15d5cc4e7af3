/** What differs between organisations, prepared once for each of them. */
import type { Config } from "../config/config.ts"
import { effectiveConfig, type OrganisationSettings } from "../domain/organisation.ts"
import { SendingDays } from "./sending-days.ts"
import { WarmUp } from "./warm-up.ts"

export interface OrganisationRules {
  /** The configuration with the settings of the organisation. */
  readonly config: Config
  readonly sendingDays: SendingDays
  readonly warmUp: WarmUp | undefined
}

function organisationRules(config: Config): OrganisationRules {
  const sendingDays = new SendingDays(config.sending_days)
  const { warm_up } = config.load_balancing
  return { config, sendingDays, warmUp: warm_up === null ? undefined : new WarmUp(warm_up, sendingDays) }
}

/** The rules of all organisations of a run. Organisations without settings of their own share one object. */
export class OrganisationBook {
  /** The rules of organisations without settings of their own. */
  readonly shared: OrganisationRules
  /** Whether any organisation has settings of its own. */
  readonly varies: boolean
  readonly #own: ReadonlyMap<bigint, OrganisationRules>

  constructor(config: Config, settings: ReadonlyArray<OrganisationSettings>) {
    this.shared = organisationRules(config)
    this.varies = settings.length > 0
    this.#own = new Map(
      settings.map(({ orgId, own }) => [orgId, organisationRules(effectiveConfig(config, own))]),
    )
  }

  of(orgId: bigint): OrganisationRules {
    return this.#own.get(orgId) ?? this.shared
  }
}
