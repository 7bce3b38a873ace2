import type * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { isPromiseFeature } from '../features/promises.ts';
import type { Policy } from '../policy.ts';
import { conditionsOf, partsOf } from './decision-order.ts';
import { laterConditions } from './later-conditions.ts';
import { promiseScheme } from './promises.ts';

/** Days that a month has at least: the window must hold all facts whose promises still count. */
const shortestMonth = 28;

/** Refuses names in promises that the policy has not, and promises in what decides to whom they are made. */
export const checkPromiseNames = (policy: Policy, context: z.RefinementCtx<Policy>): void => {
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  checkMeasured(policy, problem);
  const { promises } = policy;
  for (const [name, { keeps }] of Object.entries(policy.programmes)) {
    if (keeps === undefined) continue;
    const path = ['programmes', name, 'keeps'];
    const names = Object.keys(promises?.made ?? {});
    if (!names.includes(keeps)) problem(path, `unknown promise "${keeps}"${didYouMean(keeps, names)}`);
    if (promises?.made[keeps]?.kind === 'answer')
      problem(path, 'a call is answered or lost in seconds: no work can keep that promise');
    const other = Object.entries(policy.programmes).find(([, one]) => one.keeps === keeps)?.[0];
    if (other !== name) problem(path, `"${other}" keeps that promise: its work would be asked for twice`);
  }
  if (!promises) return;
  const scheme = promiseScheme(policy);
  const schemes = Object.keys(policy.schemes);
  if (!schemes.includes(scheme))
    problem(['promises', 'scheme'], `unknown scheme "${scheme}"${didYouMean(scheme, schemes)}`);
  const tiers = policy.schemes[scheme]?.tiers.map(({ name }) => name) ?? [];
  const kinds = policy.keyCustomers.kinds.map(({ name }) => name);
  const known = (
    what: string,
    given: readonly string[] | undefined,
    all: readonly string[],
    path: (string | number)[],
  ) =>
    given?.forEach((word, at) => {
      if (!all.includes(word)) problem([...path, at], `unknown ${what} "${word}"${didYouMean(word, all)}`);
    });
  const names = promises.entitlements.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      problem(['promises', 'entitlements', index, 'name'], `"${name}" is there twice: names must differ`);
  });
  for (const [name, { terms }] of Object.entries(promises.made))
    terms.forEach(({ tier, keyKinds, keyCustomer }, at) => {
      const path = ['promises', 'made', name, 'terms', at];
      known('tier', tier, tiers, [...path, 'tier']);
      known('kind of key customer', keyKinds, kinds, [...path, 'keyKinds']);
      if (!tier && !keyKinds && keyCustomer === undefined && at < terms.length - 1)
        problem(path, 'is made to everybody, so that those after it are made to nobody: put it last');
    });
  promises.entitlements.forEach(({ name, when }, index) => {
    if (!when && index < promises.entitlements.length - 1)
      problem(
        ['promises', 'entitlements', index],
        `"${name}" takes everybody, so that those after it get nobody: give "when"`,
      );
  });
  const most = (policy.windowMonths - 1) * shortestMonth;
  if (promises.countDays > most)
    problem(
      ['promises', 'countDays'],
      `a night looks at ${policy.windowMonths} months only ("windowMonths"), which may be ${most} whole days: give at most as many`,
    );
};

/**
 * Promises are made by tier, and to key customers: what decides those cannot ask how promises were kept, nor can what is
 * measured before anybody is decided.
 */
const checkMeasured = (policy: Policy, problem: (path: (string | number)[], message: string) => void): void => {
  const circle = (feature: string) => `promises are made by tier: "${feature}" is not known here`;
  const ofPromises = (name: string | undefined): name is string => name !== undefined && isPromiseFeature(name);
  const check = (when: Parameters<typeof partsOf>[0], path: (string | number)[]) => {
    for (const { feature } of partsOf(when)) if (ofPromises(feature)) problem(path, circle(feature));
  };
  for (const [name, scheme] of Object.entries(policy.schemes)) {
    const by = scheme.kind === 'rules' ? undefined : scheme.feature;
    if (ofPromises(by)) problem(['schemes', name, 'feature'], circle(by));
    for (const { when, path } of conditionsOf(scheme)) check(when, ['schemes', name, ...path]);
    const card = scheme.kind === 'rules' ? undefined : scheme.card;
    policy.scorecards[card ?? '']?.features.forEach(({ feature }, at) => {
      if (ofPromises(feature)) problem(['scorecards', card ?? '', 'features', at, 'feature'], circle(feature));
    });
  }
  policy.keyCustomers.kinds.forEach(({ when }, index) => {
    check(when, ['keyCustomers', 'kinds', index, 'when']);
  });
  policy.segments?.features.forEach(({ feature }, index) => {
    if (ofPromises(feature)) problem(['segments', 'features', index, 'feature'], circle(feature));
  });
  for (const { when, path, step } of laterConditions(policy)) if (step === 'measure') check(when, path);
};
