/** Elements of SVG charts. Lengths are in units of the drawing. */
import { type Content, element, type Html, render } from "@almanac/cli/print/report/html"

export const WIDTH = 820

/** Colours in the order in which charts use them. */
export const COLOURS = "#2f6fb3 #c8963c #4c956c #8a5a9e #c0392b #5d6675 #8fbce8 #ecd3a8".split(" ")

const STYLE =
  "text{font:12px system-ui,sans-serif;fill:#1b2230}.head{font-weight:600;font-size:14px}.soft{fill:#5d6675}" +
  ".grid{stroke:#e2e0d9}.axis{stroke:#5d6675}"

/** A complete drawing as the text of an SVG file. */
export function drawing(title: string, height: number, ...content: ReadonlyArray<Content>): string {
  const svg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: "img",
      "aria-label": title,
    },
    element("style", {}, { html: STYLE }),
    element("rect", { width: WIDTH, height, fill: "#fbfaf7" }),
    content,
  )
  return `${render(svg)}\n`
}

export const text = (x: number, y: number, words: string, className?: string, anchor?: string): Html =>
  element("text", { x: fixed(x), y: fixed(y), class: className, "text-anchor": anchor }, words)

export const line = (x1: number, y1: number, x2: number, y2: number, className: string): Html =>
  element("line", { x1: fixed(x1), y1: fixed(y1), x2: fixed(x2), y2: fixed(y2), class: className })

export const rectangle = (x: number, y: number, width: number, height: number, fill: string): Html =>
  element("rect", { x: fixed(x), y: fixed(y), width: fixed(width), height: fixed(height), fill })

export const fixed = (value: number): string => String(Math.round(value * 10) / 10)
