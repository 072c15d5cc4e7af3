/** An organisation as people see it: its id, and its name if it has one. */
export function organisationText({
  org_id,
  name,
}: {
  readonly org_id: bigint
  readonly name?: string
}): string {
  return name === undefined ? String(org_id) : `${org_id} (${name})`
}
