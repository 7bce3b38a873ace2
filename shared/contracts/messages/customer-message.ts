import * as z from 'zod';
import { instant } from '../field.ts';

/**
 * What the topic of customer messages carries: which text goes to whom, and when. No name, no number: the operator's message
 * gateway knows both by the customer's id.
 */
export const customerMessage = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The same for every attempt: a message that comes again under it has been sent. The work's id, which outcomes name. */
  messageId: z.string().min(1),
  /** Whom it is for. */
  customerId: z.string().min(1),
  /** The text, as the gateway calls it. */
  template: z.string().min(1),
  /** Language of the text. */
  language: z.enum(['zh', 'en']),
  /** Channels that the customer uses, all of which carry it; absent where the profile names none: the gateway's usual one. */
  channels: z.array(z.string().min(1)).optional(),
  /** When it may be sent: the quiet hours of the customer's region are left out. Absent where the policy has none. */
  sendBetween: z.object({ from: instant(), until: instant() }).optional(),
});
/** What the topic of customer messages carries. */
export type CustomerMessage = z.infer<typeof customerMessage>;
