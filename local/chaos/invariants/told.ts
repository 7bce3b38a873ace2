import { deliveryId } from '../../../shared/aws/channels.ts';
import { customerMessage } from '../../../shared/contracts/messages/customer-message.ts';
import type { Stored } from '../read-stored.ts';
import { listsOf, workOf } from './as-stored.ts';
import { compareTallies, tally, type Violation } from './violation.ts';

/** What was told, by the id under which the other side knows a repeat: texts that differ, once each. */
export type Told = Map<string, Set<string>>;

/** Topics of the stack by the end of their names. */
const ofCustomers = /CustomerMessages/;
/** Links are sealed anew, and two seals of one link differ. */
const withoutLinks = (text: string): string => text.replaceAll(/https?:[^\s"\\]+/g, 'LINK');

const add = (told: Told, id: string, text: string): void => {
  told.set(id, (told.get(id) ?? new Set()).add(withoutLinks(text)));
};

/** Messages to customers by their id. */
export const customerMessagesOf = ({ published }: Stored): Told => {
  const told: Told = new Map();
  for (const { topic, message } of published)
    if (ofCustomers.test(topic)) add(told, customerMessage.parse(JSON.parse(message)).messageId, message);
  return told;
};

/** Digests by the id of their delivery. */
export const digestsOf = ({ published, posts }: Stored): Told => {
  const told: Told = new Map();
  for (const { topic, message, attributes } of published)
    if (!ofCustomers.test(topic) && attributes.deliveryId) add(told, attributes.deliveryId, message);
  for (const post of posts) add(told, post.deliveryId, post.body);
  return told;
};

/**
 * Customers and agents are told once: a sender that died before it could say so tells again, but under the same id and in the
 * same words, so that the other side knows it.
 */
export const checkTold = (stored: Stored, erased: ReadonlySet<string>): Violation[] => {
  const messages = customerMessagesOf(stored);
  const items = workOf(stored).filter(({ customerId }) => !erased.has(customerId));
  const sent = items.filter(({ message, agentId }) => message && agentId === null).map(({ workId }) => workId);
  const own = new Map(
    [...messages].filter(([, texts]) =>
      [...texts].every((text) => !erased.has(customerMessage.parse(JSON.parse(text)).customerId)),
    ),
  );
  const digests = digestsOf(stored);
  const delivered = listsOf(stored).flatMap(({ day, agentId, delivered }) =>
    Object.keys(delivered).map((channel) => deliveryId(agentId, day, channel)),
  );
  const lost = delivered.filter((id) => !digests.has(id));
  const twice = [...own, ...digests].filter(([, texts]) => texts.size > 1);
  return [
    ...compareTallies(tally(sent), tally(own.keys()), 'the message of work'),
    ...lost.map((id): Violation => ({ kind: 'lost', what: `the digest of delivery ${id}` })),
    ...twice.map(
      ([id, texts]): Violation => ({ kind: 'doubled', what: `${id} was told in ${texts.size} different ways` }),
    ),
  ];
};
