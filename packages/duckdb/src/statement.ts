/** SQL that stands in documents of named sections, and names and texts made safe for it. */
import { readFileSync } from "node:fs"
import * as Statement from "effect/sql/Statement"

/** SQL text that stands for `{{key}}`, by key. It is made with {@link identifier} or {@link literal}, never raw input. */
export type Fragments = Readonly<Record<string, string>>

export interface Documents {
  /**
   * The section `document/section` as a part of a statement, to be run as sql`${statement(…)}`. `{{key}}` in it is
   * replaced by SQL text or another such part, `$key` by a value.
   */
  readonly statement: (name: string, given?: Readonly<Record<string, unknown>>) => Statement.Fragment
  /** The text of a section without values, for SQL that is put together as text. */
  readonly text: (name: string, fragments?: Fragments) => string
  /** The names of the sections of a document, in its order. */
  readonly sectionsOf: (document: string) => ReadonlyArray<string>
}

/** A line that begins a section of a document. */
const HEADING = /^-- name: (\S+)\n/m

/** What is replaced in a section: `{{key}}` or `$key`. */
const GAP = /\{\{(\w+)\}\}|\$([a-z]\w*)/

/** Reads the documents `<document>.sql` of a directory, each once. A document holds sections that begin with `-- name: <section>`. */
export function documentsIn(directory: URL): Documents {
  const documents = new Map<string, ReadonlyMap<string, string>>()
  const sections = (document: string): ReadonlyMap<string, string> => {
    const known =
      documents.get(document) ?? split(readFileSync(new URL(`${document}.sql`, directory), "utf8"))
    documents.set(document, known)
    return known
  }
  const statement: Documents["statement"] = (name, given = {}) => {
    const [document = "", section = ""] = name.split("/")
    const text = sections(document).get(section)
    if (text === undefined) throw new Error(`${document}.sql has no section "${section}"`)
    return filled(text, (key) => {
      if (given[key] === undefined) throw new Error(`${name} needs "${key}"`)
      return given[key]
    })
  }
  return {
    statement,
    text: (name, fragments) =>
      statement(name, fragments)
        .segments.map((segment) => {
          if (segment._tag === "Literal") return segment.value
          throw new Error(`${name} has values, so it is no text`)
        })
        .join(""),
    sectionsOf: (document) => [...sections(document).keys()],
  }
}

function split(document: string): ReadonlyMap<string, string> {
  const [, ...parts] = document.split(HEADING)
  const sections = new Map<string, string>()
  for (let n = 0; n < parts.length; n += 2) sections.set(parts[n], parts[n + 1].trimEnd().concat("\n"))
  return sections
}

/** A text with its gaps filled. */
function filled(text: string, given: (key: string) => unknown): Statement.Fragment {
  const segments: Array<Statement.Segment> = []
  // Splitting gives the text before a gap, and the key of the gap as the one or the other of two kinds.
  const parts = text.split(GAP)
  for (let at = 0; at < parts.length; at += 3) {
    const [before = "", fragment, value] = parts.slice(at, at + 3)
    segments.push(Statement.literal(before))
    if (fragment !== undefined) segments.push(...sqlOf(given(fragment)))
    else if (value !== undefined) segments.push(Statement.parameter(given(value)))
  }
  return Statement.fragment(segments)
}

const sqlOf = (part: unknown): ReadonlyArray<Statement.Segment> =>
  Statement.isFragment(part) ? part.segments : [Statement.literal(String(part))]

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
