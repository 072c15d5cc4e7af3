import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import type { Campaign } from "../../../contract/campaigns.ts"
import { reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"
import { useMay } from "../../session.ts"
import "./campaigns.css"
import { nameOf, STANDINGS } from "./words.ts"

interface CampaignFilter {
  readonly standing?: string | undefined
  readonly type?: string | undefined
  readonly find?: string | undefined
}

const day = (text: string | null): string => (text === null ? "" : dayText(text))

const COLUMNS: ReadonlyArray<Column<Campaign>> = [
  {
    title: "Campaign",
    cell: (one) => (
      <Link to="/campaigns/$id" params={{ id: one.id }}>
        <bdi>{nameOf(one)}</bdi>
      </Link>
    ),
  },
  { title: "Type", cell: ({ campaign_type }) => campaign_type },
  { title: "Standing", cell: (one) => <StandingMark {...one} /> },
  { title: "First day", cell: ({ active_start_date }) => day(active_start_date) },
  { title: "Last day", cell: ({ active_end_date }) => day(active_end_date) },
  { title: "Organisation", cell: ({ org_id }) => org_id ?? "All" },
  { title: "Priority", cell: ({ priority }) => priority, isNumber: true },
  { title: "Template", cell: ({ email_template }) => <bdi>{email_template}</bdi> },
  {
    title: "Enrolled",
    cell: ({ target_all_contacts, enrolled }) => (target_all_contacts ? "Everybody" : countText(enrolled)),
    isNumber: true,
  },
  { title: "Planned", cell: ({ planned }) => countText(planned), isNumber: true },
  { title: "Sent", cell: ({ sent }) => countText(sent), isNumber: true },
]

export function CampaignsPage() {
  const query = useQuery(reading("campaigns/list", {}))
  const filter = useSearch({ from: "/shell/campaigns" })
  const mayChange = useMay("campaigns")
  return (
    <>
      <div className="heading">
        <PageHeading title="Campaigns" />
        <div className="row">
          {mayChange && (
            <Link to="/campaigns/new" className="button primary">
              New campaign
            </Link>
          )}
          <Link to="/campaigns/types" className="button">
            Campaign types
          </Link>
        </div>
      </div>
      <Shown query={query}>
        {({ campaigns, since }) => {
          const rows = campaigns.filter((one) => matches(one, filter))
          return (
            <>
              <Since since={since} />
              {campaigns.length === 0 ? (
                <Empty title="There are no campaigns yet">
                  <p>
                    A campaign sends an email to some contacts, or to all, between two days.{" "}
                    {mayChange ? "Create the first with New campaign." : "A marketer can create the first."}
                  </p>
                </Empty>
              ) : (
                <>
                  <Filter types={[...new Set(campaigns.map((one) => one.campaign_type))].sort()} />
                  {rows.length === 0 ? (
                    <Empty title="No campaign matches">
                      <Link to="/campaigns" search={{}}>
                        Show all campaigns
                      </Link>
                    </Empty>
                  ) : (
                    <Table
                      caption={`${countText(rows.length)} of ${countText(campaigns.length)} campaigns`}
                      columns={COLUMNS}
                      rows={rows}
                      keyOf={({ id }) => id}
                    />
                  )}
                </>
              )}
            </>
          )
        }}
      </Shown>
    </>
  )
}

const matches = (one: Campaign, { standing, type, find }: CampaignFilter): boolean =>
  (standing === undefined || one.standing === standing) &&
  (type === undefined || one.campaign_type === type) &&
  (find === undefined ||
    `${nameOf(one)} ${one.id} ${one.email_template ?? ""}`.toLowerCase().includes(find.toLowerCase()))

function Filter({ types }: { readonly types: ReadonlyArray<string> }) {
  const filter = useSearch({ from: "/shell/campaigns" })
  const navigate = useNavigate({ from: "/campaigns" })
  const set = (name: keyof CampaignFilter, value: string): void => {
    void navigate({
      search: ({ [name]: _, ...others }) => (value === "" ? others : { ...others, [name]: value }),
      replace: true,
    })
  }
  return (
    <search className="row filter">
      <label className="field">
        <span>Find</span>
        <input type="search" value={filter.find ?? ""} onChange={({ target }) => set("find", target.value)} />
      </label>
      <label className="field">
        <span>Standing</span>
        <select value={filter.standing ?? ""} onChange={({ target }) => set("standing", target.value)}>
          <option value="">Any</option>
          {Object.entries(STANDINGS).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Type</span>
        <select value={filter.type ?? ""} onChange={({ target }) => set("type", target.value)}>
          <option value="">Any</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </select>
      </label>
    </search>
  )
}

export function StandingMark({ standing }: Pick<Campaign, "standing">) {
  return <span className={`chip ${standing}`}>{STANDINGS[standing]}</span>
}
