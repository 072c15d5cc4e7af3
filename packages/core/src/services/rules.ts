/**
 * The rules of a day as a service: what the configuration, the state law and the campaigns say, compiled once for
 * all contacts. Hot loops obtain the rulebook once and then call plain functions.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import type { Campaigns } from "../domain/campaign.ts"
import type { OrganisationSettings } from "../domain/organisation.ts"
import { type Rulebook, rulebook } from "../rules/rulebook.ts"

export interface RulesOfDay {
  readonly config: Config
  /** Resolved for the same day. */
  readonly campaigns: Campaigns
  readonly today: Day
  /** Organisations with settings of their own. */
  readonly organisations?: ReadonlyArray<OrganisationSettings>
}

export class Rules extends Context.Service<Rules, Rulebook>()("@almanac/core/Rules") {
  static readonly layer = ({ config, campaigns, today, organisations }: RulesOfDay): Layer.Layer<Rules> =>
    Layer.sync(Rules, () => rulebook(config, campaigns, today, organisations))
}
