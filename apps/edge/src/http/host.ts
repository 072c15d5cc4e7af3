/** The Host header. Runtimes put it into the address of a request as it is, so that one with a slash changes the path. */

const HOST = /^(?:[\w.-]{1,255}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?$/

/** Whether it is `host` or `host:port`. HTTP/1.0 and HTTP/2 may go without. */
export function isHost(header: string | null | undefined): boolean {
  return header == null || HOST.test(header)
}
