import * as z from 'zod';
import { type Label, label } from './field.ts';

/** State of a piece of work, from the queue to its end. */
export const workState = z.enum([
  'open',
  'sent',
  'acknowledged',
  'in-progress',
  'overdue',
  'escalated',
  'done',
  'withdrawn',
]);
/** State of a piece of work. */
export type WorkState = z.infer<typeof workState>;

/** What happens to a piece of work. */
export const workEvent = z.enum(['send', 'acknowledge', 'attempt', 'finish', 'fall-due', 'escalate', 'withdraw']);
/** What happens to a piece of work. */
export type WorkEvent = z.infer<typeof workEvent>;

/** Who makes something happen: tierline itself, an agent, or an operator. */
export const workActor = z.enum(['tierline', 'agent', 'operator']);
/** Who makes something happen. */
export type WorkActor = z.infer<typeof workActor>;

/**
 * The life of a piece of work. `sent` is kept on the agent's list, not in the item: an item whose list was delivered and
 * that is still `open` counts as sent, which saves a write an item. An attempt that reached nobody leaves work that is late
 * late.
 */
export const workLife = {
  first: 'open',
  states: {
    open: {
      label: { en: 'Open', zh: '待派发' },
      on: {
        ...{ send: 'sent', acknowledge: 'acknowledged', attempt: 'in-progress', finish: 'done' },
        ...{ 'fall-due': 'overdue', withdraw: 'withdrawn' },
      },
    },
    sent: {
      label: { en: 'Sent', zh: '已派发' },
      on: {
        ...{ acknowledge: 'acknowledged', attempt: 'in-progress', finish: 'done' },
        ...{ 'fall-due': 'overdue', withdraw: 'withdrawn' },
      },
    },
    acknowledged: {
      label: { en: 'Acknowledged', zh: '已接单' },
      on: { attempt: 'in-progress', finish: 'done', 'fall-due': 'overdue', withdraw: 'withdrawn' },
    },
    // What an agent has begun is not taken away: the customer was spoken to, and somebody must end it.
    'in-progress': {
      label: { en: 'In progress', zh: '处理中' },
      on: { attempt: 'in-progress', finish: 'done', 'fall-due': 'overdue' },
    },
    overdue: {
      label: { en: 'Overdue', zh: '已逾期' },
      on: {
        ...{ acknowledge: 'overdue', attempt: 'overdue', finish: 'done', escalate: 'escalated' },
        withdraw: 'withdrawn',
      },
    },
    escalated: {
      label: { en: 'Escalated', zh: '已升级' },
      on: { acknowledge: 'escalated', attempt: 'escalated', finish: 'done', withdraw: 'withdrawn' },
    },
    done: { label: { en: 'Done', zh: '已办结' }, final: true, on: {} },
    withdrawn: { label: { en: 'Withdrawn', zh: '已撤回' }, final: true, on: {} },
  },
  may: {
    send: ['tierline'],
    acknowledge: ['agent'],
    attempt: ['agent'],
    finish: ['agent', 'operator'],
    'fall-due': ['tierline'],
    escalate: ['tierline', 'operator'],
    withdraw: ['tierline', 'operator'],
  },
} as const satisfies {
  first: WorkState;
  states: Record<WorkState, { label: Label; final?: true; on: Partial<Record<WorkEvent, WorkState>> }>;
  may: Record<WorkEvent, readonly WorkActor[]>;
};

/** What happened to a piece of work, once. */
export const workStep = z.object({
  /** What. */
  event: workEvent,
  /** When, by whoever made it happen. */
  at: z.iso.datetime({ offset: true }),
  /** Who: an agentId, `tierline`, or an operator's name. */
  by: z.string().min(1),
});
/** What happened to a piece of work, once. */
export type WorkStep = z.infer<typeof workStep>;

/** How long work may stay late before it moves on: part of the policy. */
export const workLifePolicy = z.strictObject({
  /** What a person calls the section; for reports. */
  label: label().default({ en: 'Life of work', zh: '工单流转' }),
  /**
   * Hours after its due time at which work that is not done moves to the deputy and the supervisor is told. A day: the
   * agent was reminded when it fell due, and has a working day to make up for it.
   */
  escalateAfterHours: z.number().min(0).max(1_000).default(24),
  /** Other hours by value tier, the tier of the policy's first scheme: the best customers wait least. */
  tiers: z.record(z.string(), z.number().min(0).max(1_000)).default({}),
});
/** How long work may stay late before it moves on. */
export type WorkLifePolicy = z.infer<typeof workLifePolicy>;
