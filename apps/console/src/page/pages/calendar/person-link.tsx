/** Leads to the page of a person, with the plan of a run. */
export function PersonLink({ contact, run }: { readonly contact: string; readonly run: string }) {
  return <a href={`/people?${new URLSearchParams({ contact, run })}`}>{contact}</a>
}
