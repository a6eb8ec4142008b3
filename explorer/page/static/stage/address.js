/** Addresses as others reach them. */

/** An address of this page's server as others reach it: a phone cannot open localhost.
 * @param {string} address @param {import("./view.js").Places} places */
export function outward(address, { root, home }) {
  const here = new URL(root, document.baseURI).href;
  return home && address.startsWith(here) && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname) ? home + address.slice(here.length) : address;
}

/** What to say of an address that only this machine opens. */
export const NEAR = "This address opens on this machine only. Start Mathscope on the network, or name its address in MATHSCOPE_URL.";
