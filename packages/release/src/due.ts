/**
 * The rows of a run by organisation, day and contact. Pieces hold the columns that differ from row to row; `due/index.json`
 * has the rest, and the first row of each row group, so that a page of rows is found by reading one or two pieces.
 */
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { ScheduleRow } from "@almanac/core/record/records"
import type { SharedColumn } from "@almanac/core/tables/output"
import { parquetMetadata } from "hyparquet"
import type { PublishedRow } from "./contact.ts"
import type { ReleaseFiles } from "./files.ts"
import { DUE_GROUP_ROWS, DUE_INDEX, DUE_PIECE_ROWS, duePath, releasePath } from "./format.ts"
import type { Piece, ReleaseManifest } from "./manifest.ts"
import { bufferOf, type Columns, readColumns } from "./parquet.ts"
import { damaged, pieceJson, readPiece, readReleaseManifest } from "./pieces.ts"
import { ReleaseError } from "./release-error.ts"
import { day, type JsonId } from "./shared.ts"

/** What many rows have in common. */
export interface DueKind extends Omit<Pick<ScheduleRow, SharedColumn>, "campaign_instance_id"> {
  readonly campaign_instance_id: JsonId | null
}

export interface DuePiece {
  /** Ascending; rows name an organisation by its place here. */
  readonly orgs: ReadonlyArray<JsonId>
  /** Rows name what they have in common by its place here. */
  readonly kinds: ReadonlyArray<DueKind>
  readonly rows: number
  /** Place of the organisation, day and contact of the first row of each row group. */
  readonly groups: ReadonlyArray<readonly [org: number, day: string, contact: JsonId]>
}

/** Some rows of an organisation and day, from one row group. */
export interface DueRows {
  readonly rows: ReadonlyArray<PublishedRow>
  /** The position of the first of the rows; the others follow. */
  readonly first: number
  /** The position to go on at; undefined where no rows are left. */
  readonly next: number | undefined
}

/** The rows by day of one release. A position counts all rows of the release. */
export interface Due {
  readonly releaseId: string
  readonly runId: string
  /** ISO date. */
  readonly asOf: string
  /** The position before all rows of an organisation and day. */
  readonly start: (org: bigint, day: Day) => Promise<number>
  /** Those of the rows at a position and after it, in one row group, that are of the organisation and day. */
  readonly read: (org: bigint, day: Day, from: number) => Promise<DueRows>
}

/** Opens the rows by day of any release that is kept. Rejects with {@link ReleaseError}. */
export async function openDueOf(files: ReleaseFiles, id: string): Promise<Due> {
  return openDue(files, id, await readReleaseManifest(files, id))
}

export async function openDue(files: ReleaseFiles, id: string, manifest: ReleaseManifest): Promise<Due> {
  const pieces = new Map(manifest.pieces.map((piece) => [piece.path, piece]))
  const indexPiece = pieces.get(DUE_INDEX)
  if (indexPiece === undefined) {
    const message = `release ${id} was published without its rows by day: publish the run again`
    throw new ReleaseError({ reason: "version", message })
  }
  const index = pieceJson<DuePiece>(await readPiece(files, id, indexPiece), releasePath(id, DUE_INDEX))
  const orgs = new Map(index.orgs.map((org, place) => [BigInt(org), place]))
  const kinds = index.kinds.map(kindOf)
  const days = index.groups.map(([, text]) => day(text))
  const decode = groupReader(files, id, pieces)
  const { run_id: runId } = manifest.run

  const start = async (org: bigint, day: Day): Promise<number> => {
    const place = orgs.get(org)
    if (place === undefined) return index.rows
    // The rows begin in the last group that begins before them, or with the next one.
    const after = firstIndex(index.groups.length, (group) => {
      const [first] = index.groups[group]
      return first > place || (first === place && days[group] >= day)
    })
    if (after === 0) return 0
    const columns = await decode(after - 1)
    const within = firstIndex(columns.count, (row) => {
      const first = columns.org[row]
      return first > place || (first === place && columns.day[row] >= day)
    })
    return (after - 1) * DUE_GROUP_ROWS + within
  }

  const read = async (org: bigint, day: Day, from: number): Promise<DueRows> => {
    const place = orgs.get(org)
    if (place === undefined || from >= index.rows) return { rows: [], first: from, next: undefined }
    const group = Math.floor(from / DUE_GROUP_ROWS)
    const columns = await decode(group)
    const rows: Array<PublishedRow> = []
    let row = from - group * DUE_GROUP_ROWS
    while (row < columns.count && columns.org[row] === place && columns.day[row] === day) {
      rows.push({ ...rowOf(columns, kinds, org, row), scheduler_run_id: runId })
      row++
    }
    const end = group * DUE_GROUP_ROWS + row
    const isMore = row === columns.count && end < index.rows
    return { rows, first: from, next: isMore ? end : undefined }
  }

  return { releaseId: id, runId, asOf: manifest.run.as_of, start, read }
}

