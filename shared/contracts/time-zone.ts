import * as z from 'zod';
import { didYouMean } from './did-you-mean.ts';

const isZone = (name: string): boolean => {
  // Intl takes offsets such as +08:00 and any case; EventBridge Scheduler takes the zones' own names only.
  if (!/^[A-Z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** An IANA time zone, `Asia/Shanghai`. */
export const timeZone = () =>
  z.string({ error: 'not an IANA time zone such as "Asia/Shanghai"' }).superRefine((name, context) => {
    if (isZone(name)) return;
    const meant = didYouMean(name, Intl.supportedValuesOf('timeZone'));
    context.addIssue({
      code: 'custom',
      message: `"${name}" is not an IANA time zone such as "Asia/Shanghai"${meant.startsWith(' (did') ? meant : ''}`,
    });
  });
