import * as z from 'zod';
import { contactChannel } from '../contact-channel.ts';
import { label } from '../field.ts';
import { condition } from './condition.ts';
import { script } from './script.ts';

const days = () => z.number().int().min(0).max(92);

/** Part of the candidates left alone on purpose, chosen by a hash, to measure what contact is worth. */
export const holdOut = z.strictObject({
  /** Share of the candidates, 0 to 1. */
  share: z.number().min(0).max(1),
  /** Changing it draws another part. */
  salt: z.string(),
});

/** What is done: something is offered, the customer is cared for, asked why, sent a message, or visited. */
export const response = z.enum(['offer', 'care', 'ask-why', 'message', 'visit'], {
  error: 'not one of offer, care, ask-why, message, visit',
});

/** How a customer is contacted whom a programme has found: the first playbook whose condition holds. */
export const playbook = z
  .strictObject({
    /** What the ledger, hold-outs and reports call it; no other playbook or programme has the name. */
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
    /** What a person calls it. */
    label: label(),
    /** Who is meant; left out in the last one, which takes the rest. */
    when: condition.optional(),
    /** What is done. */
    does: response,
    /** How: `call` and `visit` take an agent's time, `message` takes none. */
    channel: contactChannel,
    /** Skill asked of the agent, one of the policy's; the programme's where left out. */
    skill: z.string().min(1).optional(),
    /** The work is due at 18:00 of the day that lies this many days after the agents' day; the programme's where left out. */
    dueInDays: days().optional(),
    /** Other days by tier of the policy's first scheme. */
    dueByTier: z.record(z.string(), days()).default({}),
    /** What the agent says, or what the message tells. */
    script: script(),
    /** Name of the text in the operator's message gateway; for the channel `message` only. */
    template: z.string().min(1).max(64).optional(),
    /** Other hold-out than the programme's. */
    holdOut: holdOut.optional(),
  })
  .superRefine(({ does, channel, skill, template }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (does === 'message' && channel !== 'message')
      problem('channel', `a message goes by "message", not "${channel}"`);
    if (does === 'visit' && channel !== 'visit') problem('channel', `a visit goes by "visit", not "${channel}"`);
    if (does === 'ask-why' && channel === 'message')
      problem('channel', 'who asks why waits for an answer: "call" or "visit"');
    if (channel === 'message' && template === undefined)
      problem('template', 'missing: which text of the message gateway is sent?');
    if (channel !== 'message' && template !== undefined)
      problem('template', 'only messages have a template: leave it out, or give the channel "message"');
    if (channel === 'message' && skill !== undefined)
      problem('skill', 'a message needs no agent, so no skill: leave it out');
  });
/** How a customer is contacted. */
export type Playbook = z.infer<typeof playbook>;
