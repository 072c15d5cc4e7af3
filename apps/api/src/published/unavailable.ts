/** A part that the app needs cannot be asked at the moment: the store of releases, or the keys. It may be later. */
export class UnavailableError extends Error {}
