/** Campaigns as bars over the axis of the year: their active dates, and the days on which their emails go. */
import { memo } from "react"
import type { Axis, Month } from "./axis.ts"
import { DAYS } from "./year.ts"

/** A campaign as the figure and the tables show it. */
export interface ShownCampaign {
  readonly id: string
  readonly title: string
  readonly campaign_type: string
  readonly isDraft: boolean
  readonly start: string | null
  readonly end: string | null
  readonly emails: number
  readonly skipped: number
  readonly days: ReadonlyArray<{ readonly date: string; readonly emails: number }>
}

const ROW = 30
const TOP = 30
const BAR = 9
const BOTTOM = 20
const LONGEST_TITLE = 60
const DAY_MS = 86_400_000

const short = (title: string): string =>
  title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title

export const CampaignBars = memo(function CampaignBars({
  axis,
  months,
  campaigns,
  from,
}: {
  readonly axis: Axis
  readonly months: ReadonlyArray<Month>
  readonly campaigns: ReadonlyArray<ShownCampaign>
  /** The first day of the axis. */
  readonly from: string
}) {
  if (campaigns.length === 0) return null
  const height = TOP + campaigns.length * ROW + BOTTOM
  const dayOf = (date: string): number => Math.round((Date.parse(date) - Date.parse(from)) / DAY_MS)
  const within = (day: number): number => Math.min(DAYS, Math.max(0, day))
  return (
    <svg width={axis.width} height={height} aria-hidden="true" className="year-bars">
      <text x={axis.left} y={12} className="year-title">
        Campaigns
      </text>
      {months.map(({ day, title }) => (
        <g key={day}>
          <line
            x1={axis.at(day)}
            x2={axis.at(day)}
            y1={TOP - 10}
            y2={height - BOTTOM + 4}
            className="year-grid"
          />
          <text x={axis.at(day) + 3} y={height - 5}>
            {title}
          </text>
        </g>
      ))}
      {campaigns.map((campaign, n) => {
        const y = TOP + n * ROW
        const first = within(campaign.start === null ? 0 : dayOf(campaign.start))
        const end = within(campaign.end === null ? DAYS : dayOf(campaign.end) + 1)
        const isOver = end === 0
        const at = Math.min(first, DAYS - 90)
        return (
          <g key={campaign.id} className={campaign.isDraft ? "campaign draft" : "campaign"}>
            <text x={axis.at(at) + 2} y={y} className="campaign-title">
              {short(campaign.title)}
              {campaign.isDraft && " (draft)"}
              {isOver && " (over)"}
            </text>
            <rect
              x={axis.at(first)}
              y={y + 4}
              width={Math.max(2, (end - first) * axis.step)}
              height={BAR}
              rx={2}
              className="campaign-dates"
            />
            <path d={daysOf(axis, campaign, y + 4 + BAR, dayOf)} className="campaign-day" />
          </g>
        )
      })}
    </svg>
  )
})

/** The days of a campaign as one path, so that the page has few elements. */
function daysOf(
  axis: Axis,
  { days }: ShownCampaign,
  bottom: number,
  dayOf: (date: string) => number,
): string {
  const most = days.reduce((greatest, { emails }) => Math.max(greatest, emails), 1)
  const width = Math.max(1, axis.step - 0.4).toFixed(2)
  let path = ""
  for (const { date, emails } of days) {
    const day = dayOf(date)
    if (day < 0 || day >= DAYS) continue
    const height = (BAR * Math.max(0.25, emails / most)).toFixed(2)
    path += `M${axis.at(day).toFixed(2)} ${bottom}h${width}v-${height}h-${width}z`
  }
  return path
}
