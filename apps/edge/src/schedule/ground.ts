/** What stateless answers are made of: the published release where there is one, else the configuration alone. */
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import {
  type CampaignInstanceRow,
  type CampaignTypeRow,
  resolveCampaigns,
} from "@almanac/core/domain/campaign"
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
  /** Ids of the releases that are kept, in the order in which they were published. */
  readonly kept: ReadonlyArray<string>
  /** Days whose rulebook is made, by the day; a rulebook holds for one day. */
  readonly books: Map<string, Rulebook>
}

/** Rulebooks of so many days and campaigns are kept; the one asked for longest ago goes first. */
const MOST_BOOKS = 20
/** Campaigns of a request whose text is longer, or of a release with more of them, are not kept: memory is for so many. */
const LONGEST_KEY = 20_000
const MOST_INSTANCES = 1000

/**
 * The rulebook of a day: of the request's own campaigns where it has some, else of those of the release that are not
 * another organisation's: whoever enrols a contact in one is shown its name and templates.
 */
export function bookOf(
  ground: Ground,
  today: Day,
  own: CampaignRows | undefined,
  orgs: Principal["orgs"],
): Rulebook {
  const { release, config, books } = ground
  const all = release?.campaignTables ?? NO_CAMPAIGNS
  const { rows, ids } = own === undefined ? visible(all, orgs) : { rows: own, ids: keyOf(own) }
  if (rows === all && release?.book.today === today) return release.book
  const key = `${formatDay(today)} ${ids}`
  const known = books.get(key)
  if (known !== undefined) {
    books.delete(key)
    books.set(key, known)
    return known
  }
  const book = rulebook(config, resolveCampaigns(config, rows.types, rows.instances, today), today)
  if (key.length > LONGEST_KEY || rows.instances.length > MOST_INSTANCES) return book
  if (books.size >= MOST_BOOKS) books.delete(books.keys().next().value as string)
  books.set(key, book)
  return book
}

const NO_CAMPAIGNS: CampaignRows = { types: [], instances: [] }

/** By the organisations of a key, which stand in the registry as one set for as long as that is the same. */
interface View {
  readonly rows: CampaignRows
  readonly ids: string
}
const views = new WeakMap<CampaignRows, WeakMap<ReadonlySet<bigint>, View>>()

/** The rows without those of organisations that are not covered: the same rows where all are. */
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
  if (view.rows === all || instances.length <= MOST_INSTANCES) views.set(all, ofRelease.set(orgs, view))
  return view
}

function keyOf(own: CampaignRows): string {
  return JSON.stringify(own, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
}

/** Names everything that answers are made of besides the request. */
export function versionOf({ release, configHash }: Ground): string {
  return release?.id ?? configHash
}
