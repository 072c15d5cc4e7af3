/** Today where most of the people live whom the emails are for. The server takes the same day as today. */
export const today = (): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "America/Chicago", dateStyle: "short" }).format(new Date())
