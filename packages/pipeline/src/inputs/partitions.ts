/** Values that directories give the files in them: `state=CA` for a column that the files do not have themselves. */

/** What Hive and Spark write for null. */
const NULL = "__HIVE_DEFAULT_PARTITION__"

/** The values by column, from a path with `/`; the innermost directory counts. */
export function partitionValues(path: string): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>()
  for (const directory of path.split("/").slice(0, -1)) {
    const at = directory.indexOf("=")
    if (at > 0) values.set(decoded(directory.slice(0, at)), written(directory.slice(at + 1)))
  }
  return values
}

const written = (text: string): string | null => (text === NULL ? null : decoded(text))

/** Special characters stand as `%2F`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
