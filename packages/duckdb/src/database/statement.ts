import { readFileSync } from "node:fs"

const ROOT = new URL("../sql/", import.meta.url)
const texts = new Map<string, string>()

function text(name: string): string {
  let known = texts.get(name)
  if (known === undefined) {
    known = readFileSync(new URL(`${name}.sql`, ROOT), "utf8")
    texts.set(name, known)
  }
  return known
}

/**
 * Returns the SQL of `sql/<name>.sql`. Each `{{key}}` in the text is replaced by `fragments[key]`. A
 * fragment must be SQL made with {@link identifier} or {@link literal}, never raw input. Values are
 * passed as `$parameters`.
 */
export function statement(name: string, fragments: Readonly<Record<string, string>> = {}): string {
  return text(name).replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const fragment = fragments[key]
    if (fragment === undefined) throw new Error(`${name}.sql needs a fragment "${key}"`)
    return fragment
  })
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
