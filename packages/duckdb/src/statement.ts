/** SQL that stands in documents of named sections, and names and texts made safe for it. */
import { readFileSync } from "node:fs"

export interface Statements {
  /**
   * The SQL of a section, named `document/section`. `{{key}}` in it is replaced by `fragments[key]`, which must be SQL made with
   * {@link identifier} or {@link literal}, never raw input; values go through `$parameters`.
   */
  readonly statement: (name: string, fragments?: Readonly<Record<string, string>>) => string
  /** The names of the sections of a document, in its order. */
  readonly sectionsOf: (document: string) => ReadonlyArray<string>
}

/** A line that begins a section of a document. */
const HEADING = /^-- name: (\S+)\n/m

/** Reads the documents `<document>.sql` of a directory, each once. A document holds sections that begin with `-- name: <section>`. */
export function statementsIn(directory: URL): Statements {
  const documents = new Map<string, ReadonlyMap<string, string>>()
  const sections = (document: string): ReadonlyMap<string, string> => {
    const known =
      documents.get(document) ?? split(readFileSync(new URL(`${document}.sql`, directory), "utf8"))
    documents.set(document, known)
    return known
  }
  return {
    sectionsOf: (document) => [...sections(document).keys()],
    statement: (name, fragments = {}) => {
      const [document = "", section = ""] = name.split("/")
      const text = sections(document).get(section)
      if (text === undefined) throw new Error(`${document}.sql has no section "${section}"`)
      return text.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
        const fragment = fragments[key]
        if (fragment === undefined) throw new Error(`${name} needs a fragment "${key}"`)
        return fragment
      })
    },
  }
}

function split(document: string): ReadonlyMap<string, string> {
  const [, ...parts] = document.split(HEADING)
  const sections = new Map<string, string>()
  for (let n = 0; n < parts.length; n += 2) sections.set(parts[n], parts[n + 1].trimEnd().concat("\n"))
  return sections
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
