/** Reads column values from the names of directories: all rows of files in `state=CA` have the state CA. */

/** The text that Hive and Spark write for null. */
const NULL = "__HIVE_DEFAULT_PARTITION__"

/** The values by column, from a path with `/` as separator. The innermost directory with a column counts. */
export function partitionValues(path: string): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>()
  for (const directory of path.split("/").slice(0, -1)) {
    const at = directory.indexOf("=")
    if (at > 0) values.set(decoded(directory.slice(0, at)), written(directory.slice(at + 1)))
  }
  return values
}

const written = (text: string): string | null => (text === NULL ? null : decoded(text))

/** Decodes special characters, which are written as `%2F`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
