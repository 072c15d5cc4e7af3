/**
 * Opens a published release: reads and checks the pointer, the manifest and the pieces that all contacts
 * share.
 */
import { type ContactColumns, contactColumns } from "@almanac/core/columns/contacts"
import type { Config } from "@almanac/core/config/config"
import type { OwnSettings } from "@almanac/core/config/organisation-schema"
import { decodeRecorded, recordedOrganisations } from "@almanac/core/config/recorded"
import { type Campaigns, resolveCampaigns } from "@almanac/core/domain/campaign"
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { OrgShares } from "@almanac/core/plan/apply"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import { Rules } from "@almanac/core/services/rules"
import { Plans, Scheduler } from "@almanac/core/services/scheduler"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { RowsCache } from "./cache.ts"
import { type Due, openDue, openDueOf } from "./due.ts"
import { type EmailHashes, emailHashReader } from "./email-hashes.ts"
import type { ReleaseFiles } from "./files.ts"
import {
  CAMPAIGNS,
  CONFIG,
  isReleaseId,
  ORGANISATIONS,
  PLAN,
  POINTER,
  releasePath,
  shardOfId,
  shardPath,
  VOLUME,
} from "./format.ts"
import type { Piece, ReleaseManifest } from "./manifest.ts"
import type { Span } from "./parquet.ts"
import { damaged, pieceJson, readPiece, readPointer, readReleaseManifest } from "./pieces.ts"
import { ReleaseError } from "./release-error.ts"
import { decodeRows, openShard, type RowGroup, spanOf } from "./shard.ts"
import {
  type CampaignsPiece,
  type CampaignTables,
  campaignTables,
  day,
  type OrganisationsPiece,
  type PlanPiece,
  sharesByOrg,
  type VolumePiece,
  volumeByOrg,
} from "./shared.ts"

/**
 * A release from which contacts can be read. It keeps decoded rows in a bounded cache. It keeps no promise,
 * so a request never waits for the reads of another request.
 */
export interface Release {
  readonly id: string
  readonly runId: string
  /** ISO date. */
  readonly asOf: string
  readonly config: Config
  readonly configHash: string
  /** Campaigns resolved for `asOf`. */
  readonly campaigns: Campaigns
  readonly campaignTables: CampaignTables
  /** The organisations with settings of their own. */
  readonly organisations: ReadonlyArray<OrganisationSettings>
  /** The settings that an organisation has of its own; empty if it has none. */
  readonly ownSettings: (org: bigint) => OwnSettings
  readonly book: Rulebook
  readonly scheduler: Scheduler["Service"]
  /** Ids of the organisations, in ascending order. */
  readonly orgs: ReadonlyArray<bigint>
  readonly volume: (org: bigint) => OrgVolume | undefined
  /** The plan of an organisation; undefined without load balancing. */
  readonly shares: (org: bigint) => OrgShares | undefined
  /**
   * The rows by day of this release, or of another one that is kept. Rejects with {@link ReleaseError}; of one that was
   * published without them the reason is `version`.
   */
  readonly due: (releaseId: string) => Promise<Due>
  readonly contactsOfEmail: EmailHashes
  /** A batch of contacts that includes the contact if it is published. Rejects with {@link ReleaseError}. */
  readonly contactsAround: (contactId: bigint) => Promise<ContactColumns>
}

/** Memory for decoded row groups, besides those being decoded. An isolate has 128 MB in total. */
const CACHE_BYTES = 8 * 2 ** 20

/** The id of the release that the pointer names. Rejects with {@link ReleaseError}. */
export async function currentRelease(files: ReleaseFiles): Promise<string> {
  const pointer = await readPointer(files)
  if (pointer === undefined) {
    throw new ReleaseError({ reason: "missing", message: `${POINTER} is not there: publish a run first` })
  }
  return pointer.release
}

