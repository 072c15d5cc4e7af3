/** Content negotiation. Every endpoint has one representation. */

/**
 * Whether an Accept header accepts a media type. A missing header accepts all types. A range with `q=0`
 * excludes its types.
 */
export function accepts(header: string | null, mediaType: string): boolean {
  if (header === null || header.trim() === "") return true
  const [wantedType, wantedSubtype] = mediaType.split(/[/;]/)
  let best = -1
  let taken = false
  for (const range of header.split(",")) {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase())
    const [type, subtype] = name.split("/")
    const precision =
      type === "*" ? 0 : type !== wantedType ? -1 : subtype === "*" ? 1 : subtype === wantedSubtype ? 2 : -1
    if (precision <= best) continue
    best = precision
    taken = !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))
  }
  return taken
}
