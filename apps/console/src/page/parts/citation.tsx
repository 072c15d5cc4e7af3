import type { Citation } from "../../contract/law.ts"
import "./citation.css"
import { dayText } from "./text.ts"

/** A source of a rule, with the day on which somebody last compared the rule with it. */
export function Cited({ citation: { title, url, checkedOn } }: { readonly citation: Citation }) {
  return (
    <cite className="citation">
      {url === undefined ? (
        title
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          {title}
        </a>
      )}
      {checkedOn !== "" && `, checked ${dayText(checkedOn)}`}
    </cite>
  )
}
