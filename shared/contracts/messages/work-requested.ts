import * as z from 'zod';
import { contactChannel } from '../contact-channel.ts';
import { calendarDate, instant, label } from '../field.ts';
import { reason } from '../items/decision.ts';

/** The kinds of work; each has its own queue. */
export const workKind = z.enum(['churn-risk', 'return-visit']);
/** A kind of work. */
export type WorkKind = z.infer<typeof workKind>;

/** What an agent may offer, and what speaks for it (消费热点). */
export const talkingPoint = z.object({
  /** The offer's name in the policy. */
  offer: z.string().min(1),
  /** What the agent calls it. */
  label: label(),
  /** What the agent says. */
  say: label(),
  /** What made it: `rule`, or the id of the run's table of what is used together. */
  method: z.string().min(1),
});
/** What an agent may offer, and what speaks for it. */
export type TalkingPoint = z.infer<typeof talkingPoint>;

/** Why the customer may leave, as an agent reads it. */
export const churnTold = z.object({
  /** Probability of leaving within the policy's window, 0 to 1. */
  probability: z.number(),
  /** Lifetime value times probability, in the policy's currency; null where the charge is not known. */
  valueAtRisk: z.number().nullable(),
  /** Why, by the policy's rules; null where these are not asked. */
  reason: z.object({ reason: label(), kind: label(), cause: label() }).nullable(),
  /** Pattern of conduct, and what is done with such customers; null where none holds. */
  conduct: z.object({ label: label(), care: label() }).nullable(),
});
/** Why the customer may leave, as an agent reads it. */
export type ChurnTold = z.infer<typeof churnTold>;

/** What an agent goes through with the customer. */
export const outline = z.object({
  /** What is not known of the customer, and how to ask for it. */
  questions: z.array(z.object({ name: z.string().min(1), ask: label() })).optional(),
  /** What is worth speaking of. */
  points: z.array(label()).optional(),
  /** What the customer was promised and still waits for. */
  promises: z.array(label()).optional(),
});
/** What an agent goes through with the customer. */
export type Outline = z.infer<typeof outline>;

/** Instants between which a customer may be contacted, UTC. */
export const contactBetween = z.object({ from: instant(), until: instant() });
/** Instants between which a customer may be contacted. */
export type ContactBetween = z.infer<typeof contactBetween>;

/** Queues `churn-risk` and `return-visit`: one thing for one agent about one customer. Name and number travel masked. */
export const workRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** Made of customer, kind and period: the same work asked for twice has one id. */
  workId: z.string().min(1),
  /** Which queue it belongs to. */
  kind: workKind,
  /** Programme of the policy that asked for it: `retention`, `monthly-visit`, `quarterly-visit`, ... */
  programme: z.string().min(1),
  /** The run whose roster of agents applies: the one that asked, or the newest when waiting work is asked for again. */
  runId: z.string().min(1),
  /** The operator's id of the customer: whoever does the work looks the customer up by it. */
  customerId: z.string().min(1),
  /** The customer's name, masked, or null where unknown. */
  maskedName: z.string().nullable(),
  /** The customer's number, masked, or null where unknown. */
  maskedPhone: z.string().nullable(),
  /** The customer's region, or null where unknown. */
  region: z.string().nullable(),
  /** Tier of the policy's first scheme that grades the customer; `none` where no scheme does. */
  tier: z.string(),
  /** Account manager of the customer, an agentId, or null. */
  managerId: z.string().nullable(),
  /** Agent who owns the matter to its end: took it first, or was handed it when it was late. Goes before the manager. */
  ownerId: z.string().min(1).optional(),
  /** Language that the customer speaks, a word of the customers feed; whoever calls must speak it. Absent where not known. */
  language: z.string().min(1).optional(),
  /** Earlier work about the customer, the newest last: whoever had it is asked first. */
  earlierWorkIds: z.array(z.string().min(1)).optional(),
  /** Skill that the policy asks of the agent. */
  skill: z.string().min(1),
  /** Higher goes first where capacity is short: risk points for churn work, value points for visits. */
  priority: z.number(),
  /** What agents read for the programme and the tier, by the policy; the bare names where left out. */
  labels: z.object({ programme: label(), tier: label() }).optional(),
  /** Why, strongest first. */
  reasons: z.array(reason),
  /** What to offer, the best first; absent where the policy has no offers. */
  offers: z.array(talkingPoint).optional(),
  /** Why the customer may leave; absent where the policy does not ask. */
  churn: churnTold.optional(),
  /** Playbook of the programme: how the customer is contacted; absent in messages of older versions. */
  playbook: z.string().min(1).optional(),
  /** How; a call where left out. */
  channel: contactChannel.optional(),
  /** What the agent says, or what the message tells. */
  script: label().optional(),
  /** For the channel `message`: the text in the operator's message gateway, and its language. */
  message: z
    .object({
      template: z.string().min(1),
      language: z.enum(['zh', 'en']),
      /** Channels that the customer uses, all of which carry it; absent where the profile names none. */
      channels: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  /** When on `day` the customer may be contacted: the quiet hours of the region are left out. */
  contactBetween: contactBetween.optional(),
  /** The hours that `contactBetween` was made of, so that work of a later day gets that day's: local hours, and the zone. */
  contactHours: z.object({ from: z.number(), until: z.number(), timeZone: z.string() }).optional(),
  /** What the agent goes through with the customer. */
  outline: outline.optional(),
  /** What the agent must know before speaking: what is going on, and what else the contact is for. */
  notes: z.array(label()).optional(),
  /** Day of the agents' lists that it is meant for, in the operator's time zone; a deferred item gets a later one. */
  day: calendarDate(),
  /** When it must be done. */
  dueAt: instant(),
  /** The run that asks again for work which an earlier night withdrew; absent for work that never was. */
  again: z.string().min(1).optional(),
});

/** One thing for one agent about one customer. */
export type WorkRequested = z.infer<typeof workRequested>;
