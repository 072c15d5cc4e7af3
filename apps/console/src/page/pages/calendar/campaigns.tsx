/** The campaigns of the year as tables: what each sends, and what each two want of the same contacts. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query"
import { type ReactNode, useMemo, useState } from "react"
import type { Campaign, CampaignPair, DraftPair } from "../../../contract/calendar.ts"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import { reading } from "../../api.ts"
import { Failed, Loading, Since } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import type { ShownCampaign } from "./campaign-bars.tsx"
import type { CalendarSearch, Changes } from "./search.ts"

export interface CampaignQueries {
  readonly planned: UseQueryResult<AnswerOf<"calendar/campaigns">>
  readonly drafts: UseQueryResult<AnswerOf<"calendar/drafts">>
  /** All campaigns that are known by now: the planned ones by their first days, then the drafts. */
  readonly campaigns: ReadonlyArray<ShownCampaign>
}

export function useCampaigns(run: string, org: string | undefined): CampaignQueries {
  const planned = useQuery(reading("calendar/campaigns", { run, org }))
  const drafts = useQuery(reading("calendar/drafts", { run, org }))
  const campaigns = useMemo(
    () => [...shown(planned.data?.campaigns ?? [], false), ...shown(drafts.data?.campaigns ?? [], true)],
    [planned.data, drafts.data],
  )
  return { planned, drafts, campaigns }
}

const shown = (campaigns: ReadonlyArray<Campaign>, isDraft: boolean): ReadonlyArray<ShownCampaign> =>
  campaigns
    .map((campaign) => ({ ...campaign, isDraft, title: campaign.name ?? `Campaign ${campaign.id}` }))
    .sort((a, b) => ((a.start ?? "") < (b.start ?? "") ? -1 : 1))

const day = (value: string | null): string => (value === null ? "" : dayText(value))

export function CampaignTables({
  queries,
  search,
  onChange,
}: {
  readonly queries: CampaignQueries
  readonly search: CalendarSearch
  readonly onChange: (changes: Changes) => void
}) {
  const { planned, drafts, campaigns } = queries
  const { campaign } = search
  const titles = new Map(
    campaigns.map(({ id, title, isDraft }) => [id, isDraft ? `${title} (draft)` : title]),
  )
  const titleOf = (id: string) => <span dir="auto">{titles.get(id) ?? `Campaign ${id}`}</span>
  const concerns = (...ids: ReadonlyArray<string>): boolean =>
    campaign === undefined || ids.includes(campaign)
  const pairs = (planned.data?.pairs ?? []).filter(({ a, b }) => concerns(a, b))
  const draftPairs = (drafts.data?.pairs ?? []).filter(({ draft, other }) => concerns(draft, other))
  const columns: ReadonlyArray<Column<ShownCampaign>> = [
    {
      title: "Campaign",
      cell: ({ id }) => (
        <button
          type="button"
          className="link"
          aria-pressed={id === campaign}
          onClick={() => onChange({ campaign: id === campaign ? undefined : id })}
        >
          {titleOf(id)}
        </button>
      ),
    },
    { title: "Type", cell: ({ campaign_type }) => campaign_type.replaceAll("_", " ") },
    { title: "Begins", cell: ({ start }) => day(start) },
    { title: "Ends", cell: ({ end }) => day(end) },
    { title: "Emails", isNumber: true, cell: ({ emails }) => countText(emails) },
    { title: "Skipped", isNumber: true, cell: ({ skipped, isDraft }) => (isDraft ? "" : countText(skipped)) },
    { title: "Days", isNumber: true, cell: ({ days }) => countText(days.length) },
  ]
  return (
    <section className="card" aria-labelledby="campaigns-title">
      <h2 id="campaigns-title">Campaigns and their conflicts</h2>
      {drafts.data !== undefined && <Since since={drafts.data.since} />}
      {planned.error !== null && <Failed error={planned.error} onRetry={() => void planned.refetch()} />}
      {drafts.error !== null && <Failed error={drafts.error} onRetry={() => void drafts.refetch()} />}
      {planned.isPending ? (
        <Loading />
      ) : campaigns.length === 0 ? (
        <p className="hint">No campaign sends emails in this year.</p>
      ) : (
        <>
          <FirstRows
            caption="Campaigns. Choose one to see only its conflicts. A draft is a campaign that this run has not planned. Its emails are the contacts who should get it."
            columns={columns}
            rows={campaigns}
            keyOf={({ id, isDraft }) => `${id} ${isDraft}`}
          />
          {campaign !== undefined && (
            <button type="button" className="quiet" onClick={() => onChange({ campaign: undefined })}>
              Show the conflicts of all campaigns
            </button>
          )}
          {pairs.length + draftPairs.length === 0 && (
            <p className="hint">No two of these campaigns want the same contacts.</p>
          )}
          {pairs.length > 0 && (
            <FirstRows
              caption={
                "Conflicts. Only one campaign email goes to a contact on a day, so the other one is lost. An email over " +
                "the frequency limit is counted with each campaign that the contact hears from within the period."
              }
              columns={pairColumns(titleOf)}
              rows={pairs}
              keyOf={({ a, b }) => `${a} ${b}`}
            />
          )}
          <LeftOut pairs={planned.data?.pairs_left_out} what="pairs of campaigns with fewer conflicts" />
          {draftPairs.length > 0 && (
            <FirstRows
              caption="Contacts whom drafts share with other campaigns. Windows, opt-outs and limits are not considered: the preview of a campaign does that."
              columns={draftColumns(titleOf)}
              rows={draftPairs}
              keyOf={({ draft, other }) => `${draft} ${other}`}
            />
          )}
          <LeftOut pairs={drafts.data?.pairs_left_out} what="pairs with a draft that share fewer contacts" />
        </>
      )}
    </section>
  )
}

