import { randomUUID } from 'node:crypto';
import { ACCOUNT } from './intrinsics.ts';
import type { StoredObject } from './objects.ts';
import { AssemblyRefused, type RuleSpec } from './stack.ts';

/** S3's "Object Created" event, as EventBridge hands it on. */
export const objectCreated = (object: StoredObject, region: string, reason: string): Record<string, unknown> => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: ACCOUNT,
  // EventBridge's times are whole seconds.
  time: `${new Date(object.modified).toISOString().slice(0, 19)}Z`,
  region,
  resources: [`arn:aws:s3:::${object.bucket}`],
  detail: {
    version: '0',
    bucket: { name: object.bucket },
    object: {
      key: object.key,
      size: object.size,
      etag: object.etag,
      ...(object.version !== null && { 'version-id': object.version }),
      sequencer: object.seq.toString(16).toUpperCase().padStart(18, '0'),
    },
    'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
    requester: ACCOUNT,
    'source-ip-address': '127.0.0.1',
    reason,
  },
});

const FILTERS = ['prefix', 'suffix', 'equals-ignore-case', 'anything-but', 'exists'];

/** The prefix of `{ "anything-but": { "prefix": ... } }`; undefined of any other argument. */
const excludedPrefix = (argument: unknown): string | undefined => {
  const [[kind, prefix] = [], ...others] = Object.entries(argument ?? {});
  return kind === 'prefix' && typeof prefix === 'string' && others.length === 0 ? prefix : undefined;
};

/**
 * Checks that every content filter of a rule's pattern is one that `matches` knows.
 * @throws AssemblyRefused naming the first that is not.
 */
export const checkPattern = ({ name, pattern }: RuleSpec): void => {
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value as object)) {
        if (key.startsWith('$')) throw new AssemblyRefused([`AWS::Events::Rule ${name}: pattern ${key}`]);
        visit(inner);
      }
      return;
    }
    for (const filter of value) {
      const [kind, argument] = typeof filter === 'object' && filter !== null ? (Object.entries(filter)[0] ?? []) : [];
      const simple =
        ['string', 'boolean'].includes(typeof argument) ||
        (kind === 'anything-but' && (Array.isArray(argument) || excludedPrefix(argument) !== undefined));
      if (kind !== undefined && !(FILTERS.includes(kind) && simple))
        throw new AssemblyRefused([`AWS::Events::Rule ${name}: filter ${JSON.stringify(filter)}`]);
    }
  };
  visit(pattern);
};

/** Whether an event has, for every member of the pattern, one of the values it names. */
export const matches = (pattern: unknown, event: unknown): boolean => {
  if (!Array.isArray(pattern))
    return Object.entries(pattern as object).every(([name, inner]) =>
      matches(inner, (event as Record<string, unknown> | undefined)?.[name]),
    );
  const values = Array.isArray(event) ? event : [event];
  return pattern.some((filter) => values.some((value) => passes(filter, value)));
};

const passes = (filter: unknown, value: unknown): boolean => {
  if (typeof filter !== 'object' || filter === null) return filter === value;
  const [kind, argument] = Object.entries(filter)[0] ?? [];
  if (kind === 'exists') return (value !== undefined) === argument;
  if (kind === 'anything-but') {
    const prefix = excludedPrefix(argument);
    if (prefix !== undefined) return typeof value === 'string' && !value.startsWith(prefix);
    return value !== undefined && ![argument].flat().includes(value);
  }
  if (typeof value !== 'string') return false;
  if (kind === 'prefix') return value.startsWith(String(argument));
  if (kind === 'suffix') return value.endsWith(String(argument));
  return value.toLowerCase() === String(argument).toLowerCase();
};
