/**
 * One year on one line: the days that the law closes, what was sent, and each email from its ideal day to its day. The
 * table below it says the same.
 */
import { scaleUtc } from "d3-scale"
import type { Decided, EarlierEmail, Email, ScheduleRow, Window } from "../../../contract/people.ts"
import { dayText } from "../../parts/text.ts"
import { useWidth } from "../../parts/width.ts"
import { nameOf, textOf } from "./decided.tsx"

const TOP = 44
const LANE = 40
const EDGE = 10
const NARROW = 560
/** The width of a letter in a label, about. */
const LETTER = 6.2

interface Axis {
  readonly x: (day: string) => number
  readonly width: number
  readonly height: number
}

const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`)
const MONTH = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" })
const WAS_SENT: ReadonlySet<string> = new Set(["sent", "delivered"])

export function Timeline({ decided, asOf }: { readonly decided: Decided; readonly asOf: string }) {
  const [ref, width] = useWidth<HTMLElement>(900)
  const { from, through, windows, emails } = decided
  const history = decided.history.filter(
    ({ status, date }) => status !== "pre-scheduled" && date !== null && date >= from,
  )
  const lanes = emails.filter(({ row }) => row !== null)
  const height = TOP + LANE * (lanes.length + 1) + 8
  const scale = scaleUtc([dateOf(from), dateOf(through)], [EDGE, width - EDGE]).clamp(true)
  const axis: Axis = {
    width,
    height,
    x: (day) => scale(dateOf(day)),
  }
  const label = `A year of this contact, ${dayText(from)} to ${dayText(through)}: ${windows.length} closed spans, ${lanes.length} emails`
  return (
    <figure className="timeline" ref={ref}>
      <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} width="100%">
        {windows.map((window) => (
          <Closed key={`${window.start} ${window.rule}`} axis={axis} window={window} state={decided.state} />
        ))}
        <Months axis={axis} ticks={scale.ticks(width < NARROW ? 6 : 13)} />
        <line className="today" x1={axis.x(asOf)} x2={axis.x(asOf)} y1={24} y2={height} />
        <text className="mark" x={axis.x(asOf) + 4} y={height - 4}>
          day of the run
        </text>
        <Sent axis={axis} history={history} />
        {lanes.map((email, at) =>
          email.row === null ? null : (
            <Lane
              // biome-ignore lint/suspicious/noArrayIndexKey: the order of the emails of a contact is fixed
              key={at}
              axis={axis}
              email={email}
              row={email.row}
              y={TOP + LANE * (at + 1)}
              parent={history.find(({ id }) => id === email.row?.parent_schedule_id)}
            />
          ),
        )}
      </svg>
      <figcaption className="legend">
        <span className="key ideal">Ideal day</span>
        <span className="key planned">Planned</span>
        <span className="key skipped">Not sent</span>
        <span className="key sent">Sent or queued</span>
        <span className="key text">Text message</span>
        <span className="key closed">Closed by state law</span>
      </figcaption>
    </figure>
  )
}

function Months({ axis, ticks }: { readonly axis: Axis; readonly ticks: ReadonlyArray<Date> }) {
  return (
    <g className="months">
      {ticks.map((tick) => {
        const day = tick.toISOString().slice(0, 10)
        const x = axis.x(day)
        return (
          <g key={day}>
            <line x1={x} x2={x} y1={24} y2={axis.height} />
            <text x={x + 3} y={18}>
              {MONTH.format(tick)}
              {tick.getUTCMonth() === 0 && ` ${tick.getUTCFullYear()}`}
            </text>
          </g>
        )
      })}
    </g>
  )
}

function Closed({
  axis,
  window: { start, end, rule, citation },
  state,
}: {
  readonly axis: Axis
  readonly window: Window
  readonly state: string
}) {
  const [x, right] = [axis.x(start), axis.x(end)]
  const room = Math.floor((right - x - 8) / LETTER)
  const name = `${state}: ${rule}`
  return (
    <g className="window">
      <title>{`${state}, ${dayText(start)} to ${dayText(end)}: ${rule}. ${citation.title}`}</title>
      <rect x={x} y={24} width={Math.max(2, right - x)} height={axis.height - 24} />
      {room >= 2 && (
        <>
          <text x={x + 4} y={37}>
            {shortened(name, room)}
          </text>
          {room >= 8 && (
            <text x={x + 4} y={50}>
              {shortened(citation.title, room)}
            </text>
          )}
        </>
      )}
    </g>
  )
}

const shortened = (text: string, room: number): string =>
  text.length <= room ? text : room < 6 ? text.slice(0, room) : `${text.slice(0, room - 1)}…`

/** What history has, on the first line. */
function Sent({ axis, history }: { readonly axis: Axis; readonly history: ReadonlyArray<EarlierEmail> }) {
  const y = TOP + LANE / 2 + 6
  return (
    <g className="history">
      {history.map(({ id, email_type, status, date }) => (
        <circle
          key={`${id} ${email_type} ${date}`}
          className={WAS_SENT.has(status) ? "sent" : "queued"}
          cx={axis.x(date ?? "")}
          cy={y}
          r={5}
        >
          <title>{`${email_type ?? "unknown type"}, ${status} ${date === null ? "" : dayText(date)}, schedule ${id}`}</title>
        </circle>
      ))}
    </g>
  )
}

interface LaneProps {
  readonly axis: Axis
  readonly email: Email
  readonly row: ScheduleRow
  readonly y: number
  readonly parent: EarlierEmail | undefined
}

function Lane({ axis, email, row, y, parent }: LaneProps) {
  const line = y + LANE / 2 + 6
  const [ideal, sent] = [axis.x(row.ideal_send_date), axis.x(row.scheduled_send_date)]
  const isSkipped = row.status === "skipped"
  const what = isSkipped ? email.reason_words : `planned for ${dayText(row.scheduled_send_date)}`
  const moved = row.moved_by === null ? "" : `, moved by ${row.moved_by.replaceAll("_", " ")}`
  const text = `${nameOf(email)}: ${what}${moved}`
  // A label begins at its marker, unless there is no room to its right.
  const room = Math.floor((axis.width - 2 * EDGE) / LETTER)
  const label = shortened(text, room)
  const x = Math.max(EDGE, Math.min(Math.min(ideal, sent) - 5, axis.width - EDGE - label.length * LETTER))
  return (
    <g className={`lane ${row.status}`}>
      <title>{`${text}; ideal ${dayText(row.ideal_send_date)}${row.sms_send_at === null ? "" : `; text message ${textOf(row)}`}`}</title>
      {parent !== undefined && (
        <path
          className="follows"
          d={`M ${axis.x(parent.date ?? "")} ${TOP + LANE / 2 + 11} V ${line} H ${ideal - 6}`}
        />
      )}
      <text x={x} y={line - 10}>
        {label}
      </text>
      {ideal !== sent && <line className="way" x1={ideal} x2={sent} y1={line} y2={line} />}
      <circle className="ideal" cx={ideal} cy={line} r={5} />
      {isSkipped ? (
        <path className="cross" d={`M ${sent - 4} ${line - 4} l 8 8 m 0 -8 l -8 8`} />
      ) : (
        <circle className="planned" cx={sent} cy={line} r={5} />
      )}
      {row.sms_send_at !== null && <rect className="sms" x={sent + 9} y={line - 4} width={8} height={8} />}
    </g>
  )
}
