/**
 * What stateless answers are made from: the published release if there is one, otherwise the configuration
 * only.
 */
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import {
  type CampaignInstanceRow,
  type CampaignTypeRow,
  resolveCampaigns,
} from "@almanac/core/domain/campaign"
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import { type Rulebook, rulebook } from "@almanac/core/rules/rulebook"
import type { Release } from "@almanac/release/open"
import type { Principal } from "../keys/registry.ts"

export interface CampaignRows {
  readonly types: ReadonlyArray<CampaignTypeRow>
  readonly instances: ReadonlyArray<CampaignInstanceRow>
}

export interface Ground {
  readonly config: Config
  readonly configHash: string
  readonly release: Release | undefined
  /** The ids of the kept releases, in the order in which they were published. */
  readonly kept: ReadonlyArray<string>
  /** Rulebooks by day and campaigns. A rulebook is valid for one day. */
  readonly books: Map<string, Rulebook>
}

/** The most rulebooks that are kept. The least recently used one is removed first. */
const MAX_BOOKS = 20
/**
 * A rulebook is not kept if the campaigns of the request have a longer text, or if there are more instances.
 * This limits the memory.
 */
const LONGEST_KEY = 20_000
const MAX_INSTANCES = 1000

/**
 * The rulebook of a day. If the request has settings of the organisation, they go before those of the release. If the request has campaigns of its own, it uses these. Otherwise it uses the
 * campaigns of the release without those of organisations that the key does not cover. These are left out
 * because an answer would show the name and templates of any campaign that the request enrols the contact in.
 */
export function bookOf(
  ground: Ground,
  today: Day,
  own: CampaignRows | undefined,
  orgs: Principal["orgs"],
  organisation?: OrganisationSettings,
): Rulebook {
  const { release, config, books } = ground
  const all = release?.campaignTables ?? NO_CAMPAIGNS
  const { rows, ids } = own === undefined ? visible(all, orgs) : { rows: own, ids: keyOf(own) }
  if (rows === all && organisation === undefined && release?.book.today === today) return release.book
  const key = `${formatDay(today)} ${ids} ${organisation === undefined ? "" : keyOf(organisation)}`
  const known = books.get(key)
  if (known !== undefined) {
    books.delete(key)
    books.set(key, known)
    return known
  }
  const campaigns = resolveCampaigns(config, rows.types, rows.instances, today)
  const settings = organisation === undefined ? (release?.organisations ?? []) : [organisation]
  const book = rulebook(config, campaigns, today, settings)
  if (key.length > LONGEST_KEY || rows.instances.length > MAX_INSTANCES) return book
  const [oldest] = books.keys()
  if (books.size >= MAX_BOOKS) books.delete(oldest)
  books.set(key, book)
  return book
}

const NO_CAMPAIGNS: CampaignRows = { types: [], instances: [] }

/**
 * The campaigns that a key may see, by its set of organisations. A registry has the same set object for as
 * long as it stays unchanged.
 */
interface View {
  readonly rows: CampaignRows
  readonly ids: string
}
const views = new WeakMap<CampaignRows, WeakMap<ReadonlySet<bigint>, View>>()

/**
 * The rows without those of organisations that are not covered. If all are covered, the same object is
 * returned.
 */
function visible(all: CampaignRows, orgs: Principal["orgs"]): View {
  if (orgs === "all") return { rows: all, ids: "all" }
  const ofRelease = views.get(all) ?? new WeakMap<ReadonlySet<bigint>, View>()
  const known = ofRelease.get(orgs)
  if (known !== undefined) return known
  const instances = all.instances.filter(({ org_id }) => org_id === null || orgs.has(org_id))
  const view =
    instances.length === all.instances.length
      ? { rows: all, ids: "all" }
      : { rows: { types: all.types, instances }, ids: instances.map(({ id }) => id).join() }
  if (view.rows === all || instances.length <= MAX_INSTANCES) views.set(all, ofRelease.set(orgs, view))
  return view
}

function keyOf(own: CampaignRows | OrganisationSettings): string {
  return JSON.stringify(own, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
}

/** Identifies everything that answers depend on besides the request. */
export function versionOf({ release, configHash }: Ground): string {
  return release?.id ?? configHash
}
