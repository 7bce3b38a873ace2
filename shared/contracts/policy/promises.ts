import * as z from 'zod';
import { label } from '../field.ts';
import { condition } from './condition.ts';

const name = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });
const hours = () => z.number().positive().max(2208);

/** To whom a term promises. Members that are left out ask nothing; a term without any promises to everybody. */
const toWhom = {
  /** Tiers of the section's scheme. */
  tier: z.array(z.string().min(1)).min(1).optional(),
  /** Kinds of key customers. */
  keyKinds: z.array(z.string().min(1)).min(1).optional(),
  /** Key customers of any kind, or nobody's key customers. */
  keyCustomer: z.boolean().optional(),
  /** Share of these promises that is to be kept, 0 to 1: what attainment is held against. */
  share: z.number().gt(0).max(1).default(1),
};

const seconds = z.number().positive().max(3600);

/** What every promise has, of whatever kind. */
const head = {
  /** What a person reads. */
  label: label(),
};

const termsOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.array(z.strictObject({ ...toWhom, ...shape })).min(1, { error: 'promises nothing to anybody: give at least one' });

/** Calls are answered in time. One call is one promise; it is the share of them that the operator answers for. */
const answer = z.strictObject({
  ...head,
  kind: z.literal('answer'),
  /** Terms; the first that is made to the caller counts. */
  terms: termsOf({
    /** Longest time in the queue, seconds. Who hangs up sooner was promised nothing. */
    withinSeconds: seconds,
  }),
  /** Of calls whose customer nobody knows; the first that names the desk, or none, counts. */
  strangers: z
    .array(
      z.strictObject({
        /** Desks; left out: any. */
        desk: z.array(z.string().min(1)).min(1).optional(),
        withinSeconds: seconds,
        share: toWhom.share,
      }),
    )
    .default([]),
});

/** Who hung up while the lines were busy is called back. */
const callBack = z.strictObject({
  ...head,
  kind: z.literal('call-back'),
  terms: termsOf({
    /** From the instant at which the caller hung up. */
    withinHours: hours(),
    /** Who waited for less than this had not met busy lines, seconds. */
    waitedSeconds: z.number().min(0).max(3600).default(0),
  }),
});

/** Faults are repaired in time, or the customer is told and pays no monthly fee for as long as it lasted. */
const repair = z.strictObject({
  ...head,
  kind: z.literal('repair'),
  terms: termsOf({
    /** Of faults in town. */
    townHours: hours(),
    /** Of faults in the country, and of those of which nobody says where they are. */
    countryHours: hours(),
  }),
  /** The monthly fee is waived for the time of a fault that was not repaired in time. */
  waivesFee: z.boolean().default(false),
});

/**
 * What shows that a message was told. `sent`: that it was asked for, unless its gateway reports that it did not arrive;
 * `told`: only what the gateway reports.
 */
const proof = z.enum(['sent', 'told'], { error: 'neither sent nor told' }).default('sent');

/** Customers are told before planned work begins (割接通告). */
const cutOver = z.strictObject({
  ...head,
  kind: z.literal('cut-over'),
  proof,
  terms: termsOf({
    /** Told so long before it begins at the latest. */
    hoursBefore: z.number().min(0).max(2208),
  }),
});

/** A low prepaid balance is told in proportion to what is left, before anything is cut off. */
const balance = z.strictObject({
  ...head,
  kind: z.literal('balance'),
  proof,
  terms: termsOf({
    /** Levels, the highest first: what is left, as a share of the mean monthly charge, and how soon the customer is told. */
    levels: z
      .array(z.strictObject({ below: z.number().positive().max(12), withinHours: hours() }))
      .min(1)
      .refine((levels) => levels.every(({ below }, at) => at === 0 || below < (levels[at - 1]?.below ?? 0)), {
        error: 'levels must fall: the highest first',
      }),
  }),
});

/** Somebody answers to a fault that was reported. */
const response = z.strictObject({
  ...head,
  kind: z.literal('response'),
  terms: termsOf({ withinHours: hours() }),
});

/** Somebody comes. */
const onSite = z.strictObject({
  ...head,
  kind: z.literal('on-site'),
  terms: termsOf({
    /** Hours by region of the customer; the first that names it, or none, counts. */
    sites: z
      .array(z.strictObject({ regions: z.array(z.string().min(1)).min(1).optional(), withinHours: hours() }))
      .min(1),
  }),
});

/** One promise to customers; the number is always the operator's. */
export const promise = z.discriminatedUnion('kind', [answer, callBack, repair, cutOver, balance, response, onSite]);
/** One promise to customers, with the name that decisions, programmes and reports call it by. */
export type Promised = z.infer<typeof promise> & { name: string };
/** One kind of promise. */
export type PromisedOf<Kind extends Promised['kind']> = Extract<Promised, { kind: Kind }>;

/** What desks and the voice menu give a customer. Of several the first that holds counts. */
export const entitlement = z.strictObject({
  /** What decisions call it. */
  name: name(),
  /** What a person reads. */
  label: label(),
  /** Whose it is; left out in the last one: everybody else's. */
  when: condition.optional(),
  /** Place in the queue: 1 goes first. */
  queueRank: z.number().int().min(1).max(1000),
  /** Past the voice menu, straight to a person (绿色通道). */
  greenChannel: z.boolean().default(false),
  /** Desk that takes the call, as the contact centre names it; left out: any. */
  desk: z.string().min(1).max(40).optional(),
});
/** What desks and the voice menu give a customer. */
export type Entitlement = z.infer<typeof entitlement>;

/** What is promised to customers, by tier, and what they are entitled to. */
export const promises = z.strictObject({
  /** Promises count, as kept or broken, for so many days from the day on which they were made. */
  countDays: z.number().int().min(1).max(366),
  /** Scheme by whose tiers promises are made; the policy's first where left out. */
  scheme: z.string().min(1).optional(),
  /** Promises by name. */
  made: z.record(name(), promise).default({}),
  /** Entitlements; the first that holds counts. */
  entitlements: z.array(entitlement).default([]),
});
/** What is promised to customers. */
export type Promises = z.infer<typeof promises>;

/** Name of the scheme by whose tiers a policy's promises are made. */
export const promiseScheme = (policy: { promises?: Promises | undefined; schemes: Record<string, unknown> }): string =>
  policy.promises?.scheme ?? Object.keys(policy.schemes)[0] ?? '';

/** Promises in the policy's order, and for how many days they count. */
export type PromiseList = { list: readonly Promised[]; countDays: number };

/** A policy's promises as a list; null where it makes none. */
export const promiseList = (given: Promises | undefined): PromiseList | null => {
  if (!given || Object.keys(given.made).length === 0) return null;
  return { list: Object.entries(given.made).map(([name, one]) => ({ name, ...one })), countDays: given.countDays };
};
