/** Addresses of the page's own server: a proxy of the app is named as the page would name it. */

/** Why one that is relative cannot be used. Nothing of the address is in it: keys have been found there. */
export const nowhere = "`baseUrl` is relative, and there is no http or https page here whose server could be meant.";

/**
 * The whole of an address that begins with `/`, `./` or `../`, any other as it is; `undefined` where nothing says whose it is.
 * The global `origin` is asked, not `location.origin`: that of a sandboxed frame names a server to which the frame is a stranger.
 * In a worker from a `blob:` there is an origin, but no path to go on from.
 */
export function wholeAddress(address: string): string | undefined {
  const [, dots] = /^\s*(\.{0,2})\/(?![/\\])/.exec(address) ?? [];
  if (dots === undefined) return address;
  const { origin, location } = globalThis as { origin?: string; location?: { href: string } };
  if (!origin || !location || !/^https?:/.test(origin)) return undefined;
  try {
    const url = new URL(address, dots ? location.href : origin);
    // `//else.where` has disguises: line ends between the slashes are dropped.
    return url.origin === origin ? url.href : undefined;
  } catch {
    return undefined;
  }
}