/** Opens a release. Rejects with {@link ReleaseError} if any piece differs from what was published. */
export async function openRelease(files: ReleaseFiles, id: string): Promise<Release> {
  if (!isReleaseId(id)) {
    throw new ReleaseError({
      reason: "damaged",
      message: `${POINTER} names no release: publish the run again`,
    })
  }
  const manifest = await readReleaseManifest(files, id)
  const [config, campaigns, plan, volume, settings] = await Promise.all([
    readShared(files, id, manifest, CONFIG),
    readShared<CampaignsPiece>(files, id, manifest, CAMPAIGNS),
    readShared<PlanPiece>(files, id, manifest, PLAN),
    readShared<VolumePiece>(files, id, manifest, VOLUME),
    manifest.format === 1 ? NO_SETTINGS : readShared<OrganisationsPiece>(files, id, manifest, ORGANISATIONS),
  ])
  const today = day(manifest.run.as_of)
  const usable = <A>(piece: string, decoded: Result.Result<A, Refusal>): A =>
    Result.getOrElse(decoded, ({ message }) => {
      throw new ReleaseError({
        reason: "version",
        message: `${releasePath(id, piece)} cannot be used: ${message}`,
      })
    })
  const { config: effective, hash } = usable(CONFIG, decodeRecorded(config, { source: CONFIG }))
  const organisations = usable(ORGANISATIONS, recordedOrganisations(settings.orgs))
  const tables = campaignTables(campaigns)
  const resolved = resolveCampaigns(effective, tables.types, tables.instances, today)
  const volumes = volumeByOrg(volume)
  const shares = sharesByOrg(today, plan, volumes)
  const services = Scheduler.layer.pipe(
    Layer.provideMerge(Rules.layer({ config: effective, campaigns: resolved, today, organisations })),
    Layer.provide(Layer.succeed(Plans, shares)),
  )
  const own = new Map(organisations.map(({ orgId, own }) => [orgId, own]))
  return {
    ...Effect.runSync(Effect.all({ book: Rules, scheduler: Scheduler }).pipe(Effect.provide(services))),
    id,
    runId: manifest.run.run_id,
    asOf: manifest.run.as_of,
    config: effective,
    configHash: hash,
    campaigns: resolved,
    campaignTables: tables,
    organisations,
    ownSettings: (org) => own.get(org) ?? {},
    orgs: [...volumes.keys()].sort((a, b) => (a < b ? -1 : 1)),
    volume: (org) => volumes.get(org),
    shares,
    due: dueReader(files, id, manifest),
    contactsOfEmail: emailHashReader(files, id, manifest),
    contactsAround: contactReader(files, id, manifest),
  }
}

const NO_SETTINGS: OrganisationsPiece = { orgs: [] }

function pieceOf(id: string, { pieces }: ReleaseManifest, path: string): Piece {
  const piece = pieces.find((candidate) => candidate.path === path)
  if (piece === undefined) throw damaged(releasePath(id, path))
  return piece
}

async function readShared<A extends object>(
  files: ReleaseFiles,
  id: string,
  manifest: ReleaseManifest,
  path: string,
): Promise<A> {
  return pieceJson<A>(await readPiece(files, id, pieceOf(id, manifest, path)), releasePath(id, path))
}

/** Opens the rows by day when they are first asked for. Those of this release stay open, and of one other. */
function dueReader(files: ReleaseFiles, id: string, manifest: ReleaseManifest): Release["due"] {
  let own: Due | undefined
  let other: Due | undefined
  return async (releaseId) => {
    if (releaseId === id) {
      own ??= await openDue(files, id, manifest)
      return own
    }
    if (other?.releaseId !== releaseId) other = await openDueOf(files, releaseId)
    return other
  }
}

function contactReader(
  files: ReleaseFiles,
  id: string,
  manifest: ReleaseManifest,
): Release["contactsAround"] {
  const cache = new RowsCache(CACHE_BYTES)
  const pieces = new Map(manifest.pieces.map((piece) => [piece.path, piece]))
  const groupsOf = new Map<number, ReadonlyArray<RowGroup>>()
  return async (contactId) => {
    const high = Number(BigInt.asIntN(32, contactId >> 32n))
    const index = shardOfId(high, Number(BigInt.asIntN(32, contactId)), manifest.shards)
    const groups = groupsOf.get(index)
    if (groups !== undefined) {
      const span = spanOf(groups, contactId)
      if (span === undefined) return NOBODY
      const known = cache.get(keyOf(index, span))
      if (known !== undefined) return known
    }
    const piece = pieces.get(shardPath(index))
    if (piece === undefined) throw damaged(releasePath(id, shardPath(index)))
    const shard = openShard(await readPiece(files, id, piece))
    groupsOf.set(index, shard.groups)
    const span = spanOf(shard.groups, contactId)
    if (span === undefined) return NOBODY
    const contacts = await decodeRows(shard, span)
    cache.put(keyOf(index, span), contacts)
    return contacts
  }
}

const NOBODY = contactColumns(0, 0, 0)

const keyOf = (shard: number, { first, end }: Span): string => `${shard} ${first} ${end}`
