import * as z from 'zod';
import { label } from '../field.ts';

/** Part of the policy: how often a channel that fails is tried, and when the agent's next one takes over. */
export const channelsPolicy = z.strictObject({
  /** What a person calls the section. */
  label: label().default({ en: 'Channels', zh: '通知渠道' }),
  /** Waiting after a failure that may pass; a Retry-After of the other side goes before it. */
  backOff: z
    .strictObject({
      /** After the first failure; doubled after each further one. */
      firstSeconds: z.number().int().min(1).max(900).default(30),
      /** The most; whoever asks for more is passed over. 900 s is the longest that SQS delays a message. */
      longestSeconds: z.number().int().min(1).max(900).default(300),
    })
    .prefault({}),
  /** An address that fails again and again is left alone for a while: the agents' next channels take over. */
  circuit: z
    .strictObject({
      /** Failures in a row that open it: one may be a restart over there, three are none. */
      failures: z.number().int().min(1).max(100).default(3),
      /** How long it stays open, seconds; then one attempt may close it. Below an hour, so that the day is not lost. */
      openSeconds: z.number().int().min(1).max(86_400).default(600),
      /** The most that a Retry-After keeps it open, seconds: nobody may silence a channel for a week. */
      longestSeconds: z.number().int().min(1).max(86_400).default(3_600),
    })
    .prefault({}),
});
/** How often a channel that fails is tried. */
export type ChannelsPolicy = z.infer<typeof channelsPolicy>;
