import * as z from 'zod';
import type { Label } from './field.ts';

/**
 * Why work is taken back before it is worked: the customer is no candidate any more (a bill was corrected, use has recovered); it
 * waited beyond its period and is asked for anew; or its promise was kept in another way.
 */
export const withdrawalWhy = z.enum(['vanished', 'lapsed', 'kept']);
/** Why work is taken back. */
export type WithdrawalWhy = z.infer<typeof withdrawalWhy>;

/** The same for whoever had the work. */
export const withdrawalLabels: Record<WithdrawalWhy, Label> = {
  vanished: { en: 'Its reason is gone: nothing need be done', zh: '原因已消除，无需再处理' },
  lapsed: { en: 'It waited too long and is asked for anew', zh: '等待超期，将重新派单' },
  kept: {
    en: 'The customer was called in another way: nothing need be done',
    zh: '客户已通过其他方式联系，无需再处理',
  },
};

/** A piece of work that a run takes back; runs of older editions name the work alone. */
export const withdrawnWork = z.union([
  z.object({ workId: z.string().min(1), why: withdrawalWhy }),
  z.string().transform((workId) => ({ workId, why: 'vanished' as const })),
]);
/** A piece of work that a run takes back. */
export type WithdrawnWork = z.infer<typeof withdrawnWork>;