type Kind = Omit<DueKind, "campaign_instance_id"> & Pick<ScheduleRow, "campaign_instance_id">

function kindOf({ campaign_instance_id: instance, ...kind }: DueKind): Kind {
  return { ...kind, campaign_instance_id: instance === null ? null : BigInt(instance) }
}

/** The columns of a row group. */
interface Group {
  readonly count: number
  readonly org: ArrayLike<number>
  readonly day: ArrayLike<Day>
  readonly contact_id: ArrayLike<bigint>
  readonly kind: ArrayLike<number>
  readonly send_second: ArrayLike<number>
  readonly event_date: ArrayLike<Day | null>
  readonly ideal_send_date: ArrayLike<Day>
  readonly parent_schedule_id: ArrayLike<bigint | null>
  readonly metadata: ArrayLike<string | null>
  /** Releases of earlier versions lack these columns. */
  readonly time_zone?: ArrayLike<string | null>
  readonly sms_second?: ArrayLike<number | null>
  readonly sms_skip_reason?: ArrayLike<string | null>
}

function rowOf(columns: Group, kinds: ReadonlyArray<Kind>, org: bigint, row: number): ScheduleRow {
  const kind = kinds[columns.kind[row]]
  const date = formatDay(columns.day[row])
  const event = columns.event_date[row] ?? null
  const text = columns.sms_second?.[row] ?? null
  return {
    contact_id: columns.contact_id[row],
    org_id: org,
    email_type: kind.email_type,
    scheduled_send_date: date,
    scheduled_send_time: kind.scheduled_send_time,
    send_at: instant(columns.day[row], columns.send_second[row]),
    status: kind.status,
    skip_reason: kind.skip_reason,
    priority: kind.priority,
    campaign_instance_id: kind.campaign_instance_id,
    email_template: kind.email_template,
    sms_template: kind.sms_template,
    event_date: event === null ? null : formatDay(event),
    ideal_send_date: formatDay(columns.ideal_send_date[row]),
    moved_by: kind.moved_by,
    parent_schedule_id: columns.parent_schedule_id[row] ?? null,
    metadata: columns.metadata[row] ?? null,
    time_zone: columns.time_zone?.[row] ?? null,
    sms_send_at: text === null ? null : instant(columns.day[row], text),
    sms_skip_reason: columns.sms_skip_reason?.[row] ?? null,
  }
}

const DAY_SECONDS = 86_400

/** @param second of the UTC day; outside of it where the instant is of another UTC day */
function instant(day: Day, second: number): string {
  return `${new Date((day * DAY_SECONDS + second) * 1000).toISOString().slice(0, 19)}Z`
}

/** Reads row groups. The last one stays decoded, and the bytes of its piece in memory: pages follow each other. */
function groupReader(files: ReleaseFiles, id: string, pieces: ReadonlyMap<string, Piece>) {
  let knownPiece: { readonly number: number; readonly bytes: Uint8Array } | undefined
  let knownGroup: { readonly number: number; readonly columns: Group } | undefined

  const bytesOf = async (number: number): Promise<Uint8Array> => {
    if (knownPiece?.number === number) return knownPiece.bytes
    const path = duePath(number)
    const piece = pieces.get(path)
    if (piece === undefined) throw damaged(releasePath(id, path))
    const bytes = await readPiece(files, id, piece)
    knownPiece = { number, bytes }
    return bytes
  }

  return async (number: number): Promise<Group> => {
    if (knownGroup?.number === number) return knownGroup.columns
    const first = number * DUE_GROUP_ROWS
    const piece = Math.floor(first / DUE_PIECE_ROWS)
    const bytes = await bytesOf(piece)
    const metadata = parquetMetadata(bufferOf(bytes))
    const start = first - piece * DUE_PIECE_ROWS
    const end = Math.min(start + DUE_GROUP_ROWS, Number(metadata.num_rows))
    const columns = groupOf(await readColumns({ bytes, metadata }, { first: start, end }), end - start)
    knownGroup = { number, columns }
    return columns
  }
}

const groupOf = (columns: Columns, count: number): Group => ({ ...(columns as unknown as Group), count })

/** The first of `count` places that `holds`, where it holds for all places after one for which it does. */
function firstIndex(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