/** Says how many pairs are not in the table. */
function LeftOut({ pairs = 0, what }: { readonly pairs: number | undefined; readonly what: string }) {
  return pairs === 0 ? null : (
    <p className="hint">
      {countText(pairs)} {what} are not listed. Choose an organisation to see those of its contacts.
    </p>
  )
}

type TitleOf = (id: string) => ReactNode

const pairColumns = (titleOf: TitleOf): ReadonlyArray<Column<CampaignPair>> => [
  { title: "Campaign A", cell: ({ a }) => titleOf(a) },
  { title: "Campaign B", cell: ({ b }) => titleOf(b) },
  { title: "Contacts in both", isNumber: true, cell: ({ contacts }) => countText(contacts) },
  { title: "On the same ideal day", isNumber: true, cell: ({ same_ideal_day }) => countText(same_ideal_day) },
  { title: "Lost by A", isNumber: true, cell: ({ lost_by_a }) => countText(lost_by_a) },
  { title: "Lost by B", isNumber: true, cell: ({ lost_by_b }) => countText(lost_by_b) },
  { title: "A over the limit", isNumber: true, cell: ({ limited_a }) => countText(limited_a) },
  { title: "B over the limit", isNumber: true, cell: ({ limited_b }) => countText(limited_b) },
]

const draftColumns = (titleOf: TitleOf): ReadonlyArray<Column<DraftPair>> => [
  { title: "Draft", cell: ({ draft }) => titleOf(draft) },
  { title: "Other campaign", cell: ({ other }) => titleOf(other) },
  { title: "Contacts in both", isNumber: true, cell: ({ contacts }) => countText(contacts) },
  { title: "On the same day", isNumber: true, cell: ({ same_day }) => countText(same_day) },
]

const FIRST = 12

/** A table of the first rows, until all are asked for. */
function FirstRows<Row>(props: Parameters<typeof Table<Row>>[0]) {
  const [showsAll, setShowsAll] = useState(false)
  const { rows } = props
  return (
    <>
      <Table {...props} rows={showsAll ? rows : rows.slice(0, FIRST)} />
      {!showsAll && rows.length > FIRST && (
        <button type="button" className="quiet" onClick={() => setShowsAll(true)}>
          Show all {countText(rows.length)}
        </button>
      )}
    </>
  )
}
