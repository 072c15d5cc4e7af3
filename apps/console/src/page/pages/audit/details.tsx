/** The details of an entry: its short values in a line, all of them on demand. */
export function Details({ json }: { readonly json: string }) {
  const details = JSON.parse(json) as Readonly<Record<string, unknown>>
  const { revision: _, ...others } = details
  const line = Object.entries(others)
    .filter(([, value]) => typeof value !== "object")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ")
  return (
    <details className="entry">
      <summary>{line === "" ? "All" : line}</summary>
      <pre>{JSON.stringify(details, null, 2)}</pre>
    </details>
  )
}
