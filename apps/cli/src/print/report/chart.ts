/**
 * Draws the volume of one organisation as SVG: one panel before balancing and one after it. Both begin at
 * zero and show the cap and the threshold.
 */

import { count } from "../numbers.ts"
import { organisationText } from "../organisation-text.ts"
import { type DailyVolume, type DayVolume, isCrowded } from "../volume-days.ts"
import { dateText } from "./calendar.ts"
import { type Content, element, type Html } from "./html.ts"
import { type Bars, niceTop, type Panel, panel, WIDTH } from "./panel.ts"

const BEFORE_HEIGHT = 120
const AFTER_HEIGHT = 170
const HEAD = 26
const FOOT = 36
/** Both panels have the same scale if the ratio of their highest values is at most this. */
const SHARED_SCALE = 2

/** @param id an id that is unique in the page */
export function volumeChart(volume: DailyVolume, id: string): Html {
  const { org, balanced, worst, worstBefore } = volume
  const after = Math.max(worst.load, org.threshold)
  const before = Math.max(worstBefore.before, org.threshold)
  const shared = before <= SHARED_SCALE * after
  const upper: Panel = {
    title: "Before balancing: emails a day",
    top: HEAD,
    height: BEFORE_HEIGHT,
    most: niceTop(shared ? Math.max(before, after) : before),
  }
  const lower: Panel = {
    title: balanced ? "After balancing: emails a day" : "Planned: emails a day",
    top: balanced ? HEAD + BEFORE_HEIGHT + FOOT + HEAD : HEAD,
    height: AFTER_HEIGHT,
    most: balanced && shared ? upper.most : niceTop(after),
  }
  const height = lower.top + lower.height + FOOT
  const drawn: ReadonlyArray<Content> = [
    ...(balanced ? [panel(upper, volume, BEFORE_BARS, worstBefore.day, worstBefore.before)] : []),
    panel(lower, volume, afterBars(), worst.day, worst.load),
  ]
  return element(
    "figure",
    {},
    element(
      "div",
      { class: "scroll" },
      element(
        "svg",
        { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-labelledby": `${id}-title ${id}-desc` },
        element("title", { id: `${id}-title` }, `Emails a day of organisation ${organisationText(org)}`),
        element("desc", { id: `${id}-desc` }, description(volume)),
        drawn,
      ),
    ),
    element("figcaption", {}, caption(volume, shared)),
  )
}

function caption({ balanced, foresees }: DailyVolume, shared: boolean): string {
  const scales = balanced
    ? shared
      ? "Both panels have the same scale."
      : "The panels have different scales; both show the cap."
    : ""
  const lighter = foresees ? ", and the lightest part is follow-ups that other emails will cause" : ""
  const parts = balanced ? `The darkest part of a bar is already queued or sent${lighter}. ` : ""
  return `Each bar is the number of emails of a day. ${parts}Red days are above the threshold. ${scales}`.trim()
}

function description({ org, balanced, worst, worstBefore, crowded, crowdedBefore }: DailyVolume): string {
  const peak = (emails: number, day: DayVolume, above: number): string =>
    `${count(emails)} emails, on ${dateText(day.day)}, and ${count(above)} ${above === 1 ? "day is" : "days are"} above the threshold`
  const differ = org.caps === undefined ? "" : " on most days"
  const limits = `The cap is ${count(org.cap)} emails a day${differ}, the threshold ${count(org.threshold)}.`
  const after = peak(worst.load, worst, crowded)
  return balanced
    ? `${limits} Before balancing the worst day has ${peak(worstBefore.before, worstBefore, crowdedBefore)}; after balancing it has ${after}.`
    : `${limits} The worst day has ${after}.`
}

const BEFORE_BARS: ReadonlyArray<Bars> = [
  { className: "before", from: () => 0, to: (day) => (isCrowded(day, day.before) ? 0 : day.before) },
  { className: "over", from: () => 0, to: (day) => (isCrowded(day, day.before) ? day.before : 0) },
]

/** The bars from bottom to top: queued or sent emails, planned emails, and foreseen follow-ups. */
function afterBars(): ReadonlyArray<Bars> {
  const certain = ({ load, foreseen }: DayVolume): number => load - foreseen
  const part = (className: string, from: Bars["from"], to: Bars["to"], over: boolean): Bars => ({
    className,
    from,
    to: (day) => (isCrowded(day, day.load) === over ? to(day) : from(day)),
  })
  const history = ({ history }: DayVolume): number => history
  const load = ({ load }: DayVolume): number => load
  return [
    { className: "history", from: () => 0, to: history },
    part("planned", history, certain, false),
    part("over", history, certain, true),
    part("foreseen", certain, load, false),
    part("foreseen-over", certain, load, true),
  ]
}
