import { lookup as systemLookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** An address that no webhook is sent to; the message names why, not the address's host, which may hold a token. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

/** Where to connect: an address that was checked, so that a second look-up cannot answer another one. */
export type Target = { url: URL; address: string; family: 4 | 6 };

/** Resolves a host to all its addresses. */
export type Resolve = (host: string) => Promise<string[]>;

/** The system's resolver. */
export const resolveHost: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

type Address = ReturnType<typeof ipaddr.process>;

/** What IANA has given out of IPv6; the rest may lead anywhere by a router of one's own. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** `unicast` is what ipaddr.js calls what no special range holds: the public internet. */
const rangeOf = (address: Address): string => {
  const range = address.range();
  const unassigned = address instanceof ipaddr.IPv6 && range === 'unicast' && !address.match(globalUnicast);
  return unassigned ? 'reserved' : range;
};

/**
 * Checks where a webhook leads. Only https, only addresses of the public internet: private, link-local (cloud metadata
 * among them), shared, reserved and multicast ones are refused, also inside IPv6 mappings and tunnels. A host with
 * several addresses needs all of them to be public.
 *
 * @param allowLoopback this machine's own addresses are allowed too, and plain http to them: only in the embedded AWS
 * @throws WebhookRefused
 */
export const webhookTarget = async (text: string, allowLoopback: boolean, resolve: Resolve): Promise<Target> => {
  const url = URL.parse(text);
  if (!url) throw new WebhookRefused('not an address');
  if (url.username || url.password) throw new WebhookRefused('an address with a user or password');
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:'))
    throw new WebhookRefused(`${url.protocol} is not https:`);

  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = (ipaddr.isValid(host) ? [host] : await resolve(host)).map((address) => ipaddr.process(address));
  const [first] = addresses;
  if (!first) throw new WebhookRefused('the host has no address');
  for (const address of addresses) {
    const range = rangeOf(address);
    const loopback = allowLoopback && range === 'loopback';
    if (range !== 'unicast' && !loopback) throw new WebhookRefused(`leads to a ${range} address`);
    if (url.protocol === 'http:' && !loopback) throw new WebhookRefused('http: leads off this machine');
  }
  return { url, address: first.toString(), family: first.kind() === 'ipv4' ? 4 : 6 };
};
