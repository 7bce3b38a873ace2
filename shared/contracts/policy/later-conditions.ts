import type { Policy } from '../policy.ts';
import type { Condition } from './condition.ts';

/** What is known where a condition is asked, besides what features and lists say. Each step knows what those before it made. */
export type Step = 'measure' | 'conduct' | 'reasons' | 'tracks' | 'former' | 'offers';

/** Every condition of the sections on churn, former customers and offers, with its place in the policy and its step. */
export const laterConditions = ({
  churn,
  former,
  offers,
}: Pick<Policy, 'churn' | 'former' | 'offers'>): { when: Condition; path: (string | number)[]; step: Step }[] => {
  type Rule = { when?: Condition | undefined };
  const listed = (list: readonly Rule[], path: (string | number)[], step: Step, member: 'when' | 'unless' = 'when') =>
    list.flatMap((rule, index) => {
      const when = (rule as Record<typeof member, Condition | undefined>)[member];
      return when ? [{ when, path: [...path, index, member], step }] : [];
    });
  const together = offers?.association;
  return [
    ...(churn
      ? [
          { when: churn.asked, path: ['churn', 'asked'], step: 'reasons' as const },
          ...listed(churn.conduct, ['churn', 'conduct'], 'conduct'),
          ...listed(churn.rules, ['churn', 'rules'], 'reasons'),
          ...listed(churn.tracks, ['churn', 'tracks'], 'tracks'),
        ]
      : []),
    ...(former ? [{ when: former.left, path: ['former', 'left'], step: 'former' as const }] : []),
    ...(offers ? listed(offers.list, ['offers', 'list'], 'offers') : []),
    ...(offers ? listed(offers.list, ['offers', 'list'], 'offers', 'unless') : []),
    ...(together?.of ? [{ when: together.of, path: ['offers', 'association', 'of'], step: 'measure' as const }] : []),
    ...listed(together?.items ?? [], ['offers', 'association', 'items'], 'measure'),
  ];
};
