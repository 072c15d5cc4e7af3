/**
 * Checks the Host header. Runtimes put it into the address of a request unchanged, so a header with a slash
 * would change the path.
 */

const HOST = /^(?:[\w.-]{1,255}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?$/

/** Whether the header is `host` or `host:port`. HTTP/1.0 and HTTP/2 requests may have no Host header. */
export function isHost(header: string | null | undefined): boolean {
  return header == null || HOST.test(header)
}
